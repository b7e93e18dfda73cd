/**
 * What the disk holds of one mirror's history: the newest files, back to the first one that is not whole.
 *
 * A fault of an old file ends neither an instance nor a mirror: the history begins behind it, and whoever needs what lies before it is told
 * which file it is. A fault of the newest file is another thing: how far this member's journal reached is not known then, so it must not
 * lead by what is left (`MirrorHistory.lostEnd`). Files that are followed by another are not read: the file behind one says where it ended.
 * Damage in their middle is found when they are read.
 */
import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import type { JournalLogEntry } from '../journal/journal-log.ts';
import { journalNamesIn, mirrorJournalPrefix } from '../journal/journal-log.ts';
import { readBytes, readHeader, recoverJournalFile } from '../journal/journal-reader.ts';
import type { FileCount, JournalOffset } from '../journal/position.ts';

/** A file that was never finished is shorter than this: its first zeros are less. */
const UNMADE_BYTES_MAX = 1024 * 1024;

/**
 * A mirror journal file that should be here. `other`: the one of its number is of another branch of the history, or a copy of another file.
 */
export interface Hole {
  readonly kind: 'missing' | 'damaged' | 'cut-off' | 'other';
  readonly fileCount: FileCount;
  /** '' where only the number is known. */
  readonly name: string;
  /** `damaged`, where it is known: from here on. */
  readonly offset: JournalOffset;
}

export interface FoundFile {
  readonly name: string;
  readonly header: JournalHeader;
  /** Behind its last block. */
  readonly end: number;
}

export interface HistoryOnDisk {
  /** Oldest first, each following the one before. */
  readonly files: readonly FoundFile[];
  /** Right before the first of `files`, with files before it; null: nothing is missing, or what is was purged. */
  readonly hole: Hole | null;
  /** The newest journal data of this member are gone, or cannot be read; null: they are here. */
  readonly lostEnd: Hole | null;
  /**
   * GUIDs of the files whose end, or all, is lost, by number: what the databases have of them is of the same history as a file of that GUID
   * elsewhere.
   */
  readonly lostGuids: ReadonlyMap<number, string>;
  /** Of the last block, wall ms; null when the newest file holds none. */
  readonly lastBlockTimeMs: number | null;
}

type Headed = Omit<FoundFile, 'end'>;

/**
 * `listed`: what the mirror journal log says, oldest first. Cuts a torn end, and removes a file that was being made when the process died.
 */
export async function readHistoryOnDisk(
  directory: string,
  mirror: { readonly guid: string; readonly name: string },
  listed: readonly JournalLogEntry[],
): Promise<HistoryOnDisk> {
  const { headed, unreadable } = await readHeaders(directory, mirror, { mayRemove: true });
  const newest = headed.at(-1);
  const own = listed.filter((entry) => entry.mirror?.guid === mirror.guid);
  const lostFiles = own.filter(({ fileCount }) => fileCount > (newest?.header.fileCount ?? 0));
  const guids = lostFiles.map(({ fileCount, fileGuid }) => [fileCount, fileGuid] as const);
  const last = lostFiles.at(-1);
  const unread = unreadable.findLast((name) => newest === undefined || name > newest.name);
  const lost: Hole | null =
    unread !== undefined
      ? { kind: 'damaged', fileCount: last?.fileCount ?? (newest?.header.fileCount ?? 0) + 1, name: unread, offset: 0 }
      : last
        ? missing(last)
        : null;
  if (!newest) return { files: [], hole: null, lostEnd: lost, lostGuids: new Map(guids), lastBlockTimeMs: null };
  const { end, isDamaged, lastBlockTimeMs } = await endOf(path.join(directory, newest.name));
  const { files, hole } = await runBefore(directory, headed, { ...newest, end }, unreadable);
  const { fileCount, fileGuid, createdAtMs } = newest.header;
  return {
    files,
    hole,
    lostEnd: lost ?? (isDamaged ? { kind: 'damaged', fileCount, name: newest.name, offset: end } : null),
    lostGuids: new Map([...guids, ...(isDamaged ? [[fileCount, fileGuid] as const] : [])]),
    // A file without blocks still says how far the history reaches: to the moment it was begun.
    lastBlockTimeMs: lastBlockTimeMs ?? createdAtMs,
  };
}

/** Of the newest file. What the disk does not give is damaged, too. */
async function endOf(filePath: string): Promise<{ end: number; isDamaged: boolean; lastBlockTimeMs: number | null }> {
  const recovery = await recoverJournalFile(filePath).catch(() => null);
  if (recovery?.kind === 'recovered') return { end: recovery.end, isDamaged: false, lastBlockTimeMs: recovery.lastBlockTimeMs };
  return { end: recovery?.kind === 'damaged' ? recovery.offset : HEADER_BYTES, isDamaged: true, lastBlockTimeMs: null };
}

const missing = ({ fileCount, path: filePath }: JournalLogEntry): Hole => ({
  kind: 'missing',
  fileCount,
  name: path.basename(filePath),
  offset: 0,
});

/** In the order of the history; those whose header the disk does not give, by name. */
async function readHeaders(
  directory: string,
  mirror: { readonly guid: string; readonly name: string },
  { mayRemove }: { mayRemove: boolean },
): Promise<{ headed: Headed[]; unreadable: string[] }> {
  const headed: Headed[] = [];
  const unreadable: string[] = [];
  // Also what is too short to have a header: its name alone says whose it is.
  for (const name of await journalNamesIn(directory, mirrorJournalPrefix(mirror.name))) {
    const filePath = path.join(directory, name);
    const header = await readHeader(filePath).catch(() => 'unreadable' as const);
    if (header === 'unreadable') unreadable.push(name);
    else if (header?.mirror?.guid === mirror.guid) headed.push({ name, header });
    else if (header === null && !(mayRemove && (await removeUnmade(filePath)))) unreadable.push(name);
  }
  headed.sort((one, other) => one.header.fileCount - other.header.fileCount || one.header.epoch - other.header.epoch);
  return { headed, unreadable };
}

/** `newest` and what lies before it, back to the first file that is not here as the one behind it knows it. */
async function runBefore(
  directory: string,
  headed: readonly Headed[],
  newest: FoundFile,
  unreadable: readonly string[],
): Promise<{ files: FoundFile[]; hole: Hole | null }> {
  const files = [newest];
  for (;;) {
    const first = files[0] as FoundFile;
    const fileCount = first.header.fileCount - 1;
    const { previous } = first.header;
    const before = headed.filter(({ header }) => header.fileCount === fileCount);
    const older = headed.some(({ header }) => header.fileCount < first.header.fileCount);
    if (previous === null) return { files, hole: null };
    const file = before.find(({ header }) => header.fileGuid === previous.guid);
    if (!file) {
      const kind = unreadable.includes(previous.name) ? 'damaged' : before.length > 0 ? 'other' : 'missing';
      // Without any older file this is where purging has ended.
      return { files, hole: older || kind !== 'missing' ? { kind, fileCount, name: previous.name, offset: 0 } : null };
    }
    const size = await sizeOf(path.join(directory, file.name));
    if (size === null || size < previous.end)
      return { files, hole: { kind: size === null ? 'missing' : 'cut-off', fileCount, name: file.name, offset: size ?? 0 } };
    files.unshift({ ...file, end: previous.end });
  }
}

/** What is wrong with a file that should be whole up to `end`, as far as its size and its header tell; null: nothing. */
export async function faultOf(filePath: string, end: number): Promise<Pick<Hole, 'kind' | 'offset'> | null> {
  const size = await sizeOf(filePath);
  if (size === null || size < end) return { kind: size === null ? 'missing' : 'cut-off', offset: size ?? 0 };
  const header = await readHeader(filePath).catch(() => null);
  return header === null ? { kind: 'damaged', offset: 0 } : null;
}

/** null: there is no such file, or the disk does not say. */
export const sizeOf = (filePath: string): Promise<number | null> =>
  stat(filePath).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );

/**
 * Killed while the file was being made: it holds nothing but zeros behind a header that is not whole. False: it holds something, so its
 * header is damaged, and it is kept.
 */
async function removeUnmade(filePath: string): Promise<boolean> {
  const bytes = await readBytes(filePath, HEADER_BYTES, UNMADE_BYTES_MAX).catch(() => null);
  if (bytes === null || bytes.length === UNMADE_BYTES_MAX || bytes.some((byte) => byte !== 0)) return false;
  await rm(filePath);
  return true;
}

/** The files right before `first` that are here whole now, with it; and what is missing before them. */
export async function findRunBefore(
  directory: string,
  mirror: { readonly guid: string; readonly name: string },
  first: FoundFile,
): Promise<Pick<HistoryOnDisk, 'files' | 'hole'>> {
  const { headed, unreadable } = await readHeaders(directory, mirror, { mayRemove: false });
  return runBefore(directory, headed, first, unreadable);
}

/** Names of the mirror's files of lower numbers, wherever there are holes between them. */
export async function namesBefore(
  directory: string,
  mirror: { readonly guid: string; readonly name: string },
  fileCount: FileCount,
): Promise<string[]> {
  const { headed } = await readHeaders(directory, mirror, { mayRemove: false });
  return headed.filter(({ header }) => header.fileCount < fileCount).map(({ name }) => name);
}

/** As the messages log names it; #2000 is the product's number for a journal file that a database needs and that is not there. */
export function describeHole({ kind, fileCount, name, offset }: Hole): string {
  const file = `mirror journal file #${fileCount}${name === '' ? '' : ` (${name})`}`;
  switch (kind) {
    case 'missing':
      return `${file} is missing`;
    case 'damaged':
      return offset === 0 ? `${file} is damaged` : `${file} is damaged at offset ${offset}`;
    case 'cut-off':
      return `${file} is cut off at offset ${offset}`;
    case 'other':
      return `${file} is not the one that the next file follows`;
  }
}

/** What stands in the place of a file that is received, and counts for nothing, is damaged: it is kept under another name. */
export async function layAside(filePath: string): Promise<void> {
  await rename(filePath, `${filePath}.damaged`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
