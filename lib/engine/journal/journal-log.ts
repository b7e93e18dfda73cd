/**
 * The lists of journal files: `journal.log` (all that this instance wrote or received, in its own order) and
 * `mirrorjrn-NAME.log` (the mirror's history), one JSON object a line.
 *
 * A log is a convenience and the files' headers are the truth: a lost log is rebuilt from them. Facts 6.1, 6.6.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { JournalHeader } from './header.ts';
import { syncDirectory } from '../ports/durable-file.ts';
import { attempt, type DiskOutcome } from './journal-file.ts';
import { readHeader } from './journal-reader.ts';
import type { FileCount } from './position.ts';

export const JOURNAL_LOG_NAME = 'journal.log';
export const mirrorJournalLogName = (mirrorName: string) => `mirrorjrn-${mirrorName}.log`;
const FILES_A_DAY_MAX = 999;

export interface JournalLogEntry {
  readonly path: string;
  readonly fileGuid: string;
  /** Number in its history: the mirror's when `mirror` is set, else the instance's own. */
  readonly fileCount: FileCount;
  readonly createdAtMs: number;
  readonly mirror: { readonly guid: string; readonly name: string } | null;
  readonly previous: { readonly guid: string; readonly name: string; readonly end: number } | null;
  /** Why the file was begun: "Instance start", "Became primary", "File full", "Switch by user"… */
  readonly reason: string;
}

const entrySchema = z.object({
  path: z.string(),
  fileGuid: z.string(),
  fileCount: z.int(),
  createdAtMs: z.number(),
  mirror: z.object({ guid: z.string(), name: z.string() }).nullable(),
  previous: z.object({ guid: z.string(), name: z.string(), end: z.number() }).nullable(),
  reason: z.string(),
}) satisfies z.ZodType<JournalLogEntry>;

export const toLogEntry = (path: string, header: JournalHeader, reason: string): JournalLogEntry => ({
  path,
  fileGuid: header.fileGuid,
  fileCount: header.fileCount,
  createdAtMs: header.createdAtMs,
  mirror: header.mirror,
  previous: header.previous,
  reason,
});

/**
 * All entries in order; none when there is no log. Damaged lines, and a last one cut short by a crash, are left out: whoever needs what
 * they said finds it in the files.
 */
export async function readJournalLog(path: string): Promise<JournalLogEntry[]> {
  const log = await inspectJournalLog(path);
  return log.kind === 'missing' ? [] : log.entries;
}

export type InspectedLog = { readonly kind: 'missing' } | { readonly kind: 'whole' | 'damaged'; readonly entries: JournalLogEntry[] };

/** The same, and whether the log is whole. A last line that a crash has cut short is no damage. */
export async function inspectJournalLog(path: string): Promise<InspectedLog> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return { kind: 'missing' };
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
  const entries = lines.map(parseEntry).filter((entry) => entry !== null);
  return { kind: entries.length === lines.length ? 'whole' : 'damaged', entries };
}

/** All entries of a log that is whole; none of one that is missing, damaged or cannot be read: what it says may be of long ago. */
export async function readWholeJournalLog(path: string): Promise<JournalLogEntry[]> {
  const log = await inspectJournalLog(path).catch(() => null);
  return log?.kind === 'whole' ? log.entries : [];
}

function parseEntry(line: string): JournalLogEntry | null {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Writes the log anew: to a new name, synced, renamed. */
export function writeJournalLog(path: string, entries: readonly JournalLogEntry[]): Promise<DiskOutcome<null>> {
  return attempt(async () => {
    await writeFile(`${path}.new`, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { flush: true });
    await rename(`${path}.new`, path);
    await syncDirectory(dirname(path));
    return null;
  });
}

/** Durable when it resolves. A line cut short before is closed first, so that it cannot swallow this one. */
export function appendJournalLog(path: string, entry: JournalLogEntry): Promise<DiskOutcome<null>> {
  return attempt(async () => {
    const handle = await open(path, 'a+');
    try {
      const { size } = await handle.stat();
      const whole = size === 0 ? 0 : await endOfLastLine(handle, size);
      if (whole < size) await handle.truncate(whole);
      await handle.write(`${JSON.stringify(entry)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return null;
  });
}

export type Rebuilt =
  | { readonly kind: 'rebuilt'; readonly entries: JournalLogEntry[] }
  | { readonly kind: 'log-exists' }
  | { readonly kind: 'unreadable'; readonly path: string }
  | { readonly kind: 'other-mirror'; readonly path: string }
  | { readonly kind: 'not-contiguous'; readonly missingFileCount: number };

/** Writes the mirror journal log anew from the headers of the mirror journal files in `directories`. No files give an empty log. */
export async function rebuildMirrorJournalLog(options: {
  logPath: string;
  directories: readonly string[];
  mirror: { guid: string; name: string };
}): Promise<Rebuilt> {
  const { logPath, directories, mirror } = options;
  if (existsSync(logPath)) return { kind: 'log-exists' };
  const entries: JournalLogEntry[] = [];
  for (const path of await journalFilesIn(directories, mirrorJournalPrefix(mirror.name))) {
    const header = await readHeader(path).catch(() => null);
    if (!header) return { kind: 'unreadable', path };
    if (header.mirror?.guid !== mirror.guid) return { kind: 'other-mirror', path };
    entries.push(toLogEntry(path, header, header.reason ?? 'Rebuilt from the file'));
  }
  entries.sort((left, right) => left.fileCount - right.fileCount);
  const first = entries[0]?.fileCount ?? 1;
  const gap = entries.findIndex((entry, index) => entry.fileCount !== first + index);
  if (gap >= 0) return { kind: 'not-contiguous', missingFileCount: first + gap };
  await writeFile(logPath, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { flag: 'wx', flush: true });
  return { kind: 'rebuilt', entries };
}

/** `MIRROR-APRIL-`: what the names of a mirror's journal files begin with. */
export const mirrorJournalPrefix = (mirrorName: string) => `MIRROR-${mirrorName}-`;
/** True for a name that a journal file of this mirror may have (`MIRROR-APRIL-20261129.001`), and that stays in its directory. */
export const isMirrorJournalName = (name: string, mirrorName: string) =>
  name.startsWith(mirrorJournalPrefix(mirrorName)) && /^\d{8}\.\d{3}$/.test(name.slice(mirrorJournalPrefix(mirrorName).length));

/**
 * `[prefix]yyyymmdd.nnn` of the day, one above the highest number in use, 001 if there is none. `taken` are names that exist or ever
 * existed; a name is never used twice. Null after the 999th of a day.
 */
export function nextJournalName(options: { prefix: string; day: Date; taken: readonly string[] }): string | null {
  const stem = options.prefix + journalDay(options.day);
  const used = options.taken.filter((name) => name.startsWith(`${stem}.`)).map((name) => Number(name.slice(stem.length + 1)));
  const next = Math.max(0, ...used.filter(Number.isInteger)) + 1;
  return next > FILES_A_DAY_MAX ? null : `${stem}.${String(next).padStart(3, '0')}`;
}

/** Names of journal files in a directory that begin with `prefix` ('' : local files of any prefix). */
export async function journalNamesIn(directory: string, prefix: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.startsWith(prefix) && /\d{8}\.\d{3}$/.test(name)).sort();
}

/** The first mirror journal file of that name in the directory, for #2174; null when there is none. */
export async function findLeftoverMirrorJournal(directory: string, mirrorName: string): Promise<string | null> {
  const [name] = await journalNamesIn(directory, mirrorJournalPrefix(mirrorName));
  return name === undefined ? null : join(directory, name);
}

export const newFileGuid = () => randomUUID().toUpperCase();

async function journalFilesIn(directories: readonly string[], prefix: string): Promise<string[]> {
  const lists = await Promise.all(
    directories.map(async (directory) => (await journalNamesIn(directory, prefix)).map((name) => join(directory, name))),
  );
  return lists.flat().sort((left, right) => (basename(left) < basename(right) ? -1 : 1));
}

/** Local calendar day, as people name files. */
const journalDay = (day: Date) =>
  `${day.getFullYear()}${String(day.getMonth() + 1).padStart(2, '0')}${String(day.getDate()).padStart(2, '0')}`;

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const start = Math.max(0, size - 64 * 1024);
  const tail = Buffer.alloc(size - start);
  await handle.read(tail, 0, tail.length, start);
  return start + tail.lastIndexOf('\n') + 1;
}
