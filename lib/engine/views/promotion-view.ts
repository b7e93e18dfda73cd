/** What the portal shows before and during a promotion (engine facts 9.1, 9.2; portal facts 2.9). */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { toOffer } from '../../contract/refusal.ts';
import type { MirrorMember as MemberEntry, VirtualIp } from '../../contract/mirror-config.ts';
import type { PromotionCheck } from '../../contract/promotion.ts';
import type { InstanceView } from '../../contract/views.ts';
import {
  type FormerMember,
  mostRecentPrimary,
  type PartnerChoice,
  planPromotion,
  type PromotionFacts,
  situationOf,
  unreachable,
} from '../mirror/promotion.ts';
import type { Card } from '../ports/network.ts';
import { offerPromote } from '../offers/role-offers.ts';
import type { Instance } from '../instance/instance.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { isLostEnd } from '../member/promotion-document.ts';
import { gatherFacts } from '../member/promotion-facts.ts';
import { matchingCards } from '../member/virtual-ip-card.ts';
import { askPrimaryWhether } from '../member/role-changes.ts';

const named = ({ guid, name, instanceDirectory }: MemberEntry) => ({ guid, name, instanceDirectory });

/** Some seconds when a member cannot be reached. Refuses with 2074 and 2117. */
export async function promotionCheck(instance: Instance): Promise<Outcome<PromotionCheck>> {
  const member = instance.mirror;
  if (!member) return refused('2074');
  const { members, virtualIp } = member.config();
  if (!member.async || member.self().kind !== 'disaster-recovery') return refused('2117');
  const { facts, promotedElsewhere } = await gatherFacts(member);
  const here = promotedElsewhere ? refused('2178') : offerPromote(instance, member);
  const partner = automaticPartner(facts);
  const entryOf = (guid: string) => members.find((entry) => entry.guid === guid);
  const offer = (choice: PartnerChoice) => toOffer(here.ok ? planPromotion(facts, choice) : here);
  const throughPrimary = async (acceptUnavailable: boolean) =>
    toOffer(here.ok && facts.runningPrimary !== null ? await askPrimaryWhether(member, facts.runningPrimary, acceptUnavailable) : here);
  const [automatic, acceptUnavailable] =
    facts.runningPrimary === null
      ? [offer({ kind: 'automatic' }), toOffer(here.ok ? refused('2082') : here)]
      : await Promise.all([throughPrimary(false), throughPrimary(true)]);
  return accepted({
    situation: situationOf(facts),
    primaryName: facts.runningPrimary === null ? null : (entryOf(facts.runningPrimary)?.name ?? ''),
    waiting: [...facts.waiting],
    members: facts.members.flatMap((former) => {
      const entry = entryOf(former.guid);
      return entry
        ? [
            {
              ...named(entry),
              ...rowOf(former, facts),
              offer: offer({ kind: 'member', guid: former.guid }),
              becomes: becomes(former, facts, partner, automatic === null),
            },
          ]
        : [];
    }),
    automaticPartner: partner,
    journalSources: await journalSources(member),
    unavailable: unavailableIn(facts).flatMap((guid) => members.filter((entry) => entry.guid === guid).map(named)),
    virtualIp: virtualIp && cardsFor(virtualIp, await instance.network.cards()),
    offers: {
      automatic,
      none: offer({ kind: 'none', noFailover: false }),
      noFailover: offer({ kind: 'none', noFailover: true }),
      acceptUnavailable,
    },
  });
}

/** A primary that runs asks of these itself. */
function unavailableIn(facts: PromotionFacts): string[] {
  const up = facts.members.flatMap(({ guid, instance }) => (instance === 'up' ? [guid] : []));
  const unheard = facts.runningPrimary === null ? facts.unheard : [];
  return unreachable({ ...facts, unheard }, null).filter((guid) => !up.includes(guid));
}

function automaticPartner(facts: PromotionFacts): string | null {
  if (facts.runningPrimary !== null) return facts.runningPrimary;
  return facts.members.every(({ agentReachable }) => agentReachable) ? mostRecentPrimary(facts) : null;
}

function rowOf(former: FormerMember, facts: PromotionFacts) {
  const { instance, agentReachable, journal } = former;
  const known = typeof journal === 'string' ? null : journal.durable;
  return {
    isUp: instance,
    agentReachable,
    journal: known && { ...known },
    isMostRecent: known !== null && mostRecentPrimary(facts) === former.guid,
    asPartner: agentReachable ? ('primary' as const) : ('waiting' as const),
  };
}

function becomes(
  former: FormerMember,
  facts: PromotionFacts,
  partner: string | null,
  isPossible: boolean,
): PromotionCheck['members'][number]['becomes'] {
  if (!isPossible) return null;
  if (former.guid !== partner) return 'disaster-recovery';
  return facts.runningPrimary === null ? 'backup' : 'primary';
}

function cardsFor({ address, prefixLength }: VirtualIp, cards: readonly Card[]): NonNullable<PromotionCheck['virtualIp']> {
  const matching = matchingCards({ address, prefixLength }, cards);
  return {
    address: `${address}/${prefixLength}`,
    cards: matching,
    chosen: matching.length === 1 ? (matching[0] ?? null) : null,
    refusal: matching.length === 1 ? null : toOffer(refused('2132', [], 'networkInterface')),
  };
}

/** Asyncs whose agent gives what they have of the journal, whether their instance lives or not. */
async function journalSources(member: MirrorMember): Promise<string[]> {
  const asyncs = member.config().members.filter(({ guid, kind }) => kind !== 'failover' && guid !== member.membership.memberGuid);
  const found = await Promise.all(asyncs.map(async (entry) => ((await member.agents.journalFiles(entry)) ? [entry.name] : [])));
  return found.flat();
}

export function promotionView(instance: Instance): Outcome<InstanceView<'promotion'>> {
  const member = instance.mirror;
  if (!member) return refused('2074');
  const { document, isRunning } = member.promotion;
  const { members } = member.config();
  const nameOf = (wanted: string) => members.find(({ guid }) => guid === wanted)?.name ?? null;
  const stage = document?.stage ?? 'none';
  const waits = stage === 'waiting' ? (isRunning ? refused('2178') : accepted(null)) : refused('P195');
  return accepted({
    state: isRunning || stage === 'leading' ? 'running' : stage === 'led' ? 'none' : isLostEnd(member.membership) ? 'lost-end' : stage,
    partnerName: document && 'partner' in document && document.partner !== null ? nameOf(document.partner) : null,
    since: document?.since ?? null,
    unavailable:
      document && 'unavailable' in document
        ? members.filter(({ guid }) => document.unavailable.includes(guid) && !hasBeenHeard(member, guid)).map(named)
        : [],
    actions: { force: toOffer(waits), cancel: toOffer(waits) },
  });
}

/** It has connected to this primary in this run: so it knows what it is. */
function hasBeenHeard({ driver }: MirrorMember, guid: string): boolean {
  return driver.lostAt.has(guid) || [...driver.followers.values()].some(({ memberGuid }) => memberGuid === guid);
}
