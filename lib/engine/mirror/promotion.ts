/**
 * What a promotion does: facts in, plan out (engine facts 9.1, 9.2). Whoever promotes has asked every failover member and its agent first;
 * here it is decided, nothing is done.
 *
 * Think of two captains who are both silent. Before a third one takes the wheel, each harbour warden who can be reached locks the cabin of
 * his captain: who wakes up behind a locked door asks who steers before he does anything. A captain whose warden is silent may wake up and
 * steer: so a person must choose to go on, and learns whom to see to.
 *
 * What this ignores: how anything is reached, and how often it is tried. Refused: leading while an instance of a failover member is up,
 * however silent it is to the promoted member: it may be primary to others.
 *
 * One primary: members whose agent answered can never lead before a primary has told them their role (`ValidatedMember` 0, written by the
 * agent while the instance is down, and again looked at after: see `lib/engine/agent/validated-member.ts`). The window that the product has
 * too: a member whose agent did not answer, and which nobody edits by hand before it starts, may lead by what it last knew. Then there are
 * two, until they hear of each other: the promoted one's term is far above any that the other can open (`UNSEEN_TERMS_MAX`), so asyncs
 * follow it and the other one gives way, and what that one wrote alone has to be rebuilt (engine facts 4.15).
 */
import type { Epoch } from '../journal/epoch.ts';
import type { ConfigurationVersion } from '../../contract/mirror-config.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { PromotionSituation } from '../../contract/promotion.ts';
import type { Roll } from './roll.ts';
import type { JournalState } from './state.ts';
import { compareKnowledge } from './turn.ts';

/** Stands where the GUID of the only member that may lead would stand: nobody may (engine facts 2.2). Differs from every GUID. */
export const NOBODY = 'nobody';
/** A promoted member has not heard how often the configuration was changed last. Its own must be newer than all of that. */
const UNSEEN_CHANGES_MAX = 1000;

/** A failover member as the promoting one found it. */
export interface FormerMember {
  readonly guid: string;
  readonly name: string;
  /** `unknown`: neither the instance nor its agent answered. */
  readonly instance: 'up' | 'down' | 'unknown';
  readonly agentReachable: boolean;
  /** What its agent read from the files of the instance; `unknown` while nobody could. */
  readonly journal: JournalState | 'none' | 'unreadable' | 'unknown';
}

export interface PromotionFacts {
  /** The promoting member's own. */
  readonly journal: JournalState;
  /** GUID of the primary that it last followed, if it knows; decides only between members that know equally much. */
  readonly lastPrimary: string | null;
  /** GUID of a member that says it is primary, or null. */
  readonly runningPrimary: string | null;
  /** The failover members of its configuration, in that order. */
  readonly members: readonly FormerMember[];
  /**
   * Names of members that are up and may not lead before a primary has told them their role, failover members or not for all that is known
   * here. An earlier promotion has locked them out.
   */
  readonly waiting: readonly string[];
  /**
   * The other DR asyncs that say nothing, and that no agent has found down. While a failover member cannot be asked either, that one may
   * have made one of these a failover member, and nobody here would know.
   */
  readonly unheard: readonly { readonly guid: string; readonly name: string }[];
}

/** What a person looked at who chose, by GUID. */
interface Shown {
  /** The failover members. */
  readonly members: readonly string[];
  /** Those that must be edited by hand. */
  readonly unavailable: readonly string[];
}

/** `shown` missing: nobody knows what the person has seen, who answers for it. */
export type PartnerChoice =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'member'; readonly guid: string; readonly shown?: Shown | undefined }
  | { readonly kind: 'none'; readonly noFailover: boolean; readonly shown?: Shown | undefined };

export type PromotionPlan =
  /** The primary does it. */
  | { readonly kind: 'through-primary'; readonly primary: string }
  /**
   * Lock the members of `reachable` out, fetch what is newer from `fetchFrom` (best first; the first that gives everything is enough), then
   * lead with `partner`.
   * `collect`: asyncs are asked for what they have of the journal, too.
   */
  | {
      readonly kind: 'lead';
      readonly partner: string | null;
      readonly reachable: readonly string[];
      readonly fetchFrom: readonly string[];
      readonly collect: boolean;
      readonly unavailable: readonly string[];
      readonly noFailover: boolean;
    }
  /** Nothing is changed until the agent of `partner` answers, or a person forces it. */
  | { readonly kind: 'wait'; readonly partner: string; readonly unavailable: readonly string[] };

export function situationOf({ runningPrimary, members, waiting }: PromotionFacts): PromotionSituation {
  if (runningPrimary !== null) return 'primary-runs';
  if (members.some(({ instance, name }) => instance === 'up' && !waiting.includes(name))) return 'member-runs';
  if (waiting.length > 0) return 'member-waits';
  return members.every(({ agentReachable }) => agentReachable) ? 'agents-reachable' : 'agents-unreachable';
}

/**
 * GUID of the most recent primary among the members whose journal is known: who has the most of it, then who was last seen as primary, then
 * the first.
 */
export function mostRecentPrimary({ members, lastPrimary }: PromotionFacts): string | null {
  const known = members.flatMap(({ guid, journal }) => (typeof journal === 'string' ? [] : [{ guid, journal }]));
  const rank = (guid: string) => (guid === lastPrimary ? 1 : 0);
  return (
    known.sort((one, other) => compareKnowledge(other.journal, one.journal) || rank(other.guid) - rank(one.guid))[0]?.guid ??
    members.find(({ guid }) => guid === lastPrimary)?.guid ??
    members[0]?.guid ??
    null
  );
}

/**
 * Pure. Refuses with 2121 (an agent is unreachable, and nobody was chosen), 2124, P193 (a failover member is up), P541 (one is up that may
 * not lead), P194 (a journal cannot be read), P198 (the failover members are others than the person saw), P628 (somebody is silent of whom
 * the person was not told).
 */
export function planPromotion(facts: PromotionFacts, choice: PartnerChoice): Outcome<PromotionPlan> {
  const { members, runningPrimary } = facts;
  if (runningPrimary !== null)
    return choice.kind === 'automatic' ? accepted({ kind: 'through-primary', primary: runningPrimary }) : refused('P196', [], 'partner');
  const settled = nobodyIsUp(facts);
  if (!settled.ok) return settled;
  if (choice.kind !== 'automatic' && choice.shown !== undefined && !isAsShown(facts, choice.shown))
    return refused('P198', [members.map(({ name }) => name).join(', ')]);
  if (choice.kind === 'automatic') {
    const partner = mostRecentPrimary(facts);
    return members.every(({ agentReachable }) => agentReachable) ? lead(facts, partner, false) : refused('2121', [], 'partner');
  }
  if (choice.kind === 'none') return overThoseTold(facts, lead(facts, null, choice.noFailover), choice.shown);
  const partner = members.find(({ guid }) => guid === choice.guid);
  if (!partner) return refused('2124', [choice.guid], 'partner');
  return partner.agentReachable
    ? overThoseTold(facts, lead(facts, partner.guid, false), choice.shown)
    : accepted({ kind: 'wait', partner: partner.guid, unavailable: unreachable(facts, partner.guid) });
}

/**
 * The person's word is about these members and no others. (Seed 17005212 of 2026-11-30: meanwhile it was heard that another one had led,
 * whose journal could not be read, and what that one had acknowledged was given up as if the person had said so.)
 */
const isAsShown = ({ members }: PromotionFacts, shown: Shown): boolean =>
  members.length === shown.members.length && members.every(({ guid }) => shown.members.includes(guid));

/** Whoever is silent may lead, unless a person sees to it. */
function overThoseTold(facts: PromotionFacts, plan: Outcome<PromotionPlan>, shown: Shown | undefined): Outcome<PromotionPlan> {
  if (!plan.ok || plan.value.kind !== 'lead' || shown === undefined) return plan;
  const untold = plan.value.unavailable.filter((guid) => !shown.unavailable.includes(guid));
  return untold.length === 0 ? plan : refused('P628', [namesOf(facts, untold)]);
}

const namesOf = ({ members, unheard }: PromotionFacts, guids: readonly string[]) =>
  [...members, ...unheard].flatMap(({ guid, name }) => (guids.includes(guid) ? [name] : [])).join(', ');

/** A person's word that the partner will not come back as primary. Refuses with P193, P541, P629 (nobody was told of others). */
export function planForced(facts: PromotionFacts, { partner, named }: Awaited): Outcome<PromotionPlan> {
  const settled = nobodyIsUp(facts);
  if (!settled.ok) return settled;
  const plan = lead(facts, partner, false, true);
  if (!plan.ok || plan.value.kind !== 'lead') return plan;
  const untold = plan.value.unavailable.filter((guid) => guid !== partner && !named.includes(guid));
  return untold.length === 0 ? plan : refused('P629', [namesOf(facts, untold)]);
}

/** All of them are named at once, those first that could still become primary. */
function nobodyIsUp({ members, waiting }: PromotionFacts): Outcome<null> {
  const up = members.filter(({ instance, name }) => instance === 'up' && !waiting.includes(name));
  if (up.length > 0) return refused('P193', [up.map(({ name }) => name).join(', ')]);
  return waiting.length > 0 ? refused('P541', [waiting.join(', ')]) : accepted(null);
}

function lead(facts: PromotionFacts, partner: string | null, noFailover: boolean, isForced = false): Outcome<PromotionPlan> {
  const { members, journal } = facts;
  const collect = partner === null;
  const lost = members.find((member) => member.journal === 'unreadable');
  // Whoever chooses no partner, or forces, has said that what cannot be had is given up.
  if (lost && !collect && !isForced) return refused('P194', [lost.name]);
  const newer = members.flatMap((member) =>
    typeof member.journal === 'string' || compareKnowledge(member.journal, journal) <= 0
      ? []
      : [{ guid: member.guid, journal: member.journal }],
  );
  const fetchFrom = newer.sort((one, other) => compareKnowledge(other.journal, one.journal)).map(({ guid }) => guid);
  const reachable = members.filter(({ agentReachable }) => agentReachable).map(({ guid }) => guid);
  return accepted({ kind: 'lead', partner, reachable, fetchFrom, collect, unavailable: unreachable(facts, null), noFailover });
}

/**
 * The same plan by the journals as they are once every member of `reachable` is locked out: only then can they grow no more. Before, one of
 * them may have started, led, and died again (seed 385 of 2026-11-21). `journals`: by GUID, what each agent said then. Refuses with P194.
 */
export function planLockedOut(
  plan: Extract<PromotionPlan, { kind: 'lead' }>,
  facts: PromotionFacts,
  { own, journals, forced }: { own: JournalState; journals: ReadonlyMap<string, FormerMember['journal']>; forced: boolean },
): Outcome<PromotionPlan> {
  const members = facts.members.map((member) => ({ ...member, journal: journals.get(member.guid) ?? member.journal }));
  const again = lead({ ...facts, journal: own, members }, plan.partner, plan.noFailover, forced);
  return again.ok && again.value.kind === 'lead' ? accepted({ ...plan, fetchFrom: again.value.fetchFrom }) : again;
}

/**
 * GUIDs of those that nobody can keep from leading but a person: the failover members whose agents are silent, and whom these may have
 * written in, unheard of here. (Seed 14072378 of 2026-11-30: a person saw to the only failover member that was known, and another one took
 * over meanwhile.)
 */
export function unreachable({ members, unheard }: PromotionFacts, except: string | null): string[] {
  const silent = members.filter(({ agentReachable }) => !agentReachable);
  return silent.length === 0 ? [] : [...silent, ...unheard].map(({ guid }) => guid).filter((guid) => guid !== except);
}

/**
 * The latest of what others have written down of the mirror, if it is later than `own`; else null. Whoever promotes has to take it first
 * and look again: there may be a failover member in it that it has not heard of, which nobody has locked out. (Seeds 2007 and 3786 of
 * 2026-11-21: a demoted member was promoted beside it, and its acknowledged writes were lost.)
 */
export function laterRoll<W extends { readonly guid: string; readonly roll: Roll }>(own: Roll, others: readonly W[]): W | null {
  // A member that was demoted has crossed itself out on the page of that number, and may not have seen who was written in there.
  const isWriter = ({ guid, roll }: W) => roll.members.some((entry) => entry.guid === guid && entry.kind === 'failover');
  const isLater = (one: W) =>
    one.roll.version > own.version ||
    (one.roll.version === own.version && isWriter(one) && failoverMembersOf(one.roll) !== failoverMembersOf(own));
  return (
    [...others]
      .filter(isLater)
      .sort((one, other) => other.roll.version - one.roll.version || Number(isWriter(other)) - Number(isWriter(one)))[0] ?? null
  );
}

/**
 * What a member writes down of a configuration that `from` had, which is no primary; null when it is not later than `own` any more, for a
 * primary may have said more meanwhile.
 *
 * A member that was demoted has crossed itself out on a page of which it may not know the rest: it makes nobody a failover member. Only
 * another one that leads with this member, or has, by its own page can. (Seed 50009338 of 2026-11-30: an async heard from another one that
 * it is a failover member, as it had been two pages before, and led beside the primary.)
 */
export function learntFrom<R extends Roll>(own: Roll, self: string, from: { readonly guid: string; readonly roll: R }): R | null {
  if (laterRoll(own, [from]) === null) return null;
  const { guid, roll } = from;
  const isFailover = ({ members }: Roll, wanted: string) => members.some((entry) => entry.guid === wanted && entry.kind === 'failover');
  return isFailover(own, self) || isFailover(roll, guid)
    ? roll
    : {
        ...roll,
        members: roll.members.map((entry) =>
          entry.guid === self && entry.kind === 'failover' ? { ...entry, kind: 'disaster-recovery' as const } : entry,
        ),
      };
}

/** Whether a promotion that was planned on one of them may be carried out on the other. */
export const isSameRoll = (one: Roll, other: Roll): boolean =>
  one.version === other.version && failoverMembersOf(one) === failoverMembersOf(other);

const failoverMembersOf = ({ members }: Roll) =>
  members
    .flatMap(({ guid, kind }) => (kind === 'failover' ? [guid] : []))
    .sort()
    .join();

/** A promotion that waits for the agent of its partner. */
export interface Awaited {
  /** GUID. */
  readonly partner: string;
  /** GUIDs of the other members that were silent when it was ordered: a person was told to edit these by hand. */
  readonly named: readonly string[];
}

/**
 * As `planPromotion` with the awaited partner: over the silence of those alone of whom a person was told. Whoever else is silent by now may
 * have started, and lead.
 */
export function planAwaited(facts: PromotionFacts, { partner, named }: Awaited): Outcome<PromotionPlan> {
  const plan = planPromotion(facts, { kind: 'member', guid: partner });
  if (!plan.ok || plan.value.kind !== 'lead') return plan;
  const { unavailable } = plan.value;
  return unavailable.every((guid) => named.includes(guid)) ? plan : accepted({ kind: 'wait', partner, unavailable });
}

/** What a promotion that waits does now: goes on waiting, ends because there is a primary again, or can lead. */
export function continueWaiting(facts: PromotionFacts, awaited: Awaited): 'wait' | 'ended' | 'lead' {
  if (facts.runningPrimary !== null || !facts.members.some(({ guid }) => guid === awaited.partner)) return 'ended';
  const plan = planAwaited(facts, awaited);
  return plan.ok && plan.value.kind === 'lead' ? 'lead' : 'wait';
}

/**
 * What is written down when this plan is carried out. `prepared`: it waits until a person clears "no failover", which is set in the same
 * write; `leading`: it leads whenever it starts, until it has, and what was set before is over.
 */
export const stageOf = ({
  noFailover,
}: Extract<PromotionPlan, { kind: 'lead' }>): { readonly stage: 'prepared' | 'leading'; readonly onlyPrimary: typeof NOBODY | null } =>
  noFailover ? { stage: 'prepared', onlyPrimary: NOBODY } : { stage: 'leading', onlyPrimary: null };

/**
 * The configuration of a mirror in which `self` and `partner` are the failover members; the other former ones are DR asyncs. Newer than any
 * that another member has.
 */
export function promotedConfiguration<C extends Roll>(config: C, { self, partner }: { self: string; partner: string | null }): C {
  const members = config.members.map((member) => {
    if (member.guid === self || member.guid === partner) return { ...member, kind: 'failover' as const };
    return member.kind === 'failover' ? { ...member, kind: 'disaster-recovery' as const } : member;
  });
  return { ...config, members, version: config.version + UNSEEN_CHANGES_MAX };
}

/** By its number, this configuration can only be of a promotion that is later than `own`. */
export const isOfLaterPromotion = (version: ConfigurationVersion, own: ConfigurationVersion): boolean =>
  version >= own + UNSEEN_CHANGES_MAX / 2;

/**
 * What a failover member without a primary of its own makes of another member that says it is primary. Only a later configuration and a
 * later term count: those of a promotion that this member has not heard of. `give-way`: it leads itself, or is about to, in an earlier
 * term, and must stop at once.
 *
 * Who does not know its role learns it also from a failover member that does not lead, if that one's configuration can only be of a
 * promotion: the promoted member may have died before its partner heard of it, and then each would wait for the other (seeds 96 and 576 of
 * 2026-11-21).
 *
 * Who has lost its newest journal file learns it from no primary of an earlier term than it has heard of. That one cannot give back what
 * was lost, and has led on, cut off, while this member led: what that acknowledged may be in the lost file alone (seed 33003983).
 */
export function judgePrimary(
  mine: {
    readonly isRoleUnknown: boolean;
    readonly isEndLost: boolean;
    readonly leads: boolean;
    readonly version: ConfigurationVersion;
    readonly epoch: Epoch;
  },
  theirs: { readonly leads: boolean; readonly version: ConfigurationVersion; readonly epoch: Epoch },
): 'ignore' | 'learn' | 'give-way' {
  if (!theirs.leads) return mine.isRoleUnknown && isOfLaterPromotion(theirs.version, mine.version) ? 'learn' : 'ignore';
  if (mine.isRoleUnknown) return mine.isEndLost && theirs.epoch < mine.epoch ? 'ignore' : 'learn';
  if (theirs.version <= mine.version || theirs.epoch < mine.epoch) return 'ignore';
  // A term that it has only heard of is not its own (seed 1350 of 2026-11-21).
  if (!mine.leads) return 'learn';
  return theirs.epoch > mine.epoch ? 'give-way' : 'ignore';
}
