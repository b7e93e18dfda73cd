/**
 * The updates of one database that are journaled but not yet committed, over what the database file holds.
 *
 * Why it exists: a database file must never hold a record that is not durable in the journal and, while there is an
 * Active backup, acknowledged by it. The jobs of the primary must nevertheless read their own updates at once. So
 * reads look here first and in the file second, and an entry leaves when the file has it.
 *
 * Point reads and writes use a hash map alone. The sorted index is fed only when somebody asks in order, so that a
 * stream of sets pays for no tree: each key enters the tree at most once, whenever it is first needed.
 */
import BTreeModule from 'sorted-btree';

/** CommonJS: bundlers and Node disagree about where the class is. */
const BTree = ((BTreeModule as unknown as { default?: typeof BTreeModule }).default ?? BTreeModule) as typeof BTreeModule;

const UNSORTED_SLACK = 1024;

interface PendingUpdate {
  readonly key: Buffer;
  /** Null is a tombstone: the node was killed, whatever the file says. */
  value: Buffer | null;
  /** Sequence of the last journal record that changed the node. */
  sequence: number;
}

export class PendingUpdates {
  private readonly updates = new Map<string, PendingUpdate>();
  private readonly sorted = new BTree<string, PendingUpdate>(undefined, compareText);
  private unsorted: PendingUpdate[] = [];

  get size(): number {
    return this.updates.size;
  }

  put(key: Buffer, value: Buffer | null, sequence: number): void {
    const text = textOf(key);
    const found = this.updates.get(text);
    if (found) {
      found.value = value;
      found.sequence = sequence;
      return;
    }
    const update = { key, value, sequence };
    this.updates.set(text, update);
    this.unsorted.push(update);
  }

  /** Undefined: nothing pending, ask the file. Null: killed. */
  get(key: Buffer): Buffer | null | undefined {
    if (this.updates.size === 0) return undefined;
    return this.updates.get(textOf(key))?.value;
  }

  /** First pending entry at or after `start` and before `end`, tombstones included. */
  first(start: Buffer, end: Buffer): [Buffer, Buffer | null] | undefined {
    return this.pair(this.index()?.getPairOrNextHigher(textOf(start)), (key) => key < textOf(end));
  }

  /** Last pending entry before `end` and at or after `start`, tombstones included. */
  last(start: Buffer, end: Buffer): [Buffer, Buffer | null] | undefined {
    return this.pair(this.index()?.nextLowerPair(textOf(end)), (key) => key >= textOf(start));
  }

  /** Pending entries of the range in order, tombstones included; a copy, so that the caller may change entries meanwhile. */
  range(start: Buffer, end: Buffer): [Buffer, Buffer | null][] {
    const found: [Buffer, Buffer | null][] = [];
    this.index()?.forRange(textOf(start), textOf(end), false, (_, update) => {
      found.push([update.key, update.value]);
    });
    return found;
  }

  /** Every entry, in no order. */
  *all(): Iterable<[Buffer, Buffer | null]> {
    for (const update of this.updates.values()) yield [update.key, update.value];
  }

  /** Forgets the entry of `key` when the file has its last change. */
  dropApplied(key: Buffer, appliedSequence: number): void {
    const text = textOf(key);
    const found = this.updates.get(text);
    if (!found || found.sequence > appliedSequence) return;
    this.updates.delete(text);
    if (this.sorted.size > 0) this.sorted.delete(text);
    if (this.unsorted.length > UNSORTED_SLACK && this.unsorted.length > 2 * this.updates.size) this.forgetDropped();
  }

  /** Nobody may ever read in order; then the waiting list must not keep what has long left. */
  private forgetDropped(): void {
    this.unsorted = this.unsorted.filter((update) => this.updates.get(textOf(update.key)) === update);
  }

  /** Brings the tree up to date; undefined when nothing is pending. */
  private index() {
    if (this.updates.size === 0) return undefined;
    for (const update of this.unsorted) {
      const text = textOf(update.key);
      // It may have left, or have been replaced by a newer entry of the same key.
      if (this.updates.get(text) === update) this.sorted.set(text, update);
    }
    this.unsorted = [];
    return this.sorted;
  }

  private pair(pair: [string, PendingUpdate] | undefined, isInside: (key: string) => boolean): [Buffer, Buffer | null] | undefined {
    return pair && isInside(pair[0]) ? [pair[1].key, pair[1].value] : undefined;
  }
}

/** One character a byte, so that string order is byte order. */
const textOf = (key: Buffer) => key.toString('latin1');
const compareText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
