import { type LabView, labQueries } from '../contract/views.ts';
import { ask } from './ask.ts';

/** No page is held up by a lab that hangs. */
const LAB_DEADLINE_MS = 150;

/** What the lab says of itself at this moment; null: it does not answer. */
export async function knownLab(): Promise<LabView | null> {
  const outcome = await ask('lab', 'lab', {}, LAB_DEADLINE_MS);
  return outcome.ok ? labQueries.lab.output.parse(outcome.value) : null;
}
