/**
 * The one word a portal shows for a failover member (engine facts 3.2), from the state of its machine. "Down" is not among the answers:
 * only others say that of a member.
 *
 * *Transition* is movement towards a role while no primary exists, *Synchronizing* movement while one does, *Waiting* standing still until
 * something outside changes.
 */
import type { MemberStatus } from '../../contract/member-status.ts';
import type { AsyncState } from './async-state.ts';
import type { MirrorState, WaitReason } from './state.ts';

const whileDeciding: Record<WaitReason, MemberStatus> = {
  starting: 'transition',
  'lost-primary': 'transition',
  negotiating: 'transition',
  'asking-arbiter': 'transition',
  'fetching-journal': 'transition',
  'partner-is-taking-over': 'transition',
  'partner-unreachable': 'waiting',
  'agent-unreachable': 'waiting',
  'awaiting-authorization': 'waiting',
  'partner-knows-more': 'waiting',
  'journal-out-of-reach': 'waiting',
  'own-journal-disk': 'waiting',
  'no-failover': 'waiting',
  observing: 'waiting',
  inconsistent: 'waiting',
  'cannot-follow': 'waiting',
  'cannot-apply': 'waiting',
};

/** `null` is an instance that is no member of a mirror, or has not read its mirror's configuration yet. */
export function displayStatus(state: MirrorState | AsyncState | null): MemberStatus {
  if (state === null) return 'not-initialized';
  const { role } = state;
  switch (role.kind) {
    case 'primary':
      return role.trouble.kind === 'none' ? 'primary' : 'in-trouble';
    case 'deciding':
      return whileDeciding[role.reason];
    case 'taking-over':
    case 'resigned':
      return 'transition';
    case 'searching':
      if (role.activity.kind === 'opening') return 'synchronizing';
      return role.reason === 'starting' || role.reason === 'lost-primary' ? 'transition' : 'waiting';
    case 'following':
      return role.stage === 'receiving' ? 'connected' : 'synchronizing';
    case 'synchronizing':
    case 'backup':
    case 'stopped':
      return role.kind;
  }
}
