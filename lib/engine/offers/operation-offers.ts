/** What an operator may order of a member in trouble or before maintenance (engine facts 4.13 to 4.16), and why not. */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MayNotLead } from '../../contract/member-orders.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { type OrderObstacle, whyNotForce, whyNotOrdered, whyNotResume, whyNotTry } from '../mirror/operator.ts';

const partnerName = (member: MirrorMember) => member.partner?.name ?? '';

/** As the Mirror Monitor shows it. */
export const isNoFailoverSet = ({ driver, membership }: MirrorMember) =>
  driver.state.settings.onlyPrimary !== null && membership.noFailoverFor !== null;

export function offerNoFailover(member: MirrorMember, set: boolean): Outcome<null, '2081' | '2082' | 'P105'> {
  if (!member.failover) return refused('2081');
  const isSet = member.membership.noFailoverFor !== null;
  if (set && isSet) return refused('P105', ['Set No Failover', 'it is set']);
  if (!set && !isSet) return refused('P105', ['Clear No Failover', 'it is not set']);
  const { role } = member.driver.state;
  const hasPrimary = role.kind === 'primary' || role.kind === 'backup' || (role.kind === 'synchronizing' && role.session !== null);
  return set && !hasPrimary ? refused('2082') : accepted(null);
}

/**
 * What a primary may not do. One that is only becoming primary, which lasts while the virtual IP is held elsewhere, is told so: 2116 would
 * name a state that it is not in.
 */
export function refusedAsPrimary(member: MirrorMember): Outcome<null, '2116' | 'P550'> {
  const { kind } = member.driver.state.role;
  if (kind === 'taking-over') return refused('P550', [partnerName(member)]);
  return kind === 'primary' ? refused('2116') : accepted(null);
}

export function offerStopMirror(member: MirrorMember): Outcome<null, '2116' | 'P105' | 'P550'> {
  const leads = refusedAsPrimary(member);
  if (!leads.ok) return leads;
  return member.driver.state.role.kind === 'stopped' ? refused('P105', ['Stop Mirror On This Member', 'it is stopped']) : accepted(null);
}

export const offerStartMirror = (member: MirrorMember): Outcome<null, 'P105'> =>
  member.driver.state.role.kind === 'stopped' ? accepted(null) : refused('P105', ['Start Mirror On This Member', 'mirroring is running']);

function obstacleRefusal(member: MirrorMember, obstacle: OrderObstacle | null): Outcome<null, MayNotLead> {
  switch (obstacle) {
    case null:
      return accepted(null);
    case 'is-primary':
      return refused('2116');
    case 'is-taking-over':
      return refused('P550', [partnerName(member)]);
    case 'handed-over':
      return refused('P127');
    case 'mirror-stopped':
      return refused('P126');
    case 'follows-primary':
      return refused('P121', [partnerName(member)]);
    case 'not-in-trouble':
      return refused('P128');
    case 'asking-arbiter':
    case 'order-pending':
      return refused('P130');
  }
}

const NUMBERS = { 'not-accepted': 'P131', 'role-unknown': 'P542', 'end-lost': 'P543' } as const;

/** What each order would be answered now. A member that the mirror has not accepted may never lead. */
export function offerOrder(member: MirrorMember, order: 'try' | 'force'): Outcome<null, MayNotLead> {
  if (!member.failover) return refused('2081');
  const { membership, promotion } = member;
  const isRoleUnknown = promotion.document?.stage === 'role-unknown';
  const unwritten = whyNotOrdered(order, { isValidated: membership.validatedMember, isRoleUnknown });
  if (unwritten !== null) return refused(NUMBERS[unwritten]);
  return obstacleRefusal(member, (order === 'try' ? whyNotTry : whyNotForce)(member.failover.state));
}

export const offerResume = (member: MirrorMember): Outcome<null, MayNotLead> =>
  member.failover ? obstacleRefusal(member, whyNotResume(member.failover.state)) : refused('2081');
