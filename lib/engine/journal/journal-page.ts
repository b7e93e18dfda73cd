/**
 * Records of a journal file by pages, either way, from any offset, with a filter. Only the windows that are needed are read, and never more
 * than a budget: whoever filters for what is rare goes on from where the search has stopped.
 */
import { stat } from 'node:fs/promises';
import type { JournalRecordFilter } from '../../contract/journals.ts';
import type { journalRecordTypes } from '../../contract/choices.ts';
import type { InstanceView } from '../../contract/views.ts';
import { decodeKey } from '../nodes/collation.ts';
import { formatReference } from '../nodes/reference-text.ts';
import { decodeText } from '../nodes/text.ts';
import { BLOCK_HEADER_BYTES, type Block, recordsOf } from './block.ts';
import { DirectoryTable } from './directory-table.ts';
import { HEADER_BYTES, type JournalHeader } from './header.ts';
import { JournalWindows } from './journal-window.ts';
import type { JournalRecord, RecordType } from './record.ts';

export type RecordView = InstanceView<'journal-records'>['records'][number];
export interface RecordPage {
  readonly records: RecordView[];
  readonly previous: number | null;
  readonly next: number | null;
  readonly isPartial: boolean;
}

/** Reading this much takes a fraction of a second; the instance has other work. */
const SEARCH_BYTES_MAX = 32 * 1024 * 1024;
/** Long values are cut for the page; the length is told. */
const SHOWN_VALUE_CHARACTERS_MAX = 1000;
const FIRST_ADDRESS = HEADER_BYTES + BLOCK_HEADER_BYTES;
/** Facts 6.3: the names that the journal dump prints. */
const typeNames = {
  set: 'Set',
  kill: 'KillNode',
  'kill-node': 'ZKill',
  begin: 'BeginTrans',
  commit: 'CommitTrans',
  rollback: 'Rollback',
  mark: 'JrnMark',
  directory: 'Directory',
} satisfies Record<RecordType, (typeof journalRecordTypes)[number]>;

interface PageRequest {
  readonly path: string;
  readonly header: JournalHeader;
  readonly from: number;
  readonly limit: number;
  readonly filter: JournalRecordFilter;
}

/** From the first matching record at or behind `from`, at most `limit`. */
export async function readForward({ path, header, from, limit, filter }: PageRequest): Promise<RecordPage> {
  const windows = new JournalWindows(path, header);
  const { size } = await stat(path);
  const count = windows.countOf(size);
  const match = matcherOf(filter);
  const records: RecordView[] = [];
  const begin = await windows.indexOf(Math.min(from, size));
  const page = (next: number | null, isPartial: boolean): RecordPage => ({
    records,
    previous: before(records[0]?.offset ?? from),
    next,
    isPartial,
  });
  let searched = 0;
  for (let index = await skipTo(windows, { begin, count, filter }); index < count; index++) {
    for await (const found of matchesOf(windows, index, match)) {
      if (found.kind === 'block') {
        searched += found.bytes;
        continue;
      }
      if (found.address < from) continue;
      if (records.length === limit) return page(found.address, false);
      records.push(found.toView());
    }
    if (searched > SEARCH_BYTES_MAX && index + 1 < count && records.length < limit) return page(windowBegin(header, index + 1), true);
  }
  return page(null, false);
}

/** The last matching records before `from`, at most `limit`, in the order of the file. */
export async function readBackward({ path, header, from, limit, filter }: PageRequest): Promise<RecordPage> {
  const windows = new JournalWindows(path, header);
  const match = matcherOf(filter);
  let records: RecordView[] = [];
  let searched = 0;
  const { size } = await stat(path);
  for (let index = await windows.indexOf(Math.min(from, size) - 1); index >= 0; index--) {
    const here: { toView: () => RecordView }[] = [];
    for await (const found of matchesOf(windows, index, match)) {
      if (found.kind === 'block') searched += found.bytes;
      else if (found.address < from) here.push(found);
      // Only the last ones are wanted, and a file of an earlier version is one window.
      if (here.length > 2 * limit) here.splice(0, here.length - limit);
    }
    const taken = here.slice(Math.max(0, here.length - (limit - records.length)));
    records = [...taken.map((found) => found.toView()), ...records];
    if (records.length === limit) return { records, previous: before(records[0]?.offset ?? 0), next: from, isPartial: false };
    if (searched > SEARCH_BYTES_MAX && index > 0) return { records, previous: windowBegin(header, index), next: from, isPartial: true };
  }
  return { records, previous: null, next: from, isPartial: false };
}

/** What to go back from, or null at the first record of the file. */
const before = (address: number) => (address > FIRST_ADDRESS ? address : null);
const windowBegin = (header: JournalHeader, index: number) => index * (header.directoryStepBytes ?? 0);

/** The last window that begins before `since`: the windows between need not be read. */
async function skipTo(
  windows: JournalWindows,
  { begin, count, filter }: { begin: number; count: number; filter: JournalRecordFilter },
): Promise<number> {
  if (filter.since === undefined) return begin;
  const since = Date.parse(filter.since);
  let low = begin;
  let high = count;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const time = await windows.timeAt(middle);
    if (time !== null && time < since) low = middle;
    else high = middle;
  }
  return low;
}

type Found =
  | { readonly kind: 'block'; readonly bytes: number }
  | { readonly kind: 'record'; readonly address: number; readonly toView: () => RecordView };

async function* matchesOf(windows: JournalWindows, index: number, match: Matcher): AsyncGenerator<Found, void, void> {
  const directory = new DirectoryTable();
  for await (const block of windows.blocks(index)) {
    yield { kind: 'block', bytes: block.bytes.length };
    const isInTime = match.time(block.timeMs);
    for (const { address, record } of recordsOf(block)) {
      directory.see(record);
      if (isInTime && match.record(record, directory))
        yield { kind: 'record', address, toView: () => toView(record, { address, block, directory }) };
    }
  }
}

interface Matcher {
  readonly time: (blockTimeMs: number) => boolean;
  readonly record: (record: JournalRecord, directory: DirectoryTable) => boolean;
}

function matcherOf(filter: JournalRecordFilter): Matcher {
  const since = filter.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.since);
  const until = filter.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.until);
  const database = filter.database?.toLowerCase();
  const global = filter.global?.toLowerCase();
  return {
    time: (timeMs) => timeMs >= since && timeMs <= until,
    record: (record, directory) => {
      if (filter.process !== undefined && record.job !== filter.process) return false;
      if (filter.type !== undefined && typeNames[record.type] !== filter.type) return false;
      if (filter.inTransaction !== undefined && record.inTransaction !== filter.inTransaction) return false;
      if (database && !databaseNameOf(record, directory).toLowerCase().includes(database)) return false;
      return !global || nodeOf(record).toLowerCase().includes(global);
    },
  };
}

const isNode = ({ type }: JournalRecord) => type === 'set' || type === 'kill' || type === 'kill-node';
const nodeOf = (record: JournalRecord) => (isNode(record) ? formatReference(decodeKey(record.key)) : '');
const databaseNameOf = (record: JournalRecord, directory: DirectoryTable) =>
  isNode(record) || record.type === 'directory' ? directory.databaseOf(record).journalName : '';

function toView(
  record: JournalRecord,
  { address, block, directory }: { address: number; block: Block; directory: DirectoryTable },
): RecordView {
  return {
    offset: address,
    time: new Date(block.timeMs).toISOString(),
    process: record.job,
    type: typeNames[record.type],
    inTransaction: record.inTransaction,
    globalNode: nodeOf(record),
    database: databaseNameOf(record, directory),
    newValue: shownValue(record.value),
    oldValue: shownValue(record.oldValue),
  };
}

function shownValue(value: Buffer | undefined): string | null {
  if (!value) return null;
  const text = decodeText(value);
  return text.length > SHOWN_VALUE_CHARACTERS_MAX ? `${text.slice(0, SHOWN_VALUE_CHARACTERS_MAX)}… (${text.length})` : text;
}
