/**
 * Small files of state, replaced as a whole: written under another name, synced, renamed, and the folder synced. So whoever reads one after
 * a power cut finds the old text or the new, never half of one or none.
 *
 * Refused: renaming without syncing first. A file system may keep the new name and lose what was written.
 */
import { closeSync, constants, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';

const OWNER_ONLY = 0o600;

/**
 * On the disk when it resolves. When it rejects, the file has the old text, or the new one that is not durable yet: try again. One at a
 * time for each file.
 */
export async function replaceDurably(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', OWNER_ONLY);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  await syncDirectory(path.dirname(file));
}

/** As `replaceDurably`, for what must not be interrupted; the process stands still for so long. */
export function replaceDurablySync(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}.new`, content, { mode: OWNER_ONLY, flush: true });
  renameSync(`${file}.new`, file);
  const directory = openSync(path.dirname(file), constants.O_RDONLY);
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** A new, renamed or removed name survives a power cut only once its folder is synced. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
