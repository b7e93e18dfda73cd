/** Where the next record for a mirrored database lies in the mirror's journal, and whether the files that are left still hold it. */
import type { DatabaseFile } from '../database/database-file.ts';
import { readHeader } from '../journal/journal-reader.ts';
import { type JournalPosition, later, ORIGIN, type FileCount } from '../journal/position.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';

export const mirrorPosition = (file: DatabaseFile): JournalPosition => (file.position?.history === 'mirror' ? file.position : ORIGIN);
export const furthestOf = (files: readonly DatabaseFile[]): JournalPosition => files.map(mirrorPosition).reduce(later, ORIGIN);

/**
 * Facts 8.6: what lies between a database and the first journal file that is left must not be skipped. Those that lack something before it,
 * and in which file.
 */
export async function beforeTheFirst(
  files: readonly DatabaseFile[],
  history: Pick<MirrorHistory, 'pathOf'>,
  firstFileCount: number,
): Promise<{ file: DatabaseFile; fileCount: FileCount }[]> {
  const lacking = files
    .map((file) => ({ file, ...mirrorPosition(file) }))
    .filter(({ fileCount }) => fileCount > 0 && fileCount < firstFileCount);
  const previous = lacking.length > 0 ? (await readHeader(history.pathOf(firstFileCount)).catch(() => null))?.previous : null;
  // One that had come to the end of the file that is gone lacks nothing.
  return lacking.filter(({ fileCount, offset }) => !(previous && fileCount === firstFileCount - 1 && offset >= previous.end));
}
