/**
 * The updates of one database that are journaled but not yet committed, over what the database file holds.
 *
 * Why it exists: a database file must never hold a record that is not durable in the journal and, while there is an
 * Active backup, acknowledged by it. The jobs of the primary must nevertheless read their own updates at once. So
 * reads look here first and in the file second, and an entry leaves when the file has it.
 *
 * Point reads and writes use a hash map alone. The sorted index is fed only when somebody asks in order, so that a
 * stream of sets pays for no tree: each key enters the tree at most once, whenever it is first needed.
 *
 * A kill of many nodes is one range that hides whatever the file holds in it: nobody visits the nodes while the job waits.
 */
import type { Sequence } from '../journal/journal-sink.ts';
import BTreeModule from 'sorted-btree';

/** CommonJS: bundlers and Node disagree about where the class is. */
const BTree = ((BTreeModule as unknown as { default?: typeof BTreeModule }).default ?? BTreeModule) as typeof BTreeModule;

const UNSORTED_SLACK = 1024;

interface PendingUpdate {
  readonly key: Buffer;
  /** Null is a tombstone: the node was killed, whatever the file says. */
  value: Buffer | null;
  /** Sequence of the last journal record that changed the node. */
  sequence: Sequence;
}

/** `start` inclusive, `end` exclusive. Updates of single nodes that are newer count before it. */
interface KilledRange {
  readonly start: string;
  readonly end: string;
  readonly sequence: Sequence;
}

export class PendingUpdates {
  private readonly updates = new Map<string, PendingUpdate>();
  private readonly sorted = new BTree<string, PendingUpdate>(undefined, compareText);
  private unsorted: PendingUpdate[] = [];
  /** Oldest first; few, since only large kills are ranges. */
  private killed: KilledRange[] = [];

  get size(): number {
    return this.updates.size + this.killed.length;
  }

  put(key: Buffer, value: Buffer | null, sequence: Sequence): void {
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

  /** Everything in the range is gone, pending or stored; later updates in it count again. */
  killRange(start: Buffer, end: Buffer, sequence: Sequence): void {
    const range = { start: textOf(start), end: textOf(end), sequence };
    const index = this.index();
    const superseded: string[] = [];
    index?.forRange(range.start, range.end, false, (text) => void superseded.push(text));
    for (const text of superseded) this.updates.delete(text);
    index?.deleteKeys(superseded);
    this.killed.push(range);
  }

  /** Undefined: nothing pending, ask the file. Null: killed. */
  get(key: Buffer): Buffer | null | undefined {
    if (this.size === 0) return undefined;
    const text = textOf(key);
    const found = this.updates.get(text);
    return found ? found.value : this.rangeAt(text) && null;
  }

  /** The killed range that hides the file's node there; undefined when none does. */
  killedRangeAt(key: Buffer): { start: Buffer; end: Buffer } | undefined {
    if (this.killed.length === 0) return undefined;
    const range = this.rangeAt(textOf(key));
    return range && { start: Buffer.from(range.start, 'latin1'), end: Buffer.from(range.end, 'latin1') };
  }

  /** Oldest first. */
  killedRanges(): { start: Buffer; end: Buffer }[] {
    return this.killed.map(({ start, end }) => ({ start: Buffer.from(start, 'latin1'), end: Buffer.from(end, 'latin1') }));
  }

  /** Forgets the ranges that the file no longer holds. */
  dropKilled(appliedSequence: number): void {
    if (this.killed.length > 0) this.killed = this.killed.filter(({ sequence }) => sequence > appliedSequence);
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

  private rangeAt(text: string): KilledRange | undefined {
    return this.killed.length === 0 ? undefined : this.killed.find(({ start, end }) => start <= text && text < end);
  }

  /** Every entry about a single node, in no order. */
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
