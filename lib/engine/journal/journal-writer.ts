/**
 * Group commit: records gather in a block while the block before it is being written; one write serves all that wait.
 *
 * Like a ferry: it leaves when somebody waits on the quay and the ship is in, takes everybody who stands there, and
 * those who come meanwhile take the next. A block goes to `onBlock` in the moment its write begins, so that the
 * backup receives it while this disk writes it.
 *
 * How records become a block is said in `block-filling.ts`; here it is written, again and again if need be, or given up.
 */
import { basename } from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { assert } from '../../machine/assert.ts';
import { type Clock, pause, type StopTimer } from '../ports/clock.ts';
import { BLOCK_HEADER_BYTES, sealBlock } from './block.ts';
import { BlockFilling, type FilledBlock } from './block-filling.ts';
import { DurableEnds } from './durable-ends.ts';
import { HEADER_BYTES, type JournalHeader } from './header.ts';
import { type DiskFailure, type DiskOutcome, JournalFile } from './journal-file.ts';
import type { JournalSink, JournalUpdate, Sequence } from './journal-sink.ts';
import type { FileCount, JournalOffset, JournalPosition } from './position.ts';
import { IDLE_FLUSH_MS, WRITE_RETRY_MS } from '../../machine/waits.ts';

export interface WrittenBlock {
  readonly header: JournalHeader;
  readonly fileCount: FileCount;
  readonly offset: JournalOffset;
  readonly end: number;
  readonly bytes: Buffer;
  readonly timeMs: number;
  readonly recordCount: number;
  /** Sequence of the last record in it. */
  readonly lastSequence: Sequence;
}

export interface JournalWriterEvents extends WriteFaultEvents {
  /** The write of this block begins now. Called once a block, in order. */
  onBlock?(block: WrittenBlock): void;
  /** The block is durable on this disk. In order. */
  onDurable?(block: WrittenBlock): void;
  /** A new file is in use; it exists and holds no block. */
  onSwitched?(file: { path: string; header: JournalHeader }): void;
  /** The file has reached its size; asked once a file, `switchTo` is the answer. */
  onFull?(): void;
  /** While journaling is stopped: updates were appended, called once for all of a turn of the event loop. */
  onUnjournaled?(): void;
}

/** What becomes of a block that the disk does not take. */
interface WriteFaultEvents {
  /** A write failed: journaling is frozen and the write is repeated until it succeeds, or is given up. Called once until recovered. */
  onFailure?(failure: DiskFailure): void;
  onRecovered?(): void;
  /** Asked after each failed try. True: journaling stops, and updates go on without it. Absent: never. */
  mayGiveUp?(): boolean;
  /** Journaling has stopped. What waited to be written is in no file and counts as done, as does all that is appended from now on. */
  onGivenUp?(failure: DiskFailure): void;
}

/** Called when every earlier block is in the current file, so that the header can name its end. */
export type NextFile = (current: { path: string; header: JournalHeader; end: number }) => { path: string; header: JournalHeader };

type Work =
  | { readonly kind: 'block'; readonly block: FilledBlock }
  | { readonly kind: 'switch'; readonly next: NextFile; readonly done: () => void; readonly failed: (error: Error) => void }
  | { readonly kind: 'put-back'; readonly done: (isPutBack: boolean) => void };

export class JournalWriter implements JournalSink {
  private file: JournalFile;
  private header: JournalHeader;
  private offset: JournalOffset;
  /** At this size the file is full. Its header's, unless it has been changed since. */
  sizeBytesMax: number;
  private readonly events: JournalWriterEvents;
  private readonly clock: Pick<Clock, 'after' | 'wallTime'>;

  private durable = 0;
  private readonly filling: BlockFilling;
  private readonly work: Work[] = [];
  /** Of what was taken: durable, or given up. */
  private settledBytes = 0;

  private pumping: Promise<void> | null = null;
  private isFlushWanted = false;
  private isPumpScheduled = false;
  private stopIdleTimer: StopTimer | null = null;
  private isFullReported = false;
  private isAbandoned = false;
  private failure: DiskFailure | null = null;
  private isGivenUp = false;
  private isUnjournaledTold = true;
  private readonly ends = new DurableEnds();

  /** `file` is open for appending at its end. */
  constructor(options: {
    file: JournalFile;
    header: JournalHeader;
    clock: Pick<Clock, 'after' | 'wallTime'>;
    events?: JournalWriterEvents;
  }) {
    this.file = options.file;
    this.header = options.header;
    this.offset = options.file.end;
    this.filling = new BlockFilling(this.offset, (block) => this.work.push({ kind: 'block', block }));
    this.sizeBytesMax = options.header.sizeBytesMax;
    this.clock = options.clock;
    this.events = options.events ?? {};
  }

  get accepting(): Outcome<null> {
    return this.failure ? refused('<DISKFULL>', ['Journaling is frozen', this.failure.message]) : accepted(null);
  }

  get isDisabled(): boolean {
    return this.isGivenUp;
  }

  /** Sequence of the last record appended; 0 before the first. */
  get lastSequence(): Sequence {
    return this.filling.sequence;
  }

  /** Sequence of the last record that is durable on this disk, or will never be since journaling has stopped. */
  get durableSequence(): Sequence {
    return this.durable;
  }

  /** The file in use and the end of what is durable in it. */
  get current(): { path: string; header: JournalHeader; end: number } {
    return { path: this.file.path, header: this.header, end: this.offset };
  }

  /** Bytes taken and not yet durable: the measure for backpressure. */
  get bufferedBytes(): number {
    return this.filling.takenBytes - this.settledBytes;
  }

  /**
   * Buffers the record. It becomes durable within two seconds, or at once after `requestFlush`. Never fails; ask `accepting` first. While
   * journaling is stopped it is only counted.
   */
  append(update: JournalUpdate): number {
    if (this.isGivenUp) return this.countUnjournaled();
    const sequence = this.filling.append(update);
    if (this.work.length > 0) this.schedulePump();
    if (this.filling.isOpen && this.stopIdleTimer === null) this.startIdleTimer();
    return sequence;
  }

  appendTogether(updates: readonly JournalUpdate[]): number {
    this.filling.makeRoomFor(updates);
    let sequence = this.filling.sequence;
    for (const update of updates) sequence = this.append(update);
    return sequence;
  }

  /**
   * Somebody waits for what was appended so far. Costs nothing when called often: the write begins after the current turn of the event
   * loop.
   */
  requestFlush(): void {
    this.isFlushWanted = true;
    this.schedulePump();
  }

  /** Resolves when everything appended before the call is durable. Waits through disk failures. */
  async drain(): Promise<void> {
    while (this.durable < this.filling.sequence && !this.isAbandoned) {
      this.requestFlush();
      await new Promise((resolve) => setImmediate(resolve));
      await this.pumping;
    }
  }

  /**
   * Everything appended before the call goes to the current file, everything after it to the next. Resolves when the next file exists.
   * Where journaling is stopped, it begins again at that moment. Rejects when journaling stops before, or cannot begin again.
   */
  switchTo(next: NextFile): Promise<void> {
    this.filling.turnToNextFile();
    return new Promise((resolve, reject) => {
      this.work.push({ kind: 'switch', next, done: resolve, failed: reject });
      this.schedulePump();
    });
  }

  /** Looks whether the file in use is still there under its name, and gives it that again if it is not. True when it had to. */
  async keepInPlace(): Promise<boolean> {
    if (this.isAbandoned || this.isGivenUp || (await this.file.isInPlace())) return false;
    return new Promise((resolve) => {
      this.work.push({ kind: 'put-back', done: resolve });
      this.schedulePump();
    });
  }

  private async putBack(): Promise<boolean> {
    // Another file may be in use by now.
    if (await this.file.isInPlace()) return false;
    return (await this.file.putBack()).ok;
  }

  /**
   * Sequence of the last record before `position` of that history (mirror GUID, or 'local'); 0 while none is. `position` must not move
   * back.
   */
  sequenceBefore(history: string, position: JournalPosition): Sequence {
    return this.ends.sequenceBefore(history, position);
  }

  /** Writes what is left, cuts the file to length and closes it. */
  async close(): Promise<DiskOutcome<null>> {
    await this.drain();
    await this.pumping;
    this.clearIdleTimer();
    return this.file.close();
  }

  /** Stops without writing what is left: for an instance that must not write any more. */
  async abandon(): Promise<void> {
    this.isAbandoned = true;
    this.clearIdleTimer();
    await this.pumping;
    await this.file.close();
  }

  private schedulePump(): void {
    if (this.isPumpScheduled || this.pumping) return;
    this.isPumpScheduled = true;
    setImmediate(() => {
      this.isPumpScheduled = false;
      this.pumping ??= this.pump().finally(() => {
        this.pumping = null;
        // Asked for when it had looked for the last time and had not yet ended: it would wait for the next two seconds.
        if ((this.isFlushWanted || this.work.length > 0) && !this.isAbandoned) this.schedulePump();
      });
    });
  }

  private async pump(): Promise<void> {
    for (;;) {
      if (this.work.length === 0 && this.isFlushWanted) {
        this.isFlushWanted = false;
        this.filling.seal();
      }
      const next = this.work.shift();
      if (!next || this.isAbandoned) break;
      if (next.kind === 'block') await this.writeBlock(next.block);
      else if (next.kind === 'put-back') next.done(await this.putBack());
      else await this.carryOutSwitch(next);
    }
    if (!this.filling.isOpen) this.clearIdleTimer();
  }

  private async writeBlock(open: FilledBlock): Promise<void> {
    assert(open.recordCount > 0 && open.lastSequence > this.durable, 'blocks become durable in the order of their records', () => [
      open.recordCount,
      open.lastSequence,
      this.durable,
    ]);
    assert(this.file.end === this.offset, 'a block lies right behind the one before it', () => [this.file.end, this.offset]);
    const bytes = open.bytes.subarray(open.start, open.start + open.length);
    const timeMs = this.clock.wallTime().getTime();
    sealBlock(bytes, { offset: this.offset, recordCount: open.recordCount, timeMs });
    const end = this.offset + bytes.length;
    const block: WrittenBlock = {
      header: this.header,
      fileCount: this.header.fileCount,
      offset: this.offset,
      end,
      bytes,
      timeMs,
      recordCount: open.recordCount,
      lastSequence: open.lastSequence,
    };
    this.events.onBlock?.(block);
    const isWritten = await this.untilDone(() => this.file.write(bytes, block.offset));
    if (!isWritten) return;
    this.offset = end;
    this.durable = open.lastSequence;
    this.settledBytes += bytes.length - BLOCK_HEADER_BYTES;
    assert(this.bufferedBytes >= 0, 'no more is written than was appended', () => this.bufferedBytes);
    this.ends.add(this.header.mirror?.guid ?? 'local', { fileCount: block.fileCount, offset: end }, open.lastSequence);
    this.events.onDurable?.(block);
    if (end >= this.sizeBytesMax && !this.isFullReported) {
      this.isFullReported = true;
      this.events.onFull?.();
    }
  }

  private async carryOutSwitch({ next, done, failed }: Extract<Work, { kind: 'switch' }>): Promise<void> {
    const { path, header } = next(this.current);
    const isSameHistory = header.mirror?.guid === this.header.mirror?.guid;
    assert(!isSameHistory || header.fileCount > this.header.fileCount, 'file numbers ascend', () => [
      this.header.fileCount,
      header.fileCount,
    ]);
    assert(!isSameHistory || header.epoch >= this.header.epoch, 'a later file is of no earlier term', () => [
      this.header.epoch,
      header.epoch,
    ]);
    let created: JournalFile | null = null;
    const isCreated = await this.untilDone(async () => {
      const outcome = await JournalFile.create(path, header);
      if (outcome.ok) created = outcome.value;
      return outcome;
    });
    if (!isCreated && this.isGivenUp) return failed(journalingStopped(this.lastFailure));
    if (!isCreated || !created) return;
    const old = this.file;
    this.isGivenUp = false;
    this.file = created;
    this.header = header;
    this.sizeBytesMax = header.sizeBytesMax;
    this.offset = HEADER_BYTES;
    this.isFullReported = false;
    // The blocks are durable already; only the zeros behind them go, so a failure here loses nothing.
    await old.close();
    this.events.onSwitched?.({ path, header });
    done();
  }

  /** Repeats the work until the disk takes it. False when abandoned meanwhile. */
  private async untilDone<T>(work: () => Promise<DiskOutcome<T>>): Promise<boolean> {
    for (;;) {
      const outcome = await work();
      if (outcome.ok) {
        if (this.failure) {
          this.failure = null;
          this.events.onRecovered?.();
        }
        return true;
      }
      if (!this.failure) {
        this.failure = outcome.failure;
        this.events.onFailure?.(outcome.failure);
      }
      if (this.isAbandoned) return false;
      if (this.events.mayGiveUp?.()) {
        this.giveUp(outcome.failure);
        return false;
      }
      await pause(this.clock, WRITE_RETRY_MS);
      if (this.isAbandoned) return false;
    }
  }

  private lastFailure: DiskFailure | null = null;

  /** The file ends where its last durable block does; whatever a failed write has left behind that is cut off when the file is left. */
  private giveUp(failure: DiskFailure): void {
    const wasGivenUp = this.isGivenUp;
    this.isGivenUp = true;
    this.failure = null;
    this.lastFailure = failure;
    this.filling.discard();
    for (const left of this.work.splice(0)) {
      if (left.kind === 'switch') left.failed(journalingStopped(failure));
      if (left.kind === 'put-back') left.done(false);
    }
    this.settledBytes = this.filling.takenBytes;
    this.ends.clear();
    this.durable = this.filling.sequence;
    this.clearIdleTimer();
    if (!wasGivenUp) this.events.onGivenUp?.(failure);
  }

  private countUnjournaled(): number {
    this.durable = this.filling.count();
    if (this.isUnjournaledTold) {
      this.isUnjournaledTold = false;
      setImmediate(() => {
        this.isUnjournaledTold = true;
        this.events.onUnjournaled?.();
      });
    }
    return this.durable;
  }

  private startIdleTimer(): void {
    this.stopIdleTimer = this.clock.after(IDLE_FLUSH_MS, () => {
      this.stopIdleTimer = null;
      this.requestFlush();
    });
  }

  private clearIdleTimer(): void {
    this.stopIdleTimer?.();
    this.stopIdleTimer = null;
  }
}

const journalingStopped = (failure: DiskFailure | null) => new Error(failure?.message ?? 'journaling has stopped');

/** What a file's successor says about it. */
export const asPrevious = (current: { path: string; header: JournalHeader; end: number }) => ({
  guid: current.header.fileGuid,
  name: basename(current.path),
  end: current.end,
});
