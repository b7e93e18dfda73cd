/**
 * How far the journal of an instance is committed, how far that is in the database files, and who waits for it: `applied ≤ committed ≤
 * durable`, and none of them runs backwards.
 *
 * Counts in sequences of records, each with the position behind it.
 */
import type { Sequence } from '../journal/journal-sink.ts';
import { accepted, type Outcome } from '../../contract/errors.ts';
import { assert } from '../../machine/assert.ts';
import { comparePositions, type FileCount, type JournalOffset } from '../journal/position.ts';

/** In the instance's own history, or in the mirror's. */
export interface PlaceInHistory {
  readonly history: 'local' | 'mirror';
  readonly fileCount: FileCount;
  readonly offset: JournalOffset;
}
export interface Reached {
  readonly sequence: Sequence;
  readonly position: PlaceInHistory;
}
/** Who measures how long writers wait. Times are monotonic, ms. */
export interface CommitWatch {
  nowMs(): number;
  /** Writes that were waited for since then are committed together; this disk has had all of them since `durableAtMs`. */
  committed(group: { readonly askedAtMs: readonly number[]; readonly durableAtMs: number; readonly nowMs: number }): void;
}

interface Waiter {
  readonly sequence: Sequence;
  readonly askedAtMs: number;
  readonly resolve: (outcome: Outcome<null>) => void;
}

const isBehind = (one: PlaceInHistory, other: PlaceInHistory) => one.history === other.history && comparePositions(one, other) < 0;

export class CommitLine {
  committed: Reached = { sequence: 0, position: { history: 'local', fileCount: 0, offset: 0 } };
  applied: Reached;
  /** In the order of what they wait for. */
  readonly #waiters: Waiter[] = [];
  readonly #watch: CommitWatch | null;
  /** Blocks that this disk has and that are not committed, oldest first, while somebody measures. */
  readonly #durable: { readonly lastSequence: Sequence; readonly atMs: number }[] = [];

  /** `begin`: where the first record of this process will lie. */
  constructor(begin: PlaceInHistory, watch: CommitWatch | null = null) {
    this.applied = { sequence: 0, position: begin };
    this.#watch = watch;
  }

  /** This disk has everything up to `lastSequence`, from now on. */
  blockDurable(lastSequence: Sequence): void {
    if (this.#watch) this.#durable.push({ lastSequence, atMs: this.#watch.nowMs() });
  }

  /** Resolves once everything up to `sequence` is committed. Whoever comes late may wait for less than the last. */
  wait(sequence: Sequence): Promise<Outcome<null>> {
    return new Promise((resolve) => {
      const index = this.#waiters.findLastIndex((waiter) => waiter.sequence <= sequence) + 1;
      this.#waiters.splice(index, 0, { sequence, askedAtMs: this.#watch?.nowMs() ?? 0, resolve });
    });
  }

  /** `durable`: the last record that this disk has. False when as much was committed before. */
  commit(reached: Reached, durable: number): boolean {
    if (reached.sequence <= this.committed.sequence) return false;
    assert(reached.sequence <= durable, 'nothing is committed that this disk has not', () => [reached, durable]);
    assert(!isBehind(reached.position, this.committed.position), 'what is committed never runs backwards', () => [this.committed, reached]);
    this.committed = reached;
    const count = this.#waiters.findLastIndex((waiter) => waiter.sequence <= reached.sequence) + 1;
    const answered = this.#waiters.splice(0, count);
    for (const waiter of answered) waiter.resolve(accepted(null));
    this.#measure(answered, reached.sequence);
    return true;
  }

  #measure(answered: readonly Waiter[], through: Sequence): void {
    if (this.#watch === null) return;
    const nowMs = this.#watch.nowMs();
    const count = this.#durable.findIndex(({ lastSequence }) => lastSequence >= through);
    // Without a block they went into no journal at all.
    const durableAtMs = this.#durable[count]?.atMs ?? nowMs;
    this.#durable.splice(0, count === -1 ? this.#durable.length : count + (this.#durable[count]?.lastSequence === through ? 1 : 0));
    if (answered.length > 0) this.#watch.committed({ askedAtMs: answered.map(({ askedAtMs }) => askedAtMs), durableAtMs, nowMs });
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
