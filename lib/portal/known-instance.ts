import { knownLab } from './known-lab.ts';
import { type InstanceAddress, isAddress, targetOf } from './target-of.ts';

/**
 * False when this can be no instance's address, or when the lab has none of that name. While the lab does not answer, every name may be
 * one.
 */
export async function isKnownInstance(address: InstanceAddress): Promise<boolean> {
  if (!isAddress(address)) return false;
  const lab = await knownLab();
  if (!lab) return true;
  const target = targetOf(address);
  return lab.hosts.some((host) => host.instances.some(({ name }) => `${host.name}/${name}` === target));
}
