/**
 * Whether ordering a batch pays. Updates that append to their globals, however many globals take turns, are as good as ordered: the storage
 * engine finds its pages where it left them. Updates that jump within a global are not.
 */
import type { GatheredUpdates } from './gathered-updates.ts';

/** Updates that are looked at, spread evenly over the batch: enough to tell a tenth from none. */
const SAMPLES = 400;
/** Share of looks backwards from which ordering pays. */
const SCATTERED_SHARE = 0.1;

export function isScattered(batch: GatheredUpdates): boolean {
  const step = Math.max(1, Math.floor(batch.count / SAMPLES));
  const lastOf = new Map<string, Buffer>();
  let looks = 0;
  let backwards = 0;
  for (let index = 0; index < batch.count; index += step) {
    const key = batch.keyAt(index);
    const name = key.toString('latin1', 0, key.indexOf(0));
    const last = lastOf.get(name);
    lastOf.set(name, key);
    if (!last) continue;
    looks += 1;
    if (key.compare(last) < 0) backwards += 1;
  }
  return backwards > looks * SCATTERED_SHARE;
}
