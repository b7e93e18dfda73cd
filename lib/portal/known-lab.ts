import { type LabView, labQueries } from '../contract/views.ts';
import { PREFETCH_MS } from '../machine/waits.ts';
import { ask } from './ask.ts';
import { askOnce } from './ask-once.ts';

/** What the lab says of itself at this moment; null: it does not answer, or not in time. Whoever can wait longer asks for himself. */
export async function knownLab(deadlineMs = PREFETCH_MS): Promise<LabView | null> {
  const outcome = await (deadlineMs === PREFETCH_MS ? askOnce('lab', 'lab', {}) : ask('lab', 'lab', {}, deadlineMs));
  return outcome.ok ? labQueries.lab.output.parse(outcome.value) : null;
}
