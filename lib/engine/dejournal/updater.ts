/** Thread of `updater-pool.ts`: orders the updates that it is sent, one share after the other. */
import { parentPort } from 'node:worker_threads';
import { orderUpdates, type PackedUpdates } from './update-order.ts';

export interface Share {
  readonly number: number;
  readonly updates: PackedUpdates;
}

parentPort?.on('message', ({ number, updates }: Share) => {
  const order = orderUpdates(updates);
  parentPort?.postMessage({ number, order }, [order.cleared.buffer as ArrayBuffer, order.changes.buffer as ArrayBuffer]);
});
