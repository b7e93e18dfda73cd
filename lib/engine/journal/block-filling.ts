/**
 * Records become blocks: each is encoded straight into a slab of memory, of which a block is a stretch that is never copied.
 *
 * Who writes the blocks, and when, is no matter of this file (`journal-writer.ts`). It knows where in its file each block will begin, since
 * the names of the databases are told once a file and repeated now and then.
 */
import { assert } from '../../machine/assert.ts';
import { BLOCK_HEADER_BYTES } from './block.ts';
import { HEADER_BYTES } from './header.ts';
import type { JournalDatabase, JournalUpdate, Sequence } from './journal-sink.ts';
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

/** A stretch of a slab that holds whole records, and room for the header before them. */
export interface FilledBlock {
  readonly bytes: Buffer;
  readonly start: number;
  length: number;
  recordCount: number;
  lastSequence: Sequence;
}

export class BlockFilling {
  readonly #onSealed: (block: FilledBlock) => void;
  #sequence = 0;
  #takenBytes = 0;
  #numbers = new Map<string, { readonly number: number; readonly database: JournalDatabase }>();
  #numberCount = 0;
  #lastDatabase: JournalDatabase | null = null;
  #lastNumber = 0;

  /** Where the next block that is opened will begin in its file: everything before it is written first. */
  #openingAt: number;
  /** The names are repeated in the first block that begins here or later. */
  #nextDirectoryAt: number;
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #slabUsed = 0;
  #block: FilledBlock | null = null;

  /** `openingAt`: the end of the file that the first block goes to. `onSealed`: nothing is added to this block any more. In order. */
  constructor(openingAt: number, onSealed: (block: FilledBlock) => void) {
    this.#openingAt = openingAt;
    this.#nextDirectoryAt = directoryAfter(openingAt);
    this.#onSealed = onSealed;
  }

  /** Sequence of the last record taken or counted; 0 before the first. */
  get sequence(): Sequence {
    return this.#sequence;
  }

  /** Bytes of all records ever taken, headers of blocks not among them. */
  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** A block waits for more records. */
  get isOpen(): boolean {
    return this.#block !== null;
  }

  /** A record that is written nowhere has a number, too. */
  count(): Sequence {
    return ++this.#sequence;
  }

  append(update: JournalUpdate): Sequence {
    const number = update.database ? this.#numberOf(update.database) : 0;
    this.#put({
      type: update.type,
      inTransaction: update.inTransaction,
      job: update.job,
      database: number,
      key: update.key,
      value: update.value,
      oldValue: update.oldValue,
    });
    return this.#sequence;
  }

  /** The next records of this size lie in one block. */
  makeRoomFor(updates: readonly JournalUpdate[]): void {
    const size = updates.reduce(
      (sum, { database, key, value }) =>
        sum + 2 * RECORD_SPARE_BYTES + (database?.journalName.length ?? 0) + key.length + (value?.length ?? 0),
      0,
    );
    const open = this.#block;
    if (open && (open.length + size >= BLOCK_BYTES || open.start + open.length + size > open.bytes.length)) this.seal();
    // A block that is opened for the first of them must have room for all.
    if (!this.#block && this.#slabUsed + BLOCK_BYTES > this.#slab.length) this.#takeSlab(SLAB_BYTES);
  }

  /** What is open is sealed; nothing happens while nothing is. */
  seal(): void {
    const block = this.#block;
    if (!block) return;
    if (block.bytes === this.#slab) this.#slabUsed = block.start + block.length;
    this.#block = null;
    this.#openingAt += block.length;
    this.#onSealed(block);
  }

  /** What comes from now on goes to another file, which knows no names yet. */
  turnToNextFile(): void {
    this.seal();
    this.#numbers = new Map();
    this.#numberCount = 0;
    this.#lastDatabase = null;
    this.#openingAt = HEADER_BYTES;
    this.#nextDirectoryAt = directoryAfter(HEADER_BYTES);
  }

  /** What is open will be in no file. */
  discard(): void {
    this.#block = null;
  }

  #numberOf(database: JournalDatabase): number {
    if (database === this.#lastDatabase) return this.#lastNumber;
    let known = this.#numbers.get(database.journalName);
    // Another database may have come into the same directory.
    if (known === undefined || known.database.guid !== database.guid) {
      this.#numberCount += 1;
      known = { number: this.#numberCount, database };
      this.#numbers.set(database.journalName, known);
      this.#put(directoryRecord(known));
    }
    this.#lastDatabase = database;
    this.#lastNumber = known.number;
    return known.number;
  }

  /** In a block that was just opened. They are fewer than a block holds. */
  #repeatDirectory(): void {
    this.#nextDirectoryAt = directoryAfter(this.#openingAt);
    for (const known of this.#numbers.values()) this.#put(directoryRecord(known));
  }

  #put(record: JournalRecord): void {
    const size = recordBytes(record);
    const block = this.#roomFor(size);
    block.length = writeRecord(record, block.bytes, block.start + block.length) - block.start;
    assert(block.start + block.length <= block.bytes.length, 'a record fits into its block');
    block.recordCount++;
    block.lastSequence = ++this.#sequence;
    this.#takenBytes += size;
    if (block.length >= BLOCK_BYTES) this.seal();
  }

  #roomFor(size: number): FilledBlock {
    const open = this.#block;
    if (open && open.start + open.length + size <= open.bytes.length) return open;
    this.seal();
    if (this.#slabUsed + BLOCK_HEADER_BYTES + size > this.#slab.length) this.#takeSlab(Math.max(SLAB_BYTES, BLOCK_HEADER_BYTES + size));
    this.#block = { bytes: this.#slab, start: this.#slabUsed, length: BLOCK_HEADER_BYTES, recordCount: 0, lastSequence: 0 };
    if (this.#openingAt < this.#nextDirectoryAt || this.#numbers.size === 0) return this.#block;
    this.#repeatDirectory();
    return this.#roomFor(size);
  }

  #takeSlab(size: number): void {
    this.#slab = Buffer.allocUnsafeSlow(size);
    this.#slabUsed = 0;
  }
}

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
