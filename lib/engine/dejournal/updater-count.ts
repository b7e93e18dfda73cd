/**
 * How many updaters dejournal on a member: the mirror's setting, and what the machine allows (engine facts 6.8: at most 16, if processors
 * and memory allow).
 * 1 means without updater threads.
 */
import type { MirrorConfig } from '../../contract/mirror-config.ts';

type MemberKind = MirrorConfig['members'][number]['kind'];

export const UPDATERS_MAX = 16;
/** A thread with its heap and the updates that are on their way through it. */
const BYTES_PER_UPDATER = 64 * 1024 * 1024;
/** The share of free memory that updaters may take: other processes of this machine dejournal, too. */
const MEMORY_SHARE = 0.25;

const parallelKinds: Record<MirrorConfig['parallelDejournaling'], readonly MemberKind[]> = {
  'failover-and-dr': ['failover', 'disaster-recovery'],
  failover: ['failover'],
  all: ['failover', 'disaster-recovery', 'read-only-reporting', 'read-write-reporting'],
};

export function updaterCount(options: {
  mode: MirrorConfig['parallelDejournaling'];
  memberKind: MemberKind;
  processors: number;
  freeMemoryBytes: number;
}): number {
  if (!parallelKinds[options.mode].includes(options.memberKind)) return 1;
  const fitting = Math.floor((options.freeMemoryBytes * MEMORY_SHARE) / BYTES_PER_UPDATER);
  return Math.max(1, Math.min(UPDATERS_MAX, options.processors, fitting));
}
