/**
 * How many records of journal lie behind a position, as the primary has written them in this run: never too few.
 *
 * Remembers how many there were at some positions. Where none is remembered exactly, the one before counts, so that what is said is the
 * most that it can be. What was written before this run is not counted.
 */
import { recordsIn } from '../journal/block.ts';
import { isBefore, type JournalPosition, type FileCount, type JournalOffset } from '../journal/position.ts';

interface Mark {
  readonly at: JournalPosition;
  /** Records before it, from the first mark on. */
  readonly records: number;
}

/** Positions remembered; beyond, every second of them is forgotten. */
const MARKS_MAX = 4096;

export class RecordCount {
  #marks: Mark[] = [];

  /** Blocks of the journal, each behind the one before. */
  wrote({ fileCount, offset, bytes, end }: { fileCount: FileCount; offset: JournalOffset; bytes: Buffer; end: JournalPosition }): void {
    const last = this.#marks.at(-1) ?? { at: { fileCount, offset }, records: 0 };
    if (this.#marks.length === 0) this.#marks.push(last);
    this.#marks.push({ at: end, records: last.records + recordsIn(bytes) });
    // The newest stays, by which all are counted, and the first.
    if (this.#marks.length > MARKS_MAX) this.#marks = this.#marks.filter((_, index) => index % 2 === 0 || index === this.#marks.length - 1);
  }

  /** null: that lies before this run. */
  behind(position: JournalPosition): number | null {
    const newest = this.#marks.at(-1);
    if (!newest) return null;
    if (!isBefore(position, newest.at)) return 0;
    const before = this.#marks.findLast(({ at }) => !isBefore(position, at));
    return before ? newest.records - before.records : null;
  }
}
