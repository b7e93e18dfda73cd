/**
 * A database in use by an instance: its file, the updates that are journaled but not yet in the file, and whether it
 * may be written. Reads see both, the newer first.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { assert } from '../../machine/assert.ts';
import type { JournalDatabase, Sequence } from '../journal/journal-sink.ts';
import { subtreeRange } from '../nodes/collation.ts';
import type { DatabaseFile, NodeChange } from './database-file.ts';
import type { AppliedPosition } from './database-metadata.ts';
import { PendingUpdates } from './pending-updates.ts';

/** One journaled change that the file does not have. `value` null removes the node, with `subtree` also its descendants. */
interface QueuedChange {
  readonly sequence: Sequence;
  readonly key: Buffer;
  readonly value: Buffer | null;
  readonly subtree?: boolean;
}

const AFTER_KEY = Buffer.from([0]);
/** What a node takes in its page beside key and value. */
const NODE_BYTES = 10;
const COUNT_STEPS = 8;
const COUNT_STEP_BYTES_MIN = 8192;

export class MountedDatabase {
  /** The name under which this instance knows it: "USER". */
  readonly name: string;
  readonly file: DatabaseFile;
  /** How journal records name it. Changes when the database joins or leaves a mirror. */
  journalDatabase: JournalDatabase;
  /**
   * How records of what is written here name it. A mirrored copy that is written here, on a reporting async, goes its own way: the mirror's
   * name would claim these updates for the mirror.
   */
  get journaledAs(): JournalDatabase {
    const { mirror, guid } = this.file.identity;
    if (mirror === null || mirror.failoverDatabase) return this.journalDatabase;
    this.ownJournalDatabase ??= { journalName: this.file.directory, guid };
    return this.ownJournalDatabase;
  }
  private ownJournalDatabase: JournalDatabase | null = null;

  private allowed: Outcome<null> = accepted(null);
  /** Why its file did not take its last updates; they stay queued and readable, and are offered to it again. Null while it takes them. */
  private refusal: string | null = null;
  /**
   * Set from outside as roles change; a refusal says why a write is refused. One whose file takes nothing, such as on a full disk, may not
   * be written whatever was set.
   */
  get writable(): Outcome<null> {
    return this.allowed.ok && this.refusal !== null
      ? refused('<DISKFULL>', [`Database ${this.name} cannot be written`, this.refusal])
      : this.allowed;
  }
  set writable(allowed: Outcome<null>) {
    this.allowed = allowed;
  }
  get storeRefusal(): string | null {
    return this.refusal;
  }
  /**
   * False: updates outside transactions leave no journal record. They reach the file with the next batch, and a crash before that loses
   * them. Never for a mirrored database.
   */
  isJournaled = true;
  /** Sets are refused from here on; 0: it may grow without limit. */
  maximumBytes = 0;
  /** What is used is counted anew when this much more has been set. */
  private bytesUntilCount = 0;
  private pendingBytes = 0;
  /** Long work that reads or writes its file: while there is any, it cannot be dismounted. */
  private readonly uses = new Set<{ readonly reason: string }>();
  private pending = new PendingUpdates();
  private queue: QueuedChange[] = [];
  private lastApply: Promise<void> = Promise.resolve();

  constructor(options: { name: string; file: DatabaseFile; journalName: string }) {
    this.name = options.name;
    this.file = options.file;
    this.journalDatabase = { journalName: options.journalName, guid: options.file.identity.guid };
  }

  /** Why it cannot be dismounted now; '' when it can. */
  get inUseFor(): string {
    return [...new Set([...this.uses].map(({ reason }) => reason))].join(', ');
  }

  /** Keeps it mounted until the function answered with is called. `reason` is a word for a person: "backup". */
  use(reason: string): () => void {
    const use = { reason };
    this.uses.add(use);
    return () => void this.uses.delete(use);
  }

  /** Behind what is being applied. */
  async close(): Promise<void> {
    await this.lastApply;
    await this.file.close();
  }

  /** Changes that wait to be committed and applied. */
  get queuedCount(): number {
    return this.queue.length;
  }

  /** Of the oldest of them; infinite when there is none. */
  get oldestQueuedSequence(): Sequence {
    return this.queue[0]?.sequence ?? Number.POSITIVE_INFINITY;
  }

  get(key: Buffer): Buffer | undefined {
    const pending = this.pending.get(key);
    if (pending === undefined) return this.file.get(key);
    return pending ?? undefined;
  }

  /** First node at or after `start`, before `end`. */
  first(start: Buffer, end: Buffer): { key: Buffer; value: Buffer } | undefined {
    for (let from = start; ; ) {
      const pending = this.pending.first(from, end);
      const stored = this.firstStored(from, end);
      if (!pending || (stored && stored.key.compare(pending[0]) < 0)) return stored;
      if (pending[1] !== null) return { key: pending[0], value: pending[1] };
      from = Buffer.concat([pending[0], AFTER_KEY]);
    }
  }

  /** Last node before `end`, at or after `start`. */
  last(start: Buffer, end: Buffer): { key: Buffer; value: Buffer } | undefined {
    for (let to = end; ; ) {
      const pending = this.pending.last(start, to);
      const candidate = this.lastStored(to);
      const stored = candidate && candidate.key.compare(start) >= 0 ? candidate : undefined;
      if (!pending || (stored && stored.key.compare(pending[0]) > 0)) return stored;
      if (pending[1] !== null) return { key: pending[0], value: pending[1] };
      to = pending[0];
    }
  }

  /** Nodes of the range in order, lazily. The database must not be changed meanwhile. */
  *range(start: Buffer, end: Buffer): Generator<{ key: Buffer; value: Buffer }, void, void> {
    const pending = this.pending.range(start, end);
    let index = 0;
    for (const stored of this.stored(start, end)) {
      let isReplaced = false;
      for (; index < pending.length; index++) {
        const [key, value] = pending[index] as [Buffer, Buffer | null];
        const order = key.compare(stored.key);
        if (order > 0) break;
        if (order === 0) isReplaced = true;
        if (value !== null) yield { key, value };
      }
      if (!isReplaced) yield stored;
    }
    for (; index < pending.length; index++) {
      const [key, value] = pending[index] as [Buffer, Buffer | null];
      if (value !== null) yield { key, value };
    }
  }

  /** Nodes of the file that no killed range hides. */
  private *stored(start: Buffer, end: Buffer): Generator<{ key: Buffer; value: Buffer }, void, void> {
    for (let from = start; ; ) {
      let hidden: { start: Buffer; end: Buffer } | undefined;
      for (const entry of this.file.store.range({ start: from, end })) {
        hidden = this.pending.killedRangeAt(entry.key);
        if (hidden) break;
        yield entry;
      }
      if (!hidden) return;
      from = hidden.end;
    }
  }

  private firstStored(start: Buffer, end: Buffer): { key: Buffer; value: Buffer } | undefined {
    for (let from = start; ; ) {
      const found = from.compare(end) < 0 ? this.file.first(from, end) : undefined;
      const hidden = found && this.pending.killedRangeAt(found.key);
      if (!hidden) return found;
      from = hidden.end;
    }
  }

  private lastStored(before: Buffer): { key: Buffer; value: Buffer } | undefined {
    for (let to = before; ; ) {
      const found = this.file.store.lastBefore(to);
      const hidden = found && this.pending.killedRangeAt(found.key);
      if (!hidden) return found;
      to = hidden.start;
    }
  }

  /** How many nodes of the range have a value. */
  countIn(start: Buffer, end: Buffer): number {
    const pending = this.pending.range(start, end);
    let count =
      this.pending.killedRanges().length === 0 ? this.file.store.countIn({ start, end }) : Array.from(this.stored(start, end)).length;
    for (const [key, value] of pending) {
      const isStored = this.file.get(key) !== undefined && this.pending.killedRangeAt(key) === undefined;
      if (value === null ? isStored : !isStored) count += value === null ? -1 : 1;
    }
    return count;
  }

  /** The node itself, if it has a value, and all its descendants. */
  subtree(key: Buffer): Generator<{ key: Buffer; value: Buffer }, void, void> {
    const { start, end } = subtreeRange(key);
    return this.range(start, end);
  }

  /**
   * True once the nodes take up the maximum size: pages of the file that are in use, and what is not in it yet. Between two counts it may
   * go beyond by an eighth of what was left.
   */
  isFull(): boolean {
    if (this.maximumBytes === 0 || this.bytesUntilCount > 0) return false;
    const { pages, freePages, pageBytes } = this.file.space();
    const left = this.maximumBytes - (pages - freePages) * pageBytes - this.pendingBytes;
    this.bytesUntilCount = left <= 0 ? 0 : Math.max(COUNT_STEP_BYTES_MIN, left / COUNT_STEPS);
    return left <= 0;
  }

  private readonly listeners = new Set<(key: Buffer | null) => void>();

  /**
   * Calls `listener` with each key whose node reads differently from now on, or may do so, null for all keys; more often than needed is
   * possible, not at all is not. A file that is replaced is not told: whoever keeps copies compares `file.store` as well. Stops when the
   * function answered with is called.
   */
  watch(listener: (key: Buffer | null) => void): () => void {
    this.listeners.add(listener);
    // What is pending hides the file, and was told when it was changed.
    const unwatch = this.file.store.watch((key) => {
      if (key === null || this.pending.get(key) === undefined) listener(key);
    });
    return () => {
      this.listeners.delete(listener);
      unwatch();
    };
  }

  /** Takes a change that the journal has just been given under `sequence`. Reads see it at once. */
  change(key: Buffer, value: Buffer | null, sequence: Sequence): void {
    this.assertInOrder(sequence);
    this.pending.put(key, value, sequence);
    if (value !== null) {
      this.pendingBytes += key.length + value.length;
      this.bytesUntilCount -= key.length + value.length + NODE_BYTES;
    }
    this.queue.push({ sequence, key, value });
    for (const listener of this.listeners) listener(key);
  }

  private assertInOrder(sequence: Sequence): void {
    const last = this.queue.at(-1)?.sequence;
    assert(last === undefined || sequence >= last, 'a database takes its updates in the order of the journal', () => [last, sequence]);
  }

  /** Takes a kill of a subtree that the journal has just been given under `sequence`, at a cost that does not grow with what is in it. */
  changeSubtree(key: Buffer, sequence: Sequence): void {
    this.assertInOrder(sequence);
    const { start, end } = subtreeRange(key);
    this.pending.killRange(start, end, sequence);
    this.queue.push({ sequence, key, value: null, subtree: true });
    for (const listener of this.listeners) listener(null);
  }

  /**
   * Moves every change up to `sequence` into the file in one transaction, together with the position behind them.
   * Calls follow each other. Rejects with the storage engine's Error; the changes then stay queued and readable, and it may not be written
   * until a later call succeeds.
   */
  applyCommitted(sequence: Sequence, position: AppliedPosition, options: { evenIfUnchanged?: boolean } = {}): Promise<void> {
    const applied = this.lastApply.then(async () => {
      const count = this.countUpTo(sequence);
      if (count === 0 && !options.evenIfUnchanged && this.refusal === null) return;
      const { queue, pending } = this;
      const changes: NodeChange[] = new Array(count);
      for (let index = 0; index < count; index++) {
        const { key, value, subtree } = queue[index] as QueuedChange;
        changes[index] = value === null ? { kind: subtree ? 'kill' : 'kill-node', key } : { kind: 'set', key, value };
      }
      await this.orRefusing(this.file.applyBatch(changes, position));
      this.refusal = null;
      for (const { key } of changes) pending.dropApplied(key, sequence);
      pending.dropKilled(sequence);
      if (this.queue === queue)
        for (const change of changes) if (change.kind === 'set') this.pendingBytes -= change.key.length + change.value.length;
      // Discarded meanwhile: the new queue has none of these.
      if (this.queue === queue) this.queue = queue.slice(count);
    });
    this.lastApply = applied.catch(() => undefined);
    return applied;
  }

  /** Before it takes updates that no journal file tells of. Rejects like `applyCommitted`. */
  renewLineage(): Promise<void> {
    return this.orRefusing(this.file.renewLineage());
  }

  private async orRefusing(write: Promise<void>): Promise<void> {
    try {
      await write;
    } catch (error) {
      this.refusal = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  /** Forgets every change that is not in the file: this instance has lost the right to commit them. */
  discardUncommitted(): void {
    const discarded: (Buffer | null)[] = this.listeners.size > 0 ? Array.from(this.pending.all(), ([key]) => key) : [];
    if (this.pending.killedRanges().length > 0) discarded.push(null);
    this.pending = new PendingUpdates();
    this.queue = [];
    this.refusal = null;
    this.pendingBytes = 0;
    for (const listener of this.listeners) for (const key of discarded) listener(key);
  }

  /** The queue is in order of sequence. */
  private countUpTo(sequence: Sequence): number {
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.queue[middle] as QueuedChange).sequence <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
