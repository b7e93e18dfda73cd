/**
 * Which updates of a journal block are none of a node. A database keeps what it knows of itself, its identity and its position, under keys
 * that begin with 0x00 (`database-file.ts`), and no global name does. A journal is written by another member: its updates must never reach
 * those, nor everything at once by a key that is empty.
 */
import { BLOCK_HEADER_BYTES, type Block } from '../journal/block.ts';
import { keyEndAt, keyStartAt, recordEndAt, recordTypeAt } from '../journal/record.ts';

/** Offset in the block of the first of them; null when there is none. */
export function firstStrangeUpdate({ bytes, recordCount }: Pick<Block, 'bytes' | 'recordCount'>): number | null {
  let next = BLOCK_HEADER_BYTES;
  for (let count = 0; count < recordCount; count++) {
    const offset = next;
    next = recordEndAt(bytes, offset);
    const type = recordTypeAt(bytes, offset);
    const isUpdate = type === 'set' || type === 'kill' || type === 'kill-node';
    if (isUpdate && (bytes[keyStartAt(offset)] === 0 || keyEndAt(bytes, offset) === keyStartAt(offset))) return offset;
  }
  return null;
}
