import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorMember } from '../member/mirror-member.ts';

/** Stopping and starting dejournaling of a whole mirror is for asyncs (engine facts 9.4). */
export function offerDejournaling(member: MirrorMember, running: boolean): Outcome<null, '2154' | '2165' | 'P105'> {
  if (!member.async) return refused('2165');
  const isStopped = member.membership.dejournalingStopped;
  // A filter that failed has ended it, too (engine facts 9.5).
  if (running) return isStopped || member.dejournaler.aborted !== null ? accepted(null) : refused('2154', [String(process.pid)]);
  return isStopped ? refused('P105', ['Stop Dejournaling', 'it is stopped']) : accepted(null);
}
