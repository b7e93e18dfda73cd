/** Reading journal files: blocks in order, and what a crash left at the end. */
import { type FileHandle, open } from 'node:fs/promises';
import { BLOCK_HEADER_BYTES, type Block, blockLength, decodeBlock } from './block.ts';
import { decodeHeader, HEADER_BYTES, type JournalHeader } from './header.ts';
import type { JournalOffset } from './position.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * The blocks of a file from `offset` (the beginning of a block), in order, until the first place that holds no whole
 * block: the end, zeros laid ahead, or a torn write. Safe on a file that is being written; come back with the last
 * `end` for more. `to` ends it earlier: no block that begins at or behind it is read.
 */
export async function* readBlocks(
  path: string,
  offset: JournalOffset = HEADER_BYTES,
  to: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Block, void, void> {
  const handle = await open(path, 'r');
  try {
    let at = offset;
    /** Length of a block that was longer than what had been read of it. */
    let single: number | null = null;
    while (at < to) {
      const chunk = await readAt(handle, at, single ?? Math.min(CHUNK_BYTES, Math.max(to - at, BLOCK_HEADER_BYTES)));
      let used = 0;
      for (;;) {
        const block = decodeBlock(chunk.subarray(used), at + used);
        if (block === 'torn') break;
        used += block.bytes.length;
        yield block;
        if (at + used >= to) return;
      }
      // A block longer than the chunk, or one that reaches beyond `to`: read it whole. Anything else that does not decode is the end.
      if (used === 0) {
        const length = blockLength(chunk);
        if (length === null || length <= chunk.length || single !== null) return;
        single = length;
      } else single = null;
      at += used;
    }
  } finally {
    await handle.close();
  }
}

/** A stretch of a file's bytes; fewer only where the file ends. Rejects with the operating system's error. */
export async function readBytes(path: string, offset: JournalOffset, length: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    return await readAt(handle, offset, length);
  } finally {
    await handle.close();
  }
}

/**
 * Where the first block between `from` (the beginning of one) and `to` (the end of one) lies that is not whole; null when all are. Rejects
 * with the operating system's error.
 */
export async function firstDamage(path: string, from: number, to: number): Promise<number | null> {
  let end = from;
  for await (const block of readBlocks(path, from, to)) end = block.end;
  return end < to ? end : null;
}

/** Null when the file is no journal file or its header is not whole. */
export async function readHeader(path: string): Promise<JournalHeader | null> {
  const handle = await open(path, 'r');
  try {
    return decodeHeader(await readAt(handle, 0, HEADER_BYTES));
  } finally {
    await handle.close();
  }
}

export type Recovery =
  | {
      readonly kind: 'recovered';
      readonly header: JournalHeader;
      /** End of the last whole block; the file is that long now. */
      readonly end: number;
      /** Time of the last block; null when the file holds none. */
      readonly lastBlockTimeMs: number | null;
      /** A write had been cut short. What it held was never acknowledged. */
      readonly torn: boolean;
    }
  /** Killed while the file was being made: it holds nothing and may be deleted. */
  | { readonly kind: 'no-header' }
  /**
   * Whole blocks follow behind bytes that are none. One write is under way at a time, so this is no torn write but a damaged disk: nothing
   * is cut.
   */
  | { readonly kind: 'damaged'; readonly offset: JournalOffset };

/**
 * Finds the end of a file after a crash and cuts off the torn rest, so that appending can go on at `end`. Rejects with the operating
 * system's error.
 */
export async function recoverJournalFile(path: string): Promise<Recovery> {
  const header = await readHeader(path);
  if (!header) return { kind: 'no-header' };
  let end = HEADER_BYTES;
  let lastBlockTimeMs: number | null = null;
  for await (const block of readBlocks(path)) {
    end = block.end;
    lastBlockTimeMs = block.timeMs;
  }
  const handle = await open(path, 'r+');
  try {
    const rest = await inspectRest(handle, end);
    if (rest === 'blocks') return { kind: 'damaged', offset: end };
    await handle.truncate(end);
    await handle.datasync();
    return { kind: 'recovered', header, end, lastBlockTimeMs, torn: rest === 'bytes' };
  } finally {
    await handle.close();
  }
}

/** True when whole blocks lie behind `end`, where reading has ended: then it has ended at damage. */
export async function hasBlocksBehind(path: string, end: number): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    return (await inspectRest(handle, end)) === 'blocks';
  } finally {
    await handle.close();
  }
}

/** What lies behind `start`: zeros (or nothing), bytes of a torn write, or whole blocks. */
async function inspectRest(handle: FileHandle, start: number): Promise<'zeros' | 'bytes' | 'blocks'> {
  const { size } = await handle.stat();
  let found: 'zeros' | 'bytes' = 'zeros';
  for (let at = start; at < size; at += CHUNK_BYTES) {
    const chunk = await readAt(handle, at, CHUNK_BYTES + BLOCK_HEADER_BYTES);
    if (isZero(chunk)) continue;
    found = 'bytes';
    for (
      let index = chunk.indexOf('JBLK', 0, 'latin1');
      index >= 0 && index < CHUNK_BYTES;
      index = chunk.indexOf('JBLK', index + 1, 'latin1')
    ) {
      const length = blockLength(chunk.subarray(index));
      if (length === null || at + index === start) continue;
      if (decodeBlock(await readAt(handle, at + index, length), at + index) !== 'torn') return 'blocks';
    }
  }
  return found;
}

const isZero = (bytes: Buffer) =>
  bytes.length === 0 || (bytes[0] === 0 && bytes.compare(bytes, 1, bytes.length, 0, bytes.length - 1) === 0);

/** Fewer bytes only at the end of the file. A fresh buffer each time: blocks are views of it. */
async function readAt(handle: FileHandle, offset: JournalOffset, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
