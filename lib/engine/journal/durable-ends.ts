/** Which records lie before a position of a history: each block says so once it is durable; what is committed is asked for in its order. */
import { assert } from '../../machine/assert.ts';
import type { Sequence } from './journal-sink.ts';
import { comparePositions, type JournalPosition } from './position.ts';

export class DurableEnds {
  readonly #ends: { readonly history: string; readonly position: JournalPosition; readonly lastSequence: Sequence }[] = [];
  #asked: { readonly history: string; readonly position: JournalPosition } | null = null;

  /** A block of that history (mirror GUID, or 'local') ends at `position`. In order. */
  add(history: string, position: JournalPosition, lastSequence: Sequence): void {
    this.#ends.push({ history, position, lastSequence });
  }

  /** What was added says nothing any more: the records that follow are in no file. */
  clear(): void {
    this.#ends.length = 0;
  }

  /** Sequence of the last record before `position` of that history; 0 while none is. `position` must not move back. */
  sequenceBefore(history: string, position: JournalPosition): Sequence {
    assert(
      history !== this.#asked?.history || comparePositions(position, this.#asked.position) >= 0,
      'what is committed is asked for in its order',
      () => [this.#asked, position],
    );
    this.#asked = { history, position };
    const index = this.#ends.findLastIndex((end) => end.history === history && comparePositions(end.position, position) <= 0);
    if (index > 0) this.#ends.splice(0, index);
    return index >= 0 ? (this.#ends[0]?.lastSequence ?? 0) : 0;
  }
}
