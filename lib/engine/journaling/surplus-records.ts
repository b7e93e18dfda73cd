/** The updates of nodes in stretches of a mirror's journal, and what is to be told of all of them before one is told of. */
import type { LostUpdateReport } from '../../contract/lost-updates.ts';
import { type Block, recordsOf } from '../journal/block.ts';
import { DirectoryTable } from '../journal/directory-table.ts';
import { readHeader } from '../journal/journal-reader.ts';
import type { JournalDatabase } from '../journal/journal-sink.ts';
import { JournalWindows } from '../journal/journal-window.ts';
import { isBefore, type JournalPosition } from '../journal/position.ts';
import type { JournalRecord } from '../journal/record.ts';
import { decodeKey } from '../nodes/collation.ts';
import type { MirrorFile } from './mirror-journal.ts';

/** Of more globals only the most frequent are named. */
const GLOBALS_MAX = 200;

/** Offsets in its file: of the first block, and behind the last. */
export interface JournalStretch {
  readonly file: MirrorFile;
  readonly from: number;
  readonly to: number;
}

export type PathOf = (file: MirrorFile) => string;

export interface NodeRecord {
  readonly record: JournalRecord;
  readonly address: number;
  readonly block: Block;
  readonly file: MirrorFile;
  readonly database: JournalDatabase;
}

/** What of these files, oldest first, lies behind a position; offset 0: behind that whole file, of which nothing is known. */
export function stretchesBehind(files: readonly MirrorFile[], { fileCount, offset }: JournalPosition): JournalStretch[] {
  return files.flatMap((file) => {
    const from = file.fileCount === fileCount ? Math.max(offset, file.start) : file.start;
    const isBehind = file.fileCount > fileCount || (file.fileCount === fileCount && offset > 0);
    return isBehind && from < file.end ? [{ file, from, to: file.end }] : [];
  });
}

/** What lies before it. */
export const stretchesBefore = (files: readonly MirrorFile[], { fileCount, offset }: JournalPosition): JournalStretch[] =>
  files.flatMap((file) =>
    file.fileCount > fileCount
      ? []
      : [{ file, from: file.start, to: file.fileCount === fileCount ? Math.min(offset, file.end) : file.end }],
  );

/** `database`: null for a record about none. */
interface FoundRecord extends Omit<NodeRecord, 'database'> {
  readonly database: JournalDatabase | null;
}

/**
 * Files repeat from place to place what their databases are, so that one may begin anywhere. Ends where a file cannot be read on, which
 * `unread` is told: what the disk does not give cannot be kept, and must not keep a member from following.
 */
async function* recordsIn(
  stretches: readonly JournalStretch[],
  pathOf: PathOf,
  unread: () => void,
): AsyncGenerator<FoundRecord, void, void> {
  for (const { file, from, to } of stretches) {
    const begun = { end: from };
    try {
      yield* recordsOfFile({ file, from, to }, pathOf(file), begun);
    } catch {
      return unread();
    }
    // Reading ends in silence at a block that is none.
    if (begun.end < to) return unread();
  }
}

async function* recordsOfFile(
  { file, from, to }: JournalStretch,
  filePath: string,
  read: { end: number },
): AsyncGenerator<FoundRecord, void, void> {
  const header = await readHeader(filePath);
  if (!header) return;
  const windows = new JournalWindows(filePath, header);
  const directory = new DirectoryTable();
  for (let index = await windows.indexOf(from); index < windows.countOf(to); index++)
    for await (const block of windows.blocks(index)) {
      if (block.offset >= to) return;
      for (const { address, record } of recordsOf(block)) {
        directory.see(record);
        if (block.offset >= from) yield { record, address, block, file, database: isNode(record) ? directory.databaseOf(record) : null };
      }
      read.end = block.end;
    }
}

const isNode = ({ type }: JournalRecord): boolean => type === 'set' || type === 'kill' || type === 'kill-node';

export async function* nodesIn(stretches: readonly JournalStretch[], pathOf: PathOf): AsyncGenerator<NodeRecord, void, void> {
  for await (const { database, ...found } of recordsIn(stretches, pathOf, () => undefined)) if (database) yield { ...found, database };
}

export interface SurplusSummary extends Pick<LostUpdateReport, 'count' | 'openCount' | 'globals' | 'isWhole'> {
  /** Of a transaction that does not end in these stretches. */
  readonly isOpen: (found: NodeRecord) => boolean;
}

/** `each` sees every update, in order. */
export async function summarize(
  stretches: readonly JournalStretch[],
  pathOf: PathOf,
  each: (found: NodeRecord) => void,
): Promise<SurplusSummary> {
  const counts = new Map<string, LostUpdateReport['globals'][number]>();
  const open = new Map<number, JournalPosition & { readonly count: number }>();
  let count = 0;
  let isWhole = true;
  const unread = () => {
    isWhole = false;
  };
  for await (const { database, ...found } of recordsIn(stretches, pathOf, unread)) {
    const { record, address, file } = found;
    if (record.type === 'commit' || record.type === 'rollback') open.delete(record.job);
    if (!database) continue;
    each({ ...found, database });
    count += 1;
    if (record.inTransaction) {
      const begun = open.get(record.job) ?? { fileCount: file.fileCount, offset: address, count: 0 };
      open.set(record.job, { ...begun, count: begun.count + 1 });
    }
    const global = `^${decodeKey(record.key).name}`;
    const key = `${database.journalName} ${global}`;
    const known = counts.get(key) ?? { database: shownDatabase(database), global, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return {
    count,
    isWhole,
    openCount: [...open.values()].reduce((sum, transaction) => sum + transaction.count, 0),
    globals: [...counts.values()].sort((one, other) => other.count - one.count).slice(0, GLOBALS_MAX),
    isOpen: ({ record, address, file }) => {
      const begun = record.inTransaction ? open.get(record.job) : undefined;
      return begun !== undefined && !isBefore({ fileCount: file.fileCount, offset: address }, begun);
    },
  };
}

/** `:mirror:APRIL:DATA` is DATA in its mirror. */
export const shownDatabase = ({ journalName }: JournalDatabase): string => /^:mirror:[^:]*:(.+)$/.exec(journalName)?.[1] ?? journalName;
