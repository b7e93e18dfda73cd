import { type LabView, labQueries } from '../contract/views.ts';
import { askOnce } from './ask-once.ts';

/** What the lab says of itself at this moment; null: it does not answer, or not in time. */
export async function knownLab(deadlineMs?: number): Promise<LabView | null> {
  const outcome = await askOnce('lab', 'lab', {}, deadlineMs);
  return outcome.ok ? labQueries.lab.output.parse(outcome.value) : null;
}
