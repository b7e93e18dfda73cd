/**
 * How far the journal of an instance is committed, how far that is in the database files, and who waits for it: `applied ≤ committed ≤
 * durable`, and none of them runs backwards.
 *
 * Counts in sequences of records, each with the position behind it.
 */
import type { Sequence } from '../journal/journal-sink.ts';
import { accepted, type Outcome } from '../../contract/errors.ts';
import { assert } from '../../machine/assert.ts';
import { comparePositions } from '../journal/position.ts';

/** In the instance's own history, or in the mirror's. */
export interface PlaceInHistory {
  readonly history: 'local' | 'mirror';
  readonly fileCount: number;
  readonly offset: number;
}
export interface Reached {
  readonly sequence: Sequence;
  readonly position: PlaceInHistory;
}
interface Waiter {
  readonly sequence: Sequence;
  readonly resolve: (outcome: Outcome<null>) => void;
}

const isBehind = (one: PlaceInHistory, other: PlaceInHistory) => one.history === other.history && comparePositions(one, other) < 0;

export class CommitLine {
  committed: Reached = { sequence: 0, position: { history: 'local', fileCount: 0, offset: 0 } };
  applied: Reached;
  /** In the order of what they wait for. */
  readonly #waiters: Waiter[] = [];

  /** `begin`: where the first record of this process will lie. */
  constructor(begin: PlaceInHistory) {
    this.applied = { sequence: 0, position: begin };
  }

  /** Resolves once everything up to `sequence` is committed. Whoever comes late may wait for less than the last. */
  wait(sequence: Sequence): Promise<Outcome<null>> {
    return new Promise((resolve) => {
      const index = this.#waiters.findLastIndex((waiter) => waiter.sequence <= sequence) + 1;
      this.#waiters.splice(index, 0, { sequence, resolve });
    });
  }

  /** `durable`: the last record that this disk has. False when as much was committed before. */
  commit(reached: Reached, durable: number): boolean {
    if (reached.sequence <= this.committed.sequence) return false;
    assert(reached.sequence <= durable, 'nothing is committed that this disk has not', () => [reached, durable]);
    assert(!isBehind(reached.position, this.committed.position), 'what is committed never runs backwards', () => [this.committed, reached]);
    this.committed = reached;
    const count = this.#waiters.findLastIndex((waiter) => waiter.sequence <= reached.sequence) + 1;
    for (const waiter of this.#waiters.splice(0, count)) waiter.resolve(accepted(null));
    return true;
  }

  /**
   * Everything up to `reached`, which was `committed` when this began, is in the database files, or is kept for those that did not take it.
   */
  apply(reached: Reached): void {
    assert(reached.sequence <= this.committed.sequence, 'applied ≤ committed', () => [reached, this.committed]);
    assert(reached.sequence >= this.applied.sequence, 'what is applied never runs backwards', () => [this.applied, reached]);
    this.applied = reached;
  }
}
