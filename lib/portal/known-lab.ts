import { type LabView, labQueries } from '../contract/views.ts';
import { ask } from './ask.ts';
import { PREFETCH_MS } from '../machine/waits.ts';

/** What the lab says of itself at this moment; null: it does not answer. */
export async function knownLab(): Promise<LabView | null> {
  const outcome = await ask('lab', 'lab', {}, PREFETCH_MS);
  return outcome.ok ? labQueries.lab.output.parse(outcome.value) : null;
}
