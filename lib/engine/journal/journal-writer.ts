/**
 * Group commit: records gather in a block while the block before it is being written; one write serves all that wait.
 *
 * Like a ferry: it leaves when somebody waits on the quay and the ship is in, takes everybody who stands there, and
 * those who come meanwhile take the next. A block goes to `onBlock` in the moment its write begins, so that the
 * backup receives it while this disk writes it.
 *
 * Records are encoded straight into a slab of memory; a block is a stretch of it and is never copied.
 */
import { basename } from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { assert } from '../../machine/assert.ts';
import { BLOCK_HEADER_BYTES, sealBlock } from './block.ts';
import { HEADER_BYTES, type JournalHeader } from './header.ts';
import { type DiskFailure, type DiskOutcome, JournalFile } from './journal-file.ts';
import type { JournalDatabase, JournalSink, JournalUpdate, Sequence } from './journal-sink.ts';
import { comparePositions, type JournalPosition } from './position.ts';
import { type JournalRecord, recordBytes, writeRecord } from './record.ts';

/**
 * The first block at or behind each multiple of this repeats the names of all databases of the file, so that the file can be read from
 * about anywhere. The header says so (`directoryStepBytes`). Large enough to cost nothing, small enough to read in a moment.
 */
export const DIRECTORY_STEP_BYTES = 1024 * 1024;
/** A block is closed when it holds this much: large enough to write at the disk's full speed, small enough to send in one piece. */
const BLOCK_BYTES = 256 * 1024;
const SLAB_BYTES = 1024 * 1024;
/** What a record takes at most beside names, key and value; a directory record may come before it. */
const RECORD_SPARE_BYTES = 128;
/** Facts 6.4: records for which nobody waits are written after this long. */
const IDLE_FLUSH_MS = 2000;
/** Facts 6.4: a failed write is tried again about once a second. */
const RETRY_MS = 1000;

export interface WrittenBlock {
  readonly header: JournalHeader;
  readonly fileCount: number;
  readonly offset: number;
  readonly end: number;
  readonly bytes: Buffer;
  readonly timeMs: number;
  readonly recordCount: number;
  /** Sequence of the last record in it. */
  readonly lastSequence: Sequence;
}

export interface JournalWriterEvents {
  /** The write of this block begins now. Called once a block, in order. */
  onBlock?(block: WrittenBlock): void;
  /** The block is durable on this disk. In order. */
  onDurable?(block: WrittenBlock): void;
  /** A new file is in use; it exists and holds no block. */
  onSwitched?(file: { path: string; header: JournalHeader }): void;
  /** The file has reached its size; asked once a file, `switchTo` is the answer. */
  onFull?(): void;
  /** A write failed: journaling is frozen and the write is repeated until it succeeds, or is given up. Called once until recovered. */
  onFailure?(failure: DiskFailure): void;
  onRecovered?(): void;
  /** Asked after each failed try. True: journaling stops, and updates go on without it. Absent: never. */
  mayGiveUp?(): boolean;
  /** Journaling has stopped. What waited to be written is in no file and counts as done, as does all that is appended from now on. */
  onGivenUp?(failure: DiskFailure): void;
  /** While journaling is stopped: updates were appended, called once for all of a turn of the event loop. */
  onUnjournaled?(): void;
}

/** Called when every earlier block is in the current file, so that the header can name its end. */
export type NextFile = (current: { path: string; header: JournalHeader; end: number }) => { path: string; header: JournalHeader };

interface OpenBlock {
  readonly bytes: Buffer;
  readonly start: number;
  length: number;
  recordCount: number;
  lastSequence: Sequence;
}
type Work =
  | { readonly kind: 'block'; readonly block: OpenBlock }
  | { readonly kind: 'switch'; readonly next: NextFile; readonly done: () => void; readonly failed: (error: Error) => void }
  | { readonly kind: 'put-back'; readonly done: (isPutBack: boolean) => void };

export class JournalWriter implements JournalSink {
  private file: JournalFile;
  private header: JournalHeader;
  private offset: number;
  /** At this size the file is full. Its header's, unless it has been changed since. */
  sizeBytesMax: number;
  private readonly events: JournalWriterEvents;
  private readonly wallTimeMs: () => number;

  private sequence = 0;
  private durable = 0;
  private numbers = new Map<string, { readonly number: number; readonly database: JournalDatabase }>();
  private numberCount = 0;
  private lastDatabase: JournalDatabase | null = null;
  private lastNumber = 0;

  /** Where the next block that is opened will begin in its file: everything before it is written first. */
  private openingAt: number;
  /** The names are repeated in the first block that begins here or later. */
  private nextDirectoryAt: number;
  private slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  private slabUsed = 0;
  private block: OpenBlock | null = null;
  private readonly work: Work[] = [];
  private waitingBytes = 0;

  private pumping: Promise<void> | null = null;
  private isFlushWanted = false;
  private isPumpScheduled = false;
  private idleTimer: NodeJS.Timeout | null = null;
  private isFullReported = false;
  private isAbandoned = false;
  private failure: DiskFailure | null = null;
  private isGivenUp = false;
  private isUnjournaledTold = true;
  private readonly ends: { history: string; position: JournalPosition; lastSequence: Sequence }[] = [];

  /** `file` is open for appending at its end. */
  constructor(options: { file: JournalFile; header: JournalHeader; wallTimeMs: () => number; events?: JournalWriterEvents }) {
    this.file = options.file;
    this.header = options.header;
    this.offset = options.file.end;
    this.openingAt = this.offset;
    this.nextDirectoryAt = directoryAfter(this.offset);
    this.sizeBytesMax = options.header.sizeBytesMax;
    this.wallTimeMs = options.wallTimeMs;
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
    return this.sequence;
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
    return this.waitingBytes;
  }

  /**
   * Buffers the record. It becomes durable within two seconds, or at once after `requestFlush`. Never fails; ask `accepting` first. While
   * journaling is stopped it is only counted.
   */
  append(update: JournalUpdate): number {
    if (this.isGivenUp) return this.countUnjournaled();
    const number = update.database ? this.numberOf(update.database) : 0;
    this.put({
      type: update.type,
      inTransaction: update.inTransaction,
      job: update.job,
      database: number,
      key: update.key,
      value: update.value,
      oldValue: update.oldValue,
    });
    return this.sequence;
  }

  appendTogether(updates: readonly JournalUpdate[]): number {
    const size = updates.reduce(
      (sum, { database, key, value }) =>
        sum + 2 * RECORD_SPARE_BYTES + (database?.journalName.length ?? 0) + key.length + (value?.length ?? 0),
      0,
    );
    const open = this.block;
    if (open && (open.length + size >= BLOCK_BYTES || open.start + open.length + size > open.bytes.length)) this.sealOpenBlock();
    // A block that is opened for the first of them must have room for all.
    if (!this.block && this.slabUsed + BLOCK_BYTES > this.slab.length) this.takeSlab(SLAB_BYTES);
    let sequence = this.sequence;
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
    while (this.durable < this.sequence && !this.isAbandoned) {
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
    this.sealOpenBlock();
    this.numbers = new Map();
    this.numberCount = 0;
    this.lastDatabase = null;
    this.openingAt = HEADER_BYTES;
    this.nextDirectoryAt = directoryAfter(HEADER_BYTES);
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

  private asked: { readonly history: string; readonly position: JournalPosition } | null = null;
  /**
   * Sequence of the last record before `position` of that history (mirror GUID, or 'local'); 0 while none is. `position` must not move
   * back.
   */
  sequenceBefore(history: string, position: JournalPosition): number {
    assert(
      history !== this.asked?.history || comparePositions(position, this.asked.position) >= 0,
      'what is committed is asked for in its order',
      () => [this.asked, position],
    );
    this.asked = { history, position };
    let index = this.ends.length - 1;
    while (
      index >= 0 &&
      !(this.ends[index]?.history === history && comparePositions(this.ends[index]?.position as JournalPosition, position) <= 0)
    )
      index--;
    if (index > 0) this.ends.splice(0, index);
    return index >= 0 ? (this.ends[0]?.lastSequence as number) : 0;
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

  private numberOf(database: JournalDatabase): number {
    if (database === this.lastDatabase) return this.lastNumber;
    let known = this.numbers.get(database.journalName);
    // Another database may have come into the same directory.
    if (known === undefined || known.database.guid !== database.guid) {
      this.numberCount += 1;
      known = { number: this.numberCount, database };
      this.numbers.set(database.journalName, known);
      this.put(directoryRecord(known));
    }
    this.lastDatabase = database;
    this.lastNumber = known.number;
    return known.number;
  }

  /** In a block that was just opened. They are fewer than a block holds. */
  private repeatDirectory(): void {
    this.nextDirectoryAt = directoryAfter(this.openingAt);
    for (const known of this.numbers.values()) this.put(directoryRecord(known));
  }

  private put(record: JournalRecord): void {
    const size = recordBytes(record);
    const block = this.roomFor(size);
    block.length = writeRecord(record, block.bytes, block.start + block.length) - block.start;
    assert(block.start + block.length <= block.bytes.length, 'a record fits into its block');
    block.recordCount++;
    block.lastSequence = ++this.sequence;
    this.waitingBytes += size;
    if (block.length >= BLOCK_BYTES) {
      this.sealOpenBlock();
      this.schedulePump();
    } else if (this.idleTimer === null) this.startIdleTimer();
  }

  private roomFor(size: number): OpenBlock {
    const open = this.block;
    if (open && open.start + open.length + size <= open.bytes.length) return open;
    this.sealOpenBlock();
    if (this.slabUsed + BLOCK_HEADER_BYTES + size > this.slab.length) this.takeSlab(Math.max(SLAB_BYTES, BLOCK_HEADER_BYTES + size));
    this.block = { bytes: this.slab, start: this.slabUsed, length: BLOCK_HEADER_BYTES, recordCount: 0, lastSequence: 0 };
    if (this.openingAt < this.nextDirectoryAt || this.numbers.size === 0) return this.block;
    this.repeatDirectory();
    return this.roomFor(size);
  }

  private takeSlab(size: number): void {
    this.slab = Buffer.allocUnsafeSlow(size);
    this.slabUsed = 0;
  }

  private sealOpenBlock(): void {
    const { block } = this;
    if (!block) return;
    if (block.bytes === this.slab) this.slabUsed = block.start + block.length;
    this.block = null;
    this.openingAt += block.length;
    this.work.push({ kind: 'block', block });
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
        this.sealOpenBlock();
      }
      const next = this.work.shift();
      if (!next || this.isAbandoned) break;
      if (next.kind === 'block') await this.writeBlock(next.block);
      else if (next.kind === 'put-back') next.done(await this.putBack());
      else await this.carryOutSwitch(next);
    }
    if (!this.block) this.clearIdleTimer();
  }

  private async writeBlock(open: OpenBlock): Promise<void> {
    assert(open.recordCount > 0 && open.lastSequence > this.durable, 'blocks become durable in the order of their records', () => [
      open.recordCount,
      open.lastSequence,
      this.durable,
    ]);
    assert(this.file.end === this.offset, 'a block lies right behind the one before it', () => [this.file.end, this.offset]);
    const bytes = open.bytes.subarray(open.start, open.start + open.length);
    const timeMs = this.wallTimeMs();
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
    this.waitingBytes -= bytes.length - BLOCK_HEADER_BYTES;
    assert(this.waitingBytes >= 0, 'no more is written than was appended', () => this.waitingBytes);
    this.ends.push({
      history: this.header.mirror?.guid ?? 'local',
      position: { fileCount: block.fileCount, offset: end },
      lastSequence: open.lastSequence,
    });
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
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
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
    this.block = null;
    for (const left of this.work.splice(0)) {
      if (left.kind === 'switch') left.failed(journalingStopped(failure));
      if (left.kind === 'put-back') left.done(false);
    }
    this.waitingBytes = 0;
    this.ends.length = 0;
    this.durable = this.sequence;
    this.clearIdleTimer();
    if (!wasGivenUp) this.events.onGivenUp?.(failure);
  }

  private countUnjournaled(): number {
    this.sequence += 1;
    this.durable = this.sequence;
    if (this.isUnjournaledTold) {
      this.isUnjournaledTold = false;
      setImmediate(() => {
        this.isUnjournaledTold = true;
        this.events.onUnjournaled?.();
      });
    }
    return this.sequence;
  }

  private startIdleTimer(): void {
    this.idleTimer = setTimeout(() => {
      this.idleTimer = null;
      this.requestFlush();
    }, IDLE_FLUSH_MS);
    this.idleTimer.unref();
  }

  private clearIdleTimer(): void {
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.idleTimer = null;
  }
}

const journalingStopped = (failure: DiskFailure | null) => new Error(failure?.message ?? 'journaling has stopped');

const directoryRecord = ({ number, database }: { number: number; database: JournalDatabase }): JournalRecord => ({
  type: 'directory',
  inTransaction: false,
  job: 0,
  database: number,
  key: Buffer.from(database.journalName),
  value: Buffer.from(database.guid),
  oldValue: undefined,
});

const directoryAfter = (offset: number) => (Math.floor(offset / DIRECTORY_STEP_BYTES) + 1) * DIRECTORY_STEP_BYTES;

/** What a file's successor says about it. */
export const asPrevious = (current: { path: string; header: JournalHeader; end: number }) => ({
  guid: current.header.fileGuid,
  name: basename(current.path),
  end: current.end,
});
