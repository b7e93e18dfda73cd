/**
 * What a DR async finds out before it is promoted without a primary: who is primary, who is up, whose agent answers, and how far each
 * journal reaches (PromoteCheck, engine facts 9.2).
 *
 * Everybody is asked at once, and everybody's agent; whoever is silent is unreachable, never an exception. What an async has heard later
 * than this member is written down first, and everybody is asked again: it may be a failover member no more, and there may be others.
 * (Seeds 2007 and 3786 of 2026-11-21.) What this ignores: how anybody is reached, and what is made of the facts (`promotion.ts`). Refused:
 * asking the failover members alone, for another DR async may have been promoted, unheard of here.
 * Pure: the instance and the simulator carry out these same steps.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { type FormerMember, laterRoll, type PromotionFacts } from './promotion.ts';
import type { Roll } from './roll.ts';
import type { AgentReport, Standing } from './dialogue.ts';
import type { JournalState } from './state.ts';

/** What a member said when it was asked how it stands. */
export type HeardWord<R extends Roll> =
  /**
   * It is a failover member. `isRoleUnknown`: its ValidatedMember is 0, and it leads under no circumstances before a primary has told it
   * its role.
   */
  | { readonly kind: 'standing'; readonly standing: Standing; readonly isRoleUnknown: boolean }
  /** `roll`: what it has written down, if it said so. */
  | { readonly kind: 'async'; readonly isBeingPromoted: boolean; readonly roll: R | null }
  /** It is up, and said nothing of this. */
  | { readonly kind: 'other' };

/** What the member does to look around. */
export type LookStep<R extends Roll> =
  /** Asks all of `members` how they stand, and the agents of all of `agents` for a report, at once. Answered with `seen`. */
  | { readonly kind: 'look-at'; readonly members: readonly string[]; readonly agents: readonly string[] }
  /** Writes down what another member knew (`learntFrom`). Answered with `done`. */
  | { readonly kind: 'learn'; readonly guid: string; readonly roll: R };

/** `words`, `reports`: by GUID; whoever did not answer is not among them. */
export type LookReply<R extends Roll> =
  | { readonly kind: 'seen'; readonly words: ReadonlyMap<string, HeardWord<R>>; readonly reports: ReadonlyMap<string, AgentReport> }
  | { readonly kind: 'done' };

/** The member that looks around, as it is at this moment. */
export interface Beholder<R extends Roll> {
  readonly guid: string;
  readonly isAsync: boolean;
  readonly roll: R;
  readonly journal: JournalState;
  /** GUID of the primary that it is connected to, or null. */
  readonly primary: string | null;
  /** GUID of the primary that it followed last, if it knows. */
  readonly lastPrimary: string | null;
}

export interface Gathered<R extends Roll> {
  readonly facts: PromotionFacts;
  /** Of which they are the facts. */
  readonly roll: R;
  /** Another DR async is being promoted, or has become a failover member that this one has not heard of. */
  readonly promotedElsewhere: boolean;
}

type Looking<R extends Roll, T> = Generator<LookStep<R>, T, LookReply<R>>;

/** As things are at this moment; they may have changed when the answers are here. `own` is asked again after each step. */
export function* lookAround<R extends Roll>({
  own,
  nameOf,
}: {
  own: () => Beholder<R>;
  nameOf: (roll: R, guid: string) => string;
}): Looking<R, Gathered<R>> {
  for (;;) {
    const { guid: self, roll } = own();
    const others = roll.members.filter(({ guid, kind }) => guid !== self && (kind === 'failover' || kind === 'disaster-recovery'));
    const failover = others.filter(({ kind }) => kind === 'failover').map(({ guid }) => guid);
    const guids = others.map(({ guid }) => guid);
    const reply = yield { kind: 'look-at', members: guids, agents: guids };
    const seen = reply.kind === 'seen' ? reply : NOBODY_SEEN;
    const gathered = gather({ own: own(), roll, guids, failover, seen, nameOf });
    const later = laterRoll<{ guid: string; roll: R }>(roll, heardFrom(guids, seen.words));
    if (later === null || !own().isAsync) return gathered;
    yield { kind: 'learn', ...later };
    // It may know better by now.
    if (own().roll.version <= roll.version) return gathered;
  }
}

const NOBODY_SEEN = { kind: 'seen', words: new Map<string, never>(), reports: new Map<string, never>() } as const;

/** Refuses with 2117 (it has heard that it is a failover member), 2178. */
export function mayBePromoted<R extends Roll>(gathered: Gathered<R>, isAsync: boolean): Outcome<Gathered<R>> {
  if (!isAsync) return refused('2117');
  return gathered.promotedElsewhere ? refused('2178') : accepted(gathered);
}

const heardFrom = <R extends Roll>(guids: readonly string[], words: ReadonlyMap<string, HeardWord<R>>) =>
  guids.flatMap((guid) => {
    const word = words.get(guid);
    return word?.kind === 'async' && word.roll !== null ? [{ guid, roll: word.roll }] : [];
  });

interface Sight<R extends Roll> {
  readonly own: Beholder<R>;
  readonly roll: R;
  /** Of all who were asked, and of those among them who are failover members in `roll`. */
  readonly guids: readonly string[];
  readonly failover: readonly string[];
  readonly seen: Extract<LookReply<R>, { kind: 'seen' }>;
  readonly nameOf: (roll: R, guid: string) => string;
}

function gather<R extends Roll>({ own, roll, guids, failover, seen: { words, reports }, nameOf }: Sight<R>): Gathered<R> {
  const primaries = guids.flatMap((guid) => {
    const word = words.get(guid);
    return word?.kind === 'standing' && word.standing.role === 'primary' ? [{ guid, epoch: word.standing.epoch }] : [];
  });
  const latest = primaries.sort((one, other) => other.epoch - one.epoch)[0]?.guid ?? null;
  const runningPrimary = latest ?? own.primary;
  const members = failover.map((guid): FormerMember => formerMember(guid, nameOf(roll, guid), words.has(guid), reports.get(guid) ?? null));
  const waiting = guids.filter((guid) => isWaiting(words.get(guid))).map((guid) => nameOf(roll, guid));
  const promotedElsewhere = runningPrimary === null && guids.some((guid) => !failover.includes(guid) && isPromoted(words.get(guid)));
  const unheard = guids
    .filter((guid) => !failover.includes(guid) && !words.has(guid) && reports.get(guid)?.instance !== 'down')
    .map((guid) => ({ guid, name: nameOf(roll, guid) }));
  const facts = { journal: own.journal, lastPrimary: own.lastPrimary, runningPrimary, members, waiting, unheard };
  return { facts, roll, promotedElsewhere };
}

/** It is up, and may not lead: an earlier promotion has locked it out. */
export const isWaiting = (word: HeardWord<Roll> | undefined): boolean => word?.kind === 'standing' && word.isRoleUnknown;

/** A DR async for all that is known here, and yet it speaks as a failover member that knows its role, or is becoming one. */
const isPromoted = (word: HeardWord<Roll> | undefined): boolean =>
  (word?.kind === 'standing' && !word.isRoleUnknown) || (word?.kind === 'async' && word.isBeingPromoted);

function formerMember(guid: string, name: string, hasAnswered: boolean, report: AgentReport | null): FormerMember {
  const isUp = hasAnswered || report?.instance === 'up';
  const journal = report?.instance === 'down' ? report.journal : 'unknown';
  return { guid, name, instance: isUp ? 'up' : report ? 'down' : 'unknown', agentReachable: report !== null, journal };
}
