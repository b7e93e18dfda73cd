/** What in a mirror's picture is not as it should be. */
import type { TopologyConnection, TopologyMember } from '@/lib/contract/topology.ts';

export const isBroken = ({ state }: TopologyConnection) => state !== 'connected' && state !== 'idle';

/** A primary that has lost its backup is still what it was told to be. */
export const isEqualWord = ({ told, says }: Pick<TopologyMember, 'told' | 'says'>) => !told || !says || told === says.status;

/** How faded something silent is drawn: in steps at a half, the whole and twice the wait after which it counts as lost. */
export function fadedBy(ageMs: number | null, waitMs: number): 0 | 1 | 2 | 3 {
  if (ageMs === null) return 3;
  return ageMs >= 2 * waitMs ? 3 : ageMs >= waitMs ? 2 : ageMs >= waitMs / 2 ? 1 : 0;
}
