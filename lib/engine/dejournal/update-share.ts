/** The share of an updater: the keys of its globals out of one batch of a database, packed for another thread. */
import { keyEndAt, keyStartAt } from '../journal/record.ts';
import type { GatheredUpdates } from './gathered-updates.ts';
import { KILL, KILL_NODE, type PackedUpdates, SET } from './update-order.ts';

export interface UpdateShare {
  /** Position in the batch of each packed update. */
  readonly indexes: readonly number[];
  readonly updates: PackedUpdates;
}

/** Below it, a loop beats the call into the native copy. */
const SHORT_COPY = 40;
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

/**
 * Deals a batch of one database to `count` updaters, by global; element n is updater n's, null when it has none. `seed` tells databases
 * apart, so that not all first globals meet in one updater.
 */
export function dealUpdates(batch: GatheredUpdates, count: number, seed: number): (UpdateShare | null)[] {
  const hands: number[][] = Array.from({ length: count }, () => []);
  const sizes = new Array<number>(count).fill(0);
  for (let index = 0; index < batch.count; index++) {
    const block = batch.blockAt(index);
    const start = keyStartAt(batch.offsetAt(index));
    const end = keyEndAt(block, batch.offsetAt(index));
    const hand = updaterOf({ bytes: block, start, end }, count, seed);
    (hands[hand] as number[]).push(index);
    sizes[hand] = (sizes[hand] as number) + end - start;
  }
  return hands.map((indexes, hand) => (indexes.length === 0 ? null : { indexes, updates: pack(batch, indexes, sizes[hand] as number) }));
}

/** Which of `count` updaters does the global that the key belongs to. */
function updaterOf(key: { bytes: Buffer; start: number; end: number }, count: number, seed: number): number {
  let hash = HASH_START ^ seed;
  for (let at = key.start; at < key.end && key.bytes[at] !== 0; at++) hash = Math.imul(hash ^ (key.bytes[at] as number), HASH_FACTOR);
  return ((hash ^ (hash >>> 15)) >>> 0) % count;
}

function pack(batch: GatheredUpdates, indexes: readonly number[], size: number): PackedUpdates {
  const keys = Buffer.from(new ArrayBuffer(size));
  const lengths = new Uint16Array(indexes.length);
  const kinds = new Uint8Array(indexes.length);
  let to = 0;
  for (let packed = 0; packed < indexes.length; packed++) {
    const index = indexes[packed] as number;
    const block = batch.blockAt(index);
    const start = keyStartAt(batch.offsetAt(index));
    const end = keyEndAt(block, batch.offsetAt(index));
    if (end - start > SHORT_COPY) block.copy(keys, to, start, end);
    else for (let at = start; at < end; at++) keys[to + at - start] = block[at] as number;
    to += end - start;
    lengths[packed] = end - start;
    const type = batch.typeAt(index);
    kinds[packed] = type === 'set' ? SET : type === 'kill' ? KILL : KILL_NODE;
  }
  return { count: indexes.length, keys, lengths, kinds };
}
