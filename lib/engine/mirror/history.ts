/**
 * Comparing two copies of one mirror's history: how far do they say the same?
 *
 * A journal file is written by one primary in one term and never again (a new primary opens a new file), so two files with one GUID agree
 * as far as both reach. The copies part at the first file whose GUID differs, or where the shorter one ends. Engine facts 4.15, 6.2.
 */
import { type JournalPosition, ORIGIN, type FileCount } from '../journal/position.ts';

export interface HistoryFile {
  readonly fileCount: FileCount;
  readonly guid: string;
  /** Offset behind the last intact block. */
  readonly end: number;
  /** Offset of the first block. */
  readonly start: number;
  /** The file that it follows, and where that one ended; absent or null where that is not known. */
  readonly previous?: { readonly guid: string; readonly end: number; readonly name?: string | undefined } | null | undefined;
}

/**
 * The last position up to which both histories are the same. Both lists are in order of `fileCount`, without gaps; either may have lost its
 * first files to purging.
 * Who has no file at all begins before the first that the other has: offset 0 of the file before it. Whether its databases can begin there
 * is for their own positions to say.
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

/** Bytes of journal from one position to another; 0 when that is not behind it, null when a file between them is not here. */
export function bytesBetween(files: readonly HistoryFile[], from: JournalPosition, to: JournalPosition): number | null {
  let bytes = 0;
  for (let fileCount = from.fileCount; fileCount <= to.fileCount; fileCount++) {
    const file = files.findLast((candidate) => candidate.fileCount === fileCount);
    if (!file && fileCount > 0) return null;
    if (!file) continue;
    const start = fileCount === from.fileCount ? from.offset : file.start;
    const end = fileCount === to.fileCount ? to.offset : file.end;
    bytes += Math.max(0, end - start);
  }
  return bytes;
}

/** Sharing nothing is the same as databases beyond the common point: this copy must be rebuilt. */
export const BEYOND_EVERYTHING: JournalPosition = { fileCount: Number.MAX_SAFE_INTEGER, offset: 0 };

export type Meeting =
  /** Up to `through` both are the same; from there the follower goes on. */
  | { readonly kind: 'agree'; readonly through: JournalPosition }
  /**
   * The follower begins anew at the first file that the other has: what it has of the journal lies before a hole, and no database here
   * needs what the hole swallowed.
   */
  | { readonly kind: 'begin'; readonly at: JournalPosition }
  /**
   * A database here needs what lies before the first file that the other has: `fileCount` is the number of the newest that it lacks, `name`
   * '' where it is not known.
   */
  | { readonly kind: 'lacks'; readonly fileCount: FileCount; readonly name: string }
  /** Nothing is known to be the same: the follower must be rebuilt. */
  | { readonly kind: 'parted' };

/**
 * How a follower with `mine` can go on with `theirs`. `needed`: the earliest position of a database that the journal is applied to here;
 * null when there is none, as after joining, or when each has been replaced by a copy that is to be caught up.
 */
export function meetHistories(mine: readonly HistoryFile[], theirs: readonly HistoryFile[], needed: JournalPosition | null): Meeting {
  const common = commonEnd(mine, theirs);
  if (common !== null) return { kind: 'agree', through: common };
  const last = mine.at(-1);
  const first = theirs[0];
  const before = first && mine.find(({ fileCount }) => fileCount === first.fileCount - 1);
  // The file before their first was purged there, and is here: they agree to its end, whatever is here behind that.
  if (before && first.previous?.guid === before.guid && first.previous.end <= before.end)
    return { kind: 'agree', through: { fileCount: before.fileCount, offset: first.previous.end } };
  if (!last || !first || last.fileCount >= first.fileCount) return { kind: 'parted' };
  if (needed === null || needed.fileCount >= first.fileCount) return { kind: 'begin', at: { fileCount: first.fileCount - 1, offset: 0 } };
  return { kind: 'lacks', fileCount: first.fileCount - 1, name: first.previous?.name ?? '' };
}

/** Up to where both are the same, or where the follower begins anew; null: they share nothing, or nothing that would do. */
export function sharedEnd(meeting: Meeting): JournalPosition | null {
  return meeting.kind === 'agree' ? meeting.through : meeting.kind === 'begin' ? meeting.at : null;
}
