/**
 * Journal records as bytes. Pure: bytes in, values out.
 *
 * A record: type u8, flags u8, job u32, database number u16, key length u16, key, then, where the flags say so, the
 * value and the old value, each a length u32 and bytes. Little endian. Its address is its offset in the file.
 * Databases are numbers that a `directory` record explains; each file begins anew, so that it can be read alone.
 */
import type { Quantity } from '../../contract/quantity.ts';

/** Number of a process of the instance, or of an application's connection to it. 0–4294967295. */
export type JobNumber = Quantity<'job'>;

export const recordTypes = ['set', 'kill', 'kill-node', 'begin', 'commit', 'rollback', 'mark', 'directory'] as const;
export type RecordType = (typeof recordTypes)[number];

export interface JournalRecord {
  /** `kill` is the node with its descendants, `kill-node` the node alone. */
  readonly type: RecordType;
  readonly inTransaction: boolean;
  /** The job that made the update; a transaction belongs to one. */
  readonly job: JobNumber;
  /** Number of the database in this file; 0 for records about none. */
  readonly database: number;
  /** The encoded reference; for `directory` the database's journal name, empty otherwise. */
  readonly key: Buffer;
  /** For `set` the new value, for `directory` the database's GUID, for `mark` its text. */
  readonly value: Buffer | undefined;
  /** Inside a transaction what the node held before; undefined when it had no value, which "" is not. */
  readonly oldValue: Buffer | undefined;
}

const FIXED_BYTES = 10;
const IN_TRANSACTION = 1;
const HAS_VALUE = 2;
const HAS_OLD_VALUE = 4;
/** Below it, a loop beats the call into the native copy. */
const SHORT_COPY = 40;
const NO_BYTES = Buffer.alloc(0);
const typeCodes = Object.fromEntries(recordTypes.map((type, index) => [type, index + 1])) as Record<RecordType, number>;

/** How many bytes `writeRecord` will write. */
export const recordBytes = (record: JournalRecord): number =>
  FIXED_BYTES + record.key.length + (record.value ? 4 + record.value.length : 0) + (record.oldValue ? 4 + record.oldValue.length : 0);

/** Writes the record at `offset` and returns the offset behind it. The target has room for `recordBytes`. */
export function writeRecord(record: JournalRecord, target: Buffer, offset: number): number {
  const { job, database, key, value, oldValue } = record;
  target[offset] = typeCodes[record.type];
  target[offset + 1] = (record.inTransaction ? IN_TRANSACTION : 0) | (value ? HAS_VALUE : 0) | (oldValue ? HAS_OLD_VALUE : 0);
  writeUint32(job, target, offset + 2);
  target[offset + 6] = database;
  target[offset + 7] = database >>> 8;
  target[offset + 8] = key.length;
  target[offset + 9] = key.length >>> 8;
  let end = copyBytes(key, target, offset + FIXED_BYTES);
  if (value) end = copyBytes(value, target, writeUint32(value.length, target, end));
  if (oldValue) end = copyBytes(oldValue, target, writeUint32(oldValue.length, target, end));
  return end;
}

/**
 * The record at `offset` and where the next begins. Its buffers are views of `source`. Throws RangeError on bytes that are no record: a
 * block's checksum has been checked before, so that is a bug.
 */
export function readRecord(source: Buffer, offset: number): { record: JournalRecord; end: number } {
  const type = recordTypes[(source[offset] as number) - 1];
  if (!type) throw new RangeError(`no journal record at ${offset}: type ${source[offset]}`);
  const flags = source[offset + 1] as number;
  const keyEnd = offset + FIXED_BYTES + source.readUInt16LE(offset + 8);
  const value = flags & HAS_VALUE ? readBytes(source, keyEnd) : undefined;
  const valueEnd = value ? keyEnd + 4 + value.length : keyEnd;
  const oldValue = flags & HAS_OLD_VALUE ? readBytes(source, valueEnd) : undefined;
  const end = oldValue ? valueEnd + 4 + oldValue.length : valueEnd;
  if (end > source.length) throw new RangeError(`the journal record at ${offset} ends behind its block`);
  const record: JournalRecord = {
    type,
    inTransaction: (flags & IN_TRANSACTION) !== 0,
    job: source.readUInt32LE(offset + 2),
    database: source.readUInt16LE(offset + 6),
    key: keyEnd === offset + FIXED_BYTES ? NO_BYTES : source.subarray(offset + FIXED_BYTES, keyEnd),
    value,
    oldValue,
  };
  return { record, end };
}

/**
 * The record at `offset` field by field, for readers of very many records that need few fields of each: nothing is made but what is asked
 * for. The bytes are those of a block whose checksum was right; buffers are views of `source`.
 */
export const recordTypeAt = (source: Buffer, offset: number): RecordType | undefined => recordTypes[(source[offset] as number) - 1];
export const isInTransactionAt = (source: Buffer, offset: number): boolean => ((source[offset + 1] as number) & IN_TRANSACTION) !== 0;
export const databaseNumberAt = (source: Buffer, offset: number): number =>
  (source[offset + 6] as number) | ((source[offset + 7] as number) << 8);
export const keyStartAt = (offset: number): number => offset + FIXED_BYTES;
export const keyEndAt = (source: Buffer, offset: number): number =>
  offset + FIXED_BYTES + ((source[offset + 8] as number) | ((source[offset + 9] as number) << 8));
export const keyAt = (source: Buffer, offset: number): Buffer => source.subarray(offset + FIXED_BYTES, keyEndAt(source, offset));
/** Only for a record that has a value. */
export const valueAt = (source: Buffer, offset: number): Buffer => readBytes(source, keyEndAt(source, offset));
/** Where the next record begins. Throws RangeError when that is behind the end of `source`. */
export function recordEndAt(source: Buffer, offset: number): number {
  const flags = source[offset + 1] as number;
  let end = keyEndAt(source, offset);
  if (flags & HAS_VALUE) end += 4 + source.readUInt32LE(end);
  if (flags & HAS_OLD_VALUE) end += 4 + source.readUInt32LE(end);
  if (end > source.length) throw new RangeError(`the journal record at ${offset} ends behind its block`);
  return end;
}

function writeUint32(value: number, target: Buffer, offset: number): number {
  target[offset] = value;
  target[offset + 1] = value >>> 8;
  target[offset + 2] = value >>> 16;
  target[offset + 3] = value >>> 24;
  return offset + 4;
}

function copyBytes(bytes: Buffer, target: Buffer, offset: number): number {
  const { length } = bytes;
  if (length > SHORT_COPY) bytes.copy(target, offset);
  else for (let index = 0; index < length; index++) target[offset + index] = bytes[index] as number;
  return offset + length;
}

function readBytes(source: Buffer, offset: number): Buffer {
  const length = source.readUInt32LE(offset);
  return source.subarray(offset + 4, offset + 4 + length);
}
