/**
 * A block: a group of records that are written, sent and acknowledged together.
 *
 * Header, 32 bytes, little endian: magic u32, payload length u32, checksum u32 (CRC-32 of everything behind it), record
 * count u32, wall time f64 (ms), offset of the block in its file u64. The offset is there so that bytes at the wrong
 * place are not taken for a block.
 */
import { crc32 } from 'node:zlib';
import { type JournalRecord, readRecord } from './record.ts';
import type { JournalOffset } from './position.ts';

export const BLOCK_HEADER_BYTES = 32;
/** A block may hold one record of the largest value with its old value; beyond that a length is damage. */
export const BLOCK_PAYLOAD_BYTES_MAX = 16 * 1024 * 1024;
const MAGIC = 0x4b4c424a;
const CHECKED_FROM = 12;

export interface Block {
  /** Where it begins in its file. */
  readonly offset: JournalOffset;
  /** Where the next begins. */
  readonly end: number;
  /** Wall clock when the block was made, for people; never decides anything. */
  readonly timeMs: number;
  readonly recordCount: number;
  /** The whole block, header included: what is written and sent. A view of the bytes decoded. */
  readonly bytes: Buffer;
}

export interface AddressedRecord {
  /** Offset in the file. */
  readonly address: number;
  readonly record: JournalRecord;
}

/** Completes a block in place: `bytes` is the header's room followed by the payload. */
export function sealBlock(bytes: Buffer, header: { offset: JournalOffset; recordCount: number; timeMs: number }): void {
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt32LE(bytes.length - BLOCK_HEADER_BYTES, 4);
  bytes.writeUInt32LE(header.recordCount, 12);
  bytes.writeDoubleLE(header.timeMs, 16);
  bytes.writeUInt32LE(header.offset >>> 0, 24);
  bytes.writeUInt32LE(Math.floor(header.offset / 2 ** 32), 28);
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECKED_FROM)), 8);
}

/**
 * Bytes of the block that begins at `bytes[0]`, by its length field alone; null when there is no header of a block. For readers that must
 * know how much to read.
 */
export function blockLength(bytes: Buffer): number | null {
  if (bytes.length < BLOCK_HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC) return null;
  const payload = bytes.readUInt32LE(4);
  return payload > BLOCK_PAYLOAD_BYTES_MAX ? null : BLOCK_HEADER_BYTES + payload;
}

/** Wall time of the block that begins at `bytes[0]`, unchecked; null when there is no header of a block. */
export const blockTimeMs = (bytes: Buffer): number | null => (blockLength(bytes) === null ? null : bytes.readDoubleLE(16));

/** Of whole blocks one behind the other, unchecked. */
export function recordsIn(bytes: Buffer): number {
  let records = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = blockLength(bytes.subarray(at));
    if (length === null) break;
    records += bytes.readUInt32LE(at + 12);
    at += length;
  }
  return records;
}

/** Where the block that begins at `bytes[0]` lies in its file. */
export const blockOffset = (bytes: Buffer): number => bytes.readUInt32LE(28) * 2 ** 32 + bytes.readUInt32LE(24);

/** The block that begins at `bytes[0]` and lies at `offset` of its file; 'torn' when it is not complete and whole. */
export function decodeBlock(bytes: Buffer, offset: JournalOffset): Block | 'torn' {
  const length = blockLength(bytes);
  if (length === null || length > bytes.length) return 'torn';
  const whole = bytes.subarray(0, length);
  if (blockOffset(whole) !== offset) return 'torn';
  if (whole.readUInt32LE(8) !== crc32(whole.subarray(CHECKED_FROM))) return 'torn';
  return { offset, end: offset + length, timeMs: whole.readDoubleLE(16), recordCount: whole.readUInt32LE(12), bytes: whole };
}

/**
 * How many of these bytes, the first of which lies at `offset` of its file, are whole blocks one behind the other, each with its checksum
 * and in its place. `isDamaged`: what follows them is no block, or one that has changed; otherwise it is the beginning of one, or nothing.
 */
export function wholeBlocks(bytes: Buffer, offset: JournalOffset): { size: number; isDamaged: boolean } {
  for (let size = 0; ; ) {
    const rest = bytes.subarray(size);
    if (rest.length < BLOCK_HEADER_BYTES) return { size, isDamaged: false };
    const block = decodeBlock(rest, offset + size);
    if (block === 'torn') {
      const length = blockLength(rest);
      return { size, isDamaged: length === null || length <= rest.length };
    }
    size += block.bytes.length;
  }
}

/** The records of a block in order, with their addresses. Their buffers are views of the block. */
export function* recordsOf(block: Block): Iterable<AddressedRecord> {
  let at = BLOCK_HEADER_BYTES;
  for (let index = 0; index < block.recordCount; index++) {
    const { record, end } = readRecord(block.bytes, at);
    yield { address: block.offset + at, record };
    at = end;
  }
}
