/**
 * Which database files this machine's instances wrote themselves, and have not been touched since.
 *
 * The storage engine trusts its pages, so a file from elsewhere is read page by page before it may be written. That takes as long as
 * reading it, which a start after a crash has no time for:
 * a file that was mounted here and is still the same one needs no such look. `iris.own` beside it says which one that is. It is a note, not
 * a seal: without it, or when it does not fit, the file is read.
 */
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export const OWN_FILE_NAME = 'iris.own';
const noteSchema = z.object({ inode: z.string(), closed: z.object({ size: z.string(), writtenAt: z.string() }).nullable() });

const look = (file: string) => {
  const { ino, size, mtimeNs } = statSync(file, { bigint: true });
  return { inode: String(ino), size: String(size), writtenAt: String(mtimeNs) };
};

function write(directory: string, note: z.infer<typeof noteSchema>): void {
  const file = join(directory, OWN_FILE_NAME);
  writeFileSync(`${file}.new`, JSON.stringify(note), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The file is open here, and is written from now on. */
export function noteOpened(directory: string, databaseFile: string): void {
  write(directory, { inode: look(databaseFile).inode, closed: null });
}

/** It was closed in order. */
export function noteClosed(directory: string, databaseFile: string): void {
  if (!existsSync(databaseFile)) return; // Somebody took it away.
  const { inode, ...closed } = look(databaseFile);
  write(directory, { inode, closed });
}

/** It is the file that was open here when the process ended, or the one that was closed here, as it was then. */
export async function isOwnFile(directory: string, databaseFile: string): Promise<boolean> {
  try {
    const note = noteSchema.parse(JSON.parse(await readFile(join(directory, OWN_FILE_NAME), 'utf8')));
    const { inode, ...now } = look(databaseFile);
    return inode === note.inode && (note.closed === null || (note.closed.size === now.size && note.closed.writtenAt === now.writtenAt));
  } catch {
    return false; // None, or none that can be read.
  }
}
