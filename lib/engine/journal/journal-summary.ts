/** Journal files as people read them: the records of a file by pages, and its header in words. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { InstanceView } from '../../contract/views.ts';
import { decodeKey } from '../database/collation.ts';
import { formatReference } from '../database/reference-text.ts';
import { decodeText } from '../database/text.ts';
import { type Block, recordsOf } from './block.ts';
import { DirectoryTable } from './directory-table.ts';
import { HEADER_BYTES, type JournalHeader } from './header.ts';
import { readBlocks, readHeader } from './journal-reader.ts';
import type { JournalRecord, RecordType } from './record.ts';

type JournalPage = InstanceView<'journal-records'>;
export type JournalFileView = JournalPage['file'];
type RecordView = JournalPage['records'][number];

/** Long values are cut for the page; the length is told. */
const SHOWN_VALUE_CHARACTERS_MAX = 1000;
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
} satisfies Record<RecordType, string>;

/** A row of the list of files. Null when the file is no journal file (any more). */
export async function describeJournalFile(path: string, facts: { isCurrent: boolean; reason: string }): Promise<JournalFileView | null> {
  const header = await readHeader(path).catch(() => null);
  if (!header) return null;
  const { size } = await stat(path);
  return {
    name: basename(path),
    path,
    createdAt: new Date(header.createdAtMs).toISOString(),
    sizeBytes: size,
    mirror: header.mirror?.name ?? '',
    fileCount: header.mirror ? header.fileCount : 0,
    isCurrent: facts.isCurrent,
    reason: facts.reason,
  };
}

/**
 * Records of a file from the address `from` (0: the first) on, at most `limit`. The file is read from its beginning,
 * because database numbers are explained there; at a gigabyte a second or so that is quick enough for a page.
 * Refuses with P104 when the file is not there or is none.
 */
export async function readJournalPage(options: { path: string; from: number; limit: number; isCurrent: boolean; reason: string }): Promise<Outcome<JournalPage>> {
  const file = await describeJournalFile(options.path, options);
  const header = file && (await readHeader(options.path));
  if (!header) return refused('P104', ['journal file', options.path], 'file');
  const directory = new DirectoryTable();
  const records: RecordView[] = [];
  for await (const block of readBlocks(options.path, HEADER_BYTES)) {
    for (const { address, record } of recordsOf(block)) {
      directory.see(record);
      if (address < options.from) continue;
      if (records.length === options.limit) return accepted({ file: file, header: describeHeader(header), records, next: address });
      records.push(toView(record, { address, block, directory }));
    }
  }
  return accepted({ file: file, header: describeHeader(header), records, next: null });
}

function toView(record: JournalRecord, { address, block, directory }: { address: number; block: Block; directory: DirectoryTable }): RecordView {
  const isNode = record.type === 'set' || record.type === 'kill' || record.type === 'kill-node';
  return {
    offset: address,
    time: new Date(block.timeMs).toISOString(),
    process: record.job,
    type: typeNames[record.type],
    inTransaction: record.inTransaction,
    globalNode: isNode ? formatReference(decodeKey(record.key)) : '',
    database: isNode || record.type === 'directory' ? directory.databaseOf(record).journalName : '',
    newValue: shownValue(record.value),
    oldValue: shownValue(record.oldValue),
  };
}

function shownValue(value: Buffer | undefined): string | null {
  if (!value) return null;
  const text = decodeText(value);
  return text.length > SHOWN_VALUE_CHARACTERS_MAX ? `${text.slice(0, SHOWN_VALUE_CHARACTERS_MAX)}… (${text.length})` : text;
}

/** Facts 6.2, in the product's words. */
function describeHeader(header: JournalHeader): Record<string, string> {
  const { previous, mirror, minTransaction } = header;
  return {
    'File GUID': header.fileGuid,
    'Max Size': String(header.sizeBytesMax),
    'Time Created': new Date(header.createdAtMs).toISOString(),
    'File Count': String(header.fileCount),
    'Min Trans': minTransaction ? `${minTransaction.fileCount},${minTransaction.offset}` : '',
    'Prev File': previous?.name ?? '',
    'Prev File GUID': previous?.guid ?? '',
    'Prev File End': previous ? String(previous.end) : '',
    'System GUID': header.creatorGuid,
    ...(mirror ? { 'Mirror Name': mirror.name, 'Mirror GUID': mirror.guid } : {}),
  };
}
