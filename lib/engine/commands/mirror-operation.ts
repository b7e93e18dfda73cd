/**
 * What an operator orders of a member in trouble or before maintenance (engine facts 4.13 to 4.16): who may be primary, who shall be, and
 * who takes part.
 * The refusals are the very ones that the Mirror Monitor shows beside a button that is not offered (`offers/operation-offers.ts`).
 */
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MemberOffers } from '../../contract/member-orders.ts';
import { toOffer } from '../../contract/refusal.ts';
import type { OrderRefusal } from '../../contract/stories.ts';
import {
  isNoFailoverSet,
  offerNoFailover,
  offerOrder,
  offerResume,
  offerStartMirror,
  offerStopMirror,
} from '../offers/operation-offers.ts';
import type { Instance } from '../instance/instance.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { BECOME_PRIMARY_MS, LAST_WORD_MS, NO_FAILOVER_ANSWER_MS } from '../../machine/waits.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

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
  const answer = partner && (await member.value.dialer.ask(partner, { kind: 'set-no-failover', isSet: set }, NO_FAILOVER_ANSWER_MS));
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

async function stopMirror(instance: Instance, { mirrorName }: Fields<'stop-mirror'>): Promise<Outcome<null>> {
  const member = memberOf(instance, mirrorName);
  if (!member.ok) return member;
  const offered = offerStopMirror(member.value);
  if (!offered.ok) return offered;
  member.value.driver.feed({ kind: 'mirror-stop-ordered', why: 'operator' });
  return accepted(null);
}

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
  const { orderRefused: before } = driver.state;
  /** Of this order, not of one before it; null: it has not been answered. */
  const answer = (): Outcome<null> | null => {
    const { role, orderRefused } = driver.state;
    if (role.kind === 'primary') return accepted(null);
    if (orderRefused === null || orderRefused === before || role.kind === 'taking-over') return null;
    return refused(orderRefusalCodes[orderRefused.why], [partnerName(member.value)]);
  };
  driver.feed({ kind: 'primary-ordered', order, orderedS: Math.floor(instance.clock.wallTime().getTime() / 1000) });
  await member.value.stateHolds(() => answer() !== null, BECOME_PRIMARY_MS);
  return answer() ?? refused('P120');
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
  instance.clock.after(LAST_WORD_MS, () => instance.options.shutDown({ failover }));
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
