import type { Target } from '../contract/live.ts';
import { PREFETCH_MS, QUERY_MS } from '../machine/waits.ts';
import { knownLab } from './known-lab.ts';
import { type InstanceAddress, isAddress, targetOf } from './target-of.ts';

/** What the lab named when it answered last. */
let named: ReadonlySet<Target> = new Set();

async function isNamed(target: Target, deadlineMs: number): Promise<boolean | null> {
  const lab = await knownLab(deadlineMs);
  if (!lab) return null;
  named = new Set(lab.hosts.flatMap(({ name: host, instances }) => instances.map(({ name }) => targetOf({ host, instance: name }))));
  return named.has(target);
}

/**
 * False when this can be no instance's address, or when the lab has none of that name. A lab that is slow holds up no page of an instance
 * that it has named before, and any other until it has answered, or its time is over: then every name may be one.
 */
export async function isKnownInstance(address: InstanceAddress): Promise<boolean> {
  if (!isAddress(address)) return false;
  const target = targetOf(address);
  return (await isNamed(target, PREFETCH_MS)) ?? (named.has(target) || ((await isNamed(target, QUERY_MS)) ?? true));
}
