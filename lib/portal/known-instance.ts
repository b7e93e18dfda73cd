import { labQueries } from '../contract/views.ts';
import { ask } from './ask.ts';
import { type InstanceAddress, isAddress, targetOf } from './target-of.ts';

/** No page is held up by a lab that hangs. */
const LAB_DEADLINE_MS = 150;

/**
 * False when this can be no instance's address, or when the lab has none of that name. While the lab does not answer, every name may be
 * one.
 */
export async function isKnownInstance(address: InstanceAddress): Promise<boolean> {
  if (!isAddress(address)) return false;
  const outcome = await ask('lab', 'lab', {}, LAB_DEADLINE_MS);
  if (!outcome.ok) return true;
  const target = targetOf(address);
  return labQueries.lab.output
    .parse(outcome.value)
    .hosts.some((host) => host.instances.some(({ name }) => `${host.name}/${name}` === target));
}
