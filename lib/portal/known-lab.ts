import { type LabView, labQueries } from '../contract/views.ts';
import { ask } from './ask.ts';
import { PREFETCH_MS } from '../machine/waits.ts';

/** What the lab says of itself at this moment; null: it does not answer, or not in time. */
export async function knownLab(deadlineMs = PREFETCH_MS): Promise<LabView | null> {
  const outcome = await ask('lab', 'lab', {}, deadlineMs);
  return outcome.ok ? labQueries.lab.output.parse(outcome.value) : null;
}
