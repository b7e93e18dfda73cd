/** Journal files as people read them: a row of the list, a page of records, the header in words. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { JournalRecordFilter } from '../../contract/journals.ts';
import type { InstanceView } from '../../contract/views.ts';
import type { JournalHeader } from './header.ts';
import { readBackward, readForward } from './journal-page.ts';
import { readHeader } from './journal-reader.ts';

type JournalPage = InstanceView<'journal-records'>;
export type JournalFileView = JournalPage['file'];

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
 * Records of a file from the offset `from` on, or before it, at most `limit`; the rest of the file is not read. `end` is where the file
 * ends now, when the caller knows it (zeros may lie behind). Refuses with P104 when the file is not there or is none.
 */
export async function readJournalPage(options: {
  path: string;
  from: number;
  limit: number;
  isCurrent: boolean;
  reason: string;
  direction?: 'forward' | 'backward' | undefined;
  filter?: JournalRecordFilter | undefined;
  end?: number | undefined;
}): Promise<Outcome<JournalPage>> {
  const file = await describeJournalFile(options.path, options);
  const header = file && (await readHeader(options.path));
  if (!header) return refused('P104', ['journal file', options.path], 'file');
  const request = { path: options.path, header, from: options.from, limit: options.limit, filter: options.filter ?? {} };
  const page = await (options.direction === 'backward' ? readBackward(request) : readForward(request));
  return accepted({ file, header: describeHeader(header), end: Math.min(file.sizeBytes, options.end ?? file.sizeBytes), ...page });
}

/** Facts 6.2, in the product's words. */
export function describeHeader(header: JournalHeader): Record<string, string> {
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
