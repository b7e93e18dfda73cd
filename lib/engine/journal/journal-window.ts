/**
 * Reading a journal file from anywhere. A file is a row of windows: window k holds the blocks that begin in the k-th megabyte, and begins
 * with the names of all databases that the file knew by then. A file of an earlier version has one window, the whole file.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { BLOCK_HEADER_BYTES, type Block, blockLength, decodeBlock } from './block.ts';
import { HEADER_BYTES, type JournalHeader } from './header.ts';
import { readBlocks } from './journal-reader.ts';
import type { JournalOffset } from './position.ts';

const SEARCH_BYTES = 256 * 1024;
/** What a block begins with, as text. */
const BLOCK_MAGIC = 'JBLK';

export class JournalWindows {
  readonly path: string;
  readonly #step: number;

  constructor(path: string, header: JournalHeader) {
    this.path = path;
    this.#step = header.directoryStepBytes ?? Number.POSITIVE_INFINITY;
  }

  /** The window that holds the record at `address`, or would; 0 when there is no block so far. */
  async indexOf(address: number): Promise<number> {
    if (this.#step === Number.POSITIVE_INFINITY) return 0;
    for (let index = Math.floor(address / this.#step); index > 0; index--) {
      // A long block may have begun in an earlier window.
      const first = await this.#firstBlock(index);
      if (first !== null && first <= address) return index;
    }
    return 0;
  }

  /** Blocks of the window, in order; none when all blocks around there began earlier. */
  async *blocks(index: number): AsyncGenerator<Block, void, void> {
    const first = await this.#firstBlock(index);
    const end = (index + 1) * this.#step;
    if (first === null || first >= end) return;
    yield* readBlocks(this.path, first, end);
  }

  /** Wall time of the first block at or behind the window's beginning; null when there is none. */
  async timeAt(index: number): Promise<number | null> {
    const first = await this.#firstBlock(index);
    if (first === null) return null;
    for await (const block of readBlocks(this.path, first)) return block.timeMs;
    return null;
  }

  /** How many windows a file of this size has. */
  countOf(sizeBytes: number): number {
    return this.#step === Number.POSITIVE_INFINITY ? 1 : Math.max(1, Math.ceil(sizeBytes / this.#step));
  }

  async #firstBlock(index: number): Promise<number | null> {
    return index === 0 ? HEADER_BYTES : findBlock(this.path, index * this.#step);
  }
}

/**
 * Offset of the first whole block that begins at or behind `from`; null when there is none. What only looks like a block does not know its
 * own offset.
 */
export async function findBlock(path: string, from: number): Promise<number | null> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    for (let at = from; at < size; at += SEARCH_BYTES) {
      const chunk = await readAt(handle, at, SEARCH_BYTES + BLOCK_HEADER_BYTES);
      for (
        let index = chunk.indexOf(BLOCK_MAGIC, 0, 'latin1');
        index >= 0 && index < SEARCH_BYTES;
        index = chunk.indexOf(BLOCK_MAGIC, index + 1, 'latin1')
      ) {
        const length = blockLength(chunk.subarray(index));
        if (length !== null && decodeBlock(await readAt(handle, at + index, length), at + index) !== 'torn') return at + index;
      }
    }
    return null;
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, offset: JournalOffset, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(bytes, 0, length, offset);
  return bytes.subarray(0, bytesRead);
}
