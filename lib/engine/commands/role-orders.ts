/** Promote to Failover Member, Demote To DR Member, Demote Other Member (engine facts 9.1 to 9.3). */
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MemberOffers } from '../../contract/member-orders.ts';
import { toOffer } from '../../contract/refusal.ts';
import type { Promoted } from '../../contract/promotion.ts';
import type { Instance } from '../instance/instance.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { demotePartner } from '../member/role-changes.ts';
import { chooseCard } from '../member/virtual-ip-card.ts';
import { offerDemote, offerDemoteOther, offerPromote } from '../offers/role-offers.ts';
import { checkAgent } from './mirror-set-up.ts';
import { ROLE_ORDER_MS } from '../../machine/waits.ts';

/** Answers when this member is what it was promoted to, or waits for what `promote` of the contract names. */
async function promote(
  instance: Instance,
  {
    networkInterface,
    partner = 'automatic',
    shown,
    noFailover = false,
    acceptUnavailable = false,
  }: Omit<InstanceCommand<'promote'>, 'kind'>,
): Promise<Outcome<Promoted>> {
  const member = instance.mirror;
  if (!member) return refused('2074');
  const offered = offerPromote(instance, member);
  if (!offered.ok) return offered;
  const self = member.self();
  const agent = await checkAgent(instance, { address: self.agentAddress, port: self.agentPort });
  if (!agent.ok) return { ok: false, refusal: { code: agent.refusal.code, args: agent.refusal.args } };
  const card = await chooseCard(member.config(), networkInterface, instance.network);
  if (!card.ok) return card;
  if (noFailover && partner !== 'none') return refused('P101', ['noFailover', 'there is a partner'], 'noFailover');
  const choice =
    partner === 'automatic'
      ? ({ kind: 'automatic' } as const)
      : partner === 'none'
        ? ({ kind: 'none', noFailover, shown } as const)
        : ({ kind: 'member', guid: partner, shown } as const);
  const alone = await member.promotion.promote(choice, card.value);
  return alone === 'through-primary' ? promoteThroughPrimary(member, { card: card.value, acceptUnavailable }) : alone;
}

async function promoteThroughPrimary(
  member: MirrorMember,
  { card, acceptUnavailable }: { card: string | null; acceptUnavailable: boolean },
): Promise<Outcome<Promoted>> {
  await member.changeMembership({ networkInterface: card });
  const word = member.presentWord;
  const primary = member.config().members.find(({ guid }) => guid === member.async?.primaryGuid);
  const answer = primary && (await member.dialer.ask(primary, { kind: 'promote', acceptUnavailable }, ROLE_ORDER_MS));
  if (answer?.kind !== 'role-changed') return refused('2082');
  if (answer.refusal !== null) return { ok: false, refusal: answer.refusal };
  if (answer.config) await member.takeConfiguration(answer.config, null, { word });
  const promoted = await became(member, () => member.failover !== null);
  const unavailable = member
    .config()
    .members.filter(({ guid }) => answer.unavailable?.includes(guid))
    .map(({ guid, name, instanceDirectory }) => ({ guid, name, instanceDirectory }));
  return promoted.ok ? accepted({ result: 'backup', partner: primary?.name ?? null, unavailable }) : promoted;
}

async function forcePromotion(instance: Instance): Promise<Outcome<Promoted>> {
  return instance.mirror ? instance.mirror.promotion.force() : refused('2074');
}

async function cancelPromotion(instance: Instance): Promise<Outcome<null>> {
  return instance.mirror ? instance.mirror.promotion.cancel() : refused('2074');
}

/** On the backup: the primary does it. */
async function demote(instance: Instance): Promise<Outcome<null>> {
  const member = instance.mirror;
  if (!member) return refused('2074');
  const offered = offerDemote(member);
  if (!offered.ok) return offered;
  const { partner } = member;
  const answer = partner && (await member.dialer.ask(partner, { kind: 'demote-me' }, ROLE_ORDER_MS));
  if (answer?.kind !== 'role-changed') return refused('2082');
  if (answer.refusal !== null) return { ok: false, refusal: answer.refusal };
  return became(member, () => member.async !== null);
}

async function demoteOther(instance: Instance): Promise<Outcome<null>> {
  const member = instance.mirror;
  if (!member) return refused('2074');
  const offered = offerDemoteOther(member);
  if (!offered.ok) return offered;
  const changed = await demotePartner(member);
  return changed.ok ? accepted(null) : changed;
}

const became = async (member: MirrorMember, holds: () => boolean): Promise<Outcome<null>> =>
  (await member.stateHolds(holds, ROLE_ORDER_MS)) ? accepted(null) : refused('2082');

export const roleCommands = (instance: Instance) => ({
  promote: (command: Omit<InstanceCommand<'promote'>, 'kind'>) => promote(instance, command),
  'force-promotion': () => forcePromotion(instance),
  'cancel-promotion': () => cancelPromotion(instance),
  demote: () => demote(instance),
  'demote-other': () => demoteOther(instance),
});

export const roleOffers = (instance: Instance, member: MirrorMember): MemberOffers<'promote' | 'demote' | 'demote-other'> => ({
  promote: toOffer(offerPromote(instance, member)),
  demote: toOffer(offerDemote(member)),
  'demote-other': toOffer(offerDemoteOther(member)),
});
