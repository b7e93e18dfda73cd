/**
 * What an operator orders of a member in trouble or before maintenance (engine facts 4.13 to 4.16): who may be primary, who shall be, and
 * who takes part.
 * The refusals here are the very ones that the Mirror Monitor shows beside a button that is not offered.
 */
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MemberOffers } from '../../contract/member-orders.ts';
import { toOffer } from '../../contract/refusal.ts';
import type { OrderRefusal } from '../../contract/stories.ts';
import { type OrderObstacle, whyNotForce, whyNotResume, whyNotTry } from '../mirror/operator.ts';
import type { Instance } from '../instance/instance.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { pause } from '../ports/clock.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

/** Engine facts 4.13: the product waits this long for a member that was ordered to become primary. */
const BECOME_PRIMARY_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** Asking the primary to change "no failover"; it writes it down before it answers. */
const ASK_PRIMARY_MS = 4000;
/** The answer to the order must be on its way before the process ends. */
const LAST_ANSWER_MS = 200;

/**
 * The member that an order is for. Without a name that of the only mirror; refuses with 2074 when no mirror configuration is activated,
 * with 2002 where there are several, with 2051 when this instance takes no part in the mirror of that name.
 */
export function memberOf(instance: Instance, mirrorName?: string): Outcome<MirrorMember> {
  const members = instance.mirrors.members();
  const [first, second] = members;
  if (!first) return refused('2074');
  if (mirrorName === undefined) return second ? refused('2002', [], 'mirrorName') : accepted(first);
  const named = members.find((member) => member.config().name === mirrorName);
  return named ? accepted(named) : refused('2051', [mirrorName], 'mirrorName');
}

const partnerName = (member: MirrorMember) => member.partner?.name ?? '';

/**
 * Engine facts 4.16: from either failover member. Only the primary changes it; without one it can be cleared on this member alone
 * (AlwaysClearLocal).
 */
async function setNoFailover(instance: Instance, { set }: Fields<'set-no-failover'>): Promise<Outcome<null>> {
  const member = memberOf(instance);
  if (!member.ok) return member;
  const offered = offerNoFailover(member.value, set);
  if (!offered.ok) return offered;
  if (member.value.isPrimary) {
    await member.value.setNoFailover(set);
    return accepted(null);
  }
  const { partner } = member.value;
  const answer = partner && (await member.value.dialer.ask(partner, { kind: 'set-no-failover', isSet: set }, ASK_PRIMARY_MS));
  if (answer?.kind === 'no-failover' && answer.isPrimary) {
    // The primary tells its backup on the data channel; a member that is not connected would hear of it much later.
    if (!set) await member.value.allowFailover();
    return accepted(null);
  }
  if (set) return refused('2082');
  await member.value.allowFailover();
  member.value.tell(1, 'no-failover-cleared-locally');
  return accepted(null);
}

/** As the Mirror Monitor shows it. */
export const isNoFailoverSet = ({ driver, membership }: MirrorMember) =>
  driver.state.settings.onlyPrimary !== null && membership.noFailoverFor !== null;

function offerNoFailover(member: MirrorMember, set: boolean): Outcome<null, '2081' | '2082' | 'P105'> {
  if (!member.failover) return refused('2081');
  const isSet = member.membership.noFailoverFor !== null;
  if (set && isSet) return refused('P105', ['Set No Failover', 'it is set']);
  if (!set && !isSet) return refused('P105', ['Clear No Failover', 'it is not set']);
  const { role } = member.driver.state;
  const hasPrimary = role.kind === 'primary' || role.kind === 'backup' || (role.kind === 'synchronizing' && role.session !== null);
  return set && !hasPrimary ? refused('2082') : accepted(null);
}

async function stopMirror(instance: Instance, { mirrorName }: Fields<'stop-mirror'>): Promise<Outcome<null>> {
  const member = memberOf(instance, mirrorName);
  if (!member.ok) return member;
  const offered = offerStopMirror(member.value);
  if (!offered.ok) return offered;
  member.value.driver.feed({ kind: 'mirror-stop-ordered', why: 'operator' });
  return accepted(null);
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

async function startMirror(instance: Instance, { mirrorName }: Fields<'start-mirror'>): Promise<Outcome<null>> {
  const member = memberOf(instance, mirrorName);
  if (!member.ok) return member;
  const offered = offerStartMirror(member.value);
  if (!offered.ok) return offered;
  member.value.driver.feed({ kind: 'mirror-start-ordered', why: 'operator' });
  // A promotion that was written down while mirroring was stopped here goes on.
  member.value.promotion.goOn();
  return accepted(null);
}

type MayNotLead = NonNullable<MemberOffers['try-primary']>['code'];

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

/** What each order would be answered now. A member that the mirror has not accepted may never lead. */
export function offerOrder(member: MirrorMember, order: 'try' | 'force'): Outcome<null, MayNotLead> {
  if (!member.failover) return refused('2081');
  if (!member.membership.validatedMember) return refused(member.promotion.document?.stage === 'role-unknown' ? 'P542' : 'P131');
  return obstacleRefusal(member, (order === 'try' ? whyNotTry : whyNotForce)(member.failover.state));
}

const offerResume = (member: MirrorMember): Outcome<null, MayNotLead> =>
  member.failover ? obstacleRefusal(member, whyNotResume(member.failover.state)) : refused('2081');

const orderRefusalCodes: Record<OrderRefusal, 'P121' | 'P122' | 'P123' | 'P124' | 'P125' | 'P530' | 'P531'> = {
  'partner-is-primary': 'P121',
  'partner-is-taking-over': 'P122',
  'partner-knows-more': 'P123',
  'partner-lives': 'P124',
  'agent-unreachable': 'P125',
  'journal-out-of-reach': 'P530',
  'own-journal-disk': 'P531',
};

/** Answers when this member is primary, or why it is not, or after 60 s that it may not have succeeded. */
async function orderPrimary(instance: Instance, order: 'try' | 'force'): Promise<Outcome<null>> {
  const member = memberOf(instance);
  if (!member.ok) return member;
  const offered = offerOrder(member.value, order);
  if (!offered.ok) return offered;
  const driver = member.value.failover;
  if (!driver) return refused('2081');
  driver.feed({ kind: 'primary-ordered', order });
  const deadline = instance.clock.nowMs() + BECOME_PRIMARY_MS;
  while (instance.clock.nowMs() < deadline) {
    await pause(instance.clock, LOOK_AGAIN_MS);
    const { role, orderRefused } = driver.state;
    if (role.kind === 'primary') return accepted(null);
    if (orderRefused !== null && role.kind !== 'taking-over') return refused(orderRefusalCodes[orderRefused], [partnerName(member.value)]);
  }
  return refused('P120');
}

/** Engine facts 4.14: an isolated primary goes on, on the person's word. */
async function resumePrimary(instance: Instance, { confirmed }: Fields<'resume-primary'>): Promise<Outcome<null>> {
  const member = memberOf(instance);
  if (!member.ok) return member;
  const offered = offerResume(member.value);
  if (!offered.ok) return offered;
  if (!confirmed) return refused('P129', [], 'confirmed');
  member.value.failover?.feed({ kind: 'resume-ordered' });
  return accepted(null);
}

async function shutDown(instance: Instance, { failover }: Fields<'shut-down'>): Promise<Outcome<null>> {
  if (failover) instance.mirror?.tell(1, 'shut-down-ordered');
  instance.clock.after(LAST_ANSWER_MS, () => instance.options.shutDown({ failover }));
  return accepted(null);
}

/** What this file carries out, and what of it is offered; a command of the contract that no file carries out does not compile. */
export const operationCommands = (instance: Instance) => ({
  'set-no-failover': (command: Fields<'set-no-failover'>) => setNoFailover(instance, command),
  'stop-mirror': (command: Fields<'stop-mirror'>) => stopMirror(instance, command),
  'start-mirror': (command: Fields<'start-mirror'>) => startMirror(instance, command),
  'try-primary': () => orderPrimary(instance, 'try'),
  'force-primary': () => orderPrimary(instance, 'force'),
  'resume-primary': (command: Fields<'resume-primary'>) => resumePrimary(instance, command),
  'shut-down': (command: Fields<'shut-down'>) => shutDown(instance, command),
});

export const operationOffers = (member: MirrorMember): MemberOffers<keyof ReturnType<typeof operationCommands>> => ({
  'set-no-failover': toOffer(offerNoFailover(member, !isNoFailoverSet(member))),
  'stop-mirror': toOffer(offerStopMirror(member)),
  'start-mirror': toOffer(offerStartMirror(member)),
  'try-primary': toOffer(offerOrder(member, 'try')),
  'force-primary': toOffer(offerOrder(member, 'force')),
  'resume-primary': toOffer(offerResume(member)),
  'shut-down': toOffer(offerResume(member)),
});
