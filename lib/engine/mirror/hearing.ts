/**
 * Whether a member that is connected to no primary can say of another one that it is down.
 *
 * Asyncs go to a primary only: whoever is none hears nothing of them, and would call all that run down while it waits for the virtual IP.
 * Of the other failover member it hears where that has agreed, has handed over, or has answered; else it has asked in vain, and says so.
 * An async that looks for a primary hears which of them leads, and of the others nothing: one that waits for something runs, too.
 * Source: engine facts 3.2 (*Down* is "down or unreachable").
 */
import type { MirrorMember } from '../../contract/mirror-config.ts';
import type { AsyncState } from './async-state.ts';
import type { TakeoverCause } from '../../contract/takeover.ts';
import type { MirrorState, WaitReason } from './state.ts';

/** It was alive when the takeover was settled. */
const livesOn: ReadonlySet<TakeoverCause> = new Set<TakeoverCause>(['negotiated', 'ordered', 'primary-resigned']);
const answers: ReadonlySet<WaitReason> = new Set<WaitReason>([
  'partner-is-taking-over',
  'partner-knows-more',
  'negotiating',
  'cannot-follow',
  'inconsistent',
]);

/** False: nobody here knows how the other one, of this kind, fares. */
export function canTell(role: MirrorState['role'] | AsyncState['role'], other: MirrorMember['kind']): boolean {
  if (role.kind === 'primary' || role.kind === 'following') return true;
  if (other !== 'failover' || role.kind === 'searching') return false;
  if (role.kind === 'taking-over') return !livesOn.has(role.cause);
  return role.kind !== 'deciding' || !answers.has(role.reason);
}
