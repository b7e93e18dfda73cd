/**
 * Comparing two copies of one mirror's history: how far do they say the same?
 *
 * A journal file is written by one primary in one term and never again (a new primary opens a new file), so two files with one GUID agree
 * as far as both reach. The copies part at the first file whose GUID differs, or where the shorter one ends. Engine facts 4.15, 6.2.
 */
import { type JournalPosition, ORIGIN } from '../journal/position.ts';

export interface HistoryFile {
  readonly fileCount: number;
  readonly guid: string;
  /** Offset behind the last intact block. */
  readonly end: number;
  /** Offset of the first block. */
  readonly start: number;
}

/**
 * The last position up to which both histories are the same. Both lists are in order of `fileCount`, without gaps; either may have lost its first files to purging.
 * Who has no file at all begins before the first that the other has: offset 0 of the file before it. Whether its databases can begin there is for their own positions to say.
 * `null` when they share no file and one of them has lost its beginning: then nothing is known and the follower must be rebuilt.
 */
export function commonEnd(mine: readonly HistoryFile[], theirs: readonly HistoryFile[]): JournalPosition | null {
  if (mine.length === 0 && theirs[0]) return { fileCount: theirs[0].fileCount - 1, offset: 0 };
  const byCount = new Map(theirs.map((file) => [file.fileCount, file]));
  for (const file of [...mine].reverse()) {
    const other = byCount.get(file.fileCount);
    if (other?.guid !== file.guid) continue;
    return { fileCount: file.fileCount, offset: Math.min(file.end, other.end) };
  }
  const isWhole = (files: readonly HistoryFile[]) => files[0] === undefined || files[0].fileCount === 1;
  return isWhole(mine) && isWhole(theirs) ? ORIGIN : null;
}
