/**
 * A promotion without a primary, step by step, from the plan to the one write that makes this member lead (engine facts 9.1, 9.2).
 *
 * The order of steps is what keeps one primary. First every member whose agent answers is locked out on its own disk, dead as it is. Then
 * everybody is asked once more: who is still down and locked has been so since it was locked, and so there was a moment at which nobody
 * could lead (seed 907310486 of 2026-11-29: each had been down and locked at some moment, but one led between two of them). From then on
 * the journals grow no more, and are fetched, which may take long. So they are looked at once more: a member that was started meanwhile
 * waits, which does no harm, but a person may have set its ValidatedMember back. Then one write, for which the mirror must still be the one
 * of which the plan was made (seed 907314081). Before that write nothing has changed here, and a promotion that comes to nothing takes back
 * the locks that it has asked for, those and no others, whatever it has learnt of the mirror meanwhile.
 * After it there is no way back, only on.
 *
 * An async that runs cannot be locked out, and may be about to become a failover member: a page that makes it one may be on its way, of a
 * primary that cannot be asked. So each stands aside: it hangs up on everybody, so that nothing arrives any more that was said before, and
 * says that it is an async. Nothing of that is written down, and nothing is to be taken back: a process that ends hears no more, either,
 * and whoever lives and leads says it again. (Refused: a promise on the disk, which a promotion that came to nothing would have to take
 * back from everybody.)
 *
 * What is known before is found out in `promotion-look.ts`, and which plan it is was decided in `promotion.ts`. Refused: writing first and
 * locking later, for a member that starts in between would lead, too; and waiting for an agent that is silent at the last look, for a
 * person's hand on the edit cannot be told from a lock that stands.
 * Pure: the instance and the simulator carry out these same steps.
 */
import type { ConfigurationVersion } from '../../contract/mirror-config.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { type FormerMember, isSameRoll, laterRoll, planLockedOut, type PromotionFacts, type PromotionPlan } from './promotion.ts';
import { isWaiting, type LookReply, type LookStep } from './promotion-look.ts';
import type { Roll } from './roll.ts';
import type { JournalState } from './state.ts';
import { compareKnowledge } from './turn.ts';

export type LeadPlan = Extract<PromotionPlan, { kind: 'lead' }>;

/**
 * What the agent of a member answers to an order about its `ValidatedMember`. `roll`: what the member has written down of the mirror, null
 * when nobody knows.
 */
export type LockAnswer<R extends Roll> =
  /** It is down, and asks before it leads; its journal reaches so far. */
  | { readonly kind: 'held'; readonly journal: FormerMember['journal']; readonly roll: R | null }
  /** It is down, and nothing keeps it from leading. */
  | { readonly kind: 'open' }
  /** It is down and was not locked out: see `mayLockOut`. */
  | { readonly kind: 'knows-more'; readonly roll: R }
  /** `isFailover`: it says of itself that it is a failover member. */
  | { readonly kind: 'up'; readonly isFailover: boolean }
  | { readonly kind: 'failed'; readonly why: string };

/** What the promoted member does next, and how it is answered. Nobody else may write its journal from the first `fetch` on. */
export type PromotionStep<R extends Roll> =
  /**
   * To the agents of all of them: lock out, look whether this promotion's lock is there, or take it back. Answered with `agents`; to
   * `release` nobody needs an answer.
   */
  | { readonly kind: 'ask-agents'; readonly order: 'lock' | 'look' | 'release'; readonly guids: readonly string[] }
  /**
   * Each becomes no failover member by anything that is on its way, and says whether it is an async that is not being promoted. Answered
   * with `stood-aside`.
   */
  | { readonly kind: 'ask-to-stand-aside'; readonly guids: readonly string[] }
  | LookStep<R>
  /** How far does the journal of each reach, whether it is up or not? Answered with `reaches`. */
  | { readonly kind: 'measure'; readonly guids: readonly string[] }
  /** Bring the journal here to the end of that one's. Answered with `whole`, `failed` or `beyond`. */
  | { readonly kind: 'fetch'; readonly guid: string; readonly index: number; readonly count: number }
  /**
   * The one write: a failover member that leads, if `mayStillLead` says so of the configuration at that moment. Answered with `done` or
   * `changed`.
   */
  | { readonly kind: 'lead'; readonly mayStillLead: (now: Roll) => boolean };

/**
 * What came of fetching the journal of another member. `whole`: all of it is here. `beyond`: the databases here hold what that journal does
 * not have, or the two share nothing, so that trying again is of no use.
 */
export type Retrieved = 'whole' | 'failed' | 'beyond';

export type PromotionReply<R extends Roll> =
  | { readonly kind: 'agents'; readonly answers: ReadonlyMap<string, LockAnswer<R>> }
  /** By GUID; whoever did not answer is not among them. */
  | { readonly kind: 'stood-aside'; readonly words: ReadonlyMap<string, boolean> }
  | { readonly kind: 'reaches'; readonly reaches: ReadonlyMap<string, JournalState> }
  | LookReply<R>
  | { readonly kind: Retrieved }
  /** To this version of the configuration. */
  | { readonly kind: 'changed'; readonly version: ConfigurationVersion }
  /** By a person, who aborts the task. */
  | { readonly kind: 'aborted' };

interface Options<R extends Roll> {
  readonly plan: LeadPlan;
  readonly facts: PromotionFacts;
  /** GUID of the promoted member. */
  readonly self: string;
  /** Of its own journal, now. */
  readonly own: () => JournalState;
  /** The configuration of which the facts were gathered. */
  readonly roll: R;
  readonly nameOf: (guid: string) => string;
  /** On a person's word, without what cannot be had. */
  readonly forced: boolean;
}

type Steps<R extends Roll, T> = Generator<PromotionStep<R>, T, PromotionReply<R>>;

/**
 * A step that could not be carried out for a reason of its own, as a disk that refuses, is thrown in (`throw`) and comes out again once the
 * locks are given back. Not so `lead`: when that fails, nobody knows whether it was written, and a lock that is given back could make two
 * primaries. Then the locks stay, this member ends, and its start tells.
 *
 * Refuses with P193, P540 (a member was started), 2126 (an agent could not lock its member out), P198 (somebody knew more), 2178, P628
 * (somebody has fallen silent), P194, P197 (journal data could not be retrieved), P627 (this member must be rebuilt), P602 (a member may
 * lead again), P105.
 */
export function* promotionSteps<R extends Roll>(options: Options<R>): Steps<R, Outcome<null>> {
  const { plan, roll, self } = options;
  // Whoever of the asyncs is down, and was itself promoted before, unheard of by this member, must not lead when it starts again; to an
  // async the lock means nothing.
  const asyncs = roll.members.filter(({ guid, kind }) => kind === 'disaster-recovery' && guid !== self).map(({ guid }) => guid);
  const asked = [...plan.reachable, ...asyncs];
  const release = { kind: 'ask-agents', order: 'release', guids: asked } as const;
  let outcome: Outcome<null>;
  try {
    outcome = yield* underLock(options, asked);
  } catch (error) {
    yield release;
    throw error;
  }
  if (!outcome.ok) yield release;
  return outcome;
}

function* underLock<R extends Roll>(options: Options<R>, asked: readonly string[]): Steps<R, Outcome<null>> {
  const { plan, facts, own, roll, nameOf, forced } = options;
  const { reachable, collect } = plan;
  const locked = yield* askAgents<R>('lock', asked);
  const known = [...locked].flatMap(([guid, answer]) => ('roll' in answer && answer.roll !== null ? [{ guid, roll: answer.roll }] : []));
  const later = laterRoll(roll, known);
  if (later !== null) {
    yield { kind: 'learn', ...later };
    return refused('P198', [nameOf(later.guid)]);
  }
  for (const guid of asked) {
    const outcome = judgeLock(locked.get(guid), nameOf(guid), reachable.includes(guid));
    if (!outcome.ok) return outcome;
  }
  const aside = yield* standAside(options, asked, locked);
  if (!aside.ok) return aside;
  const again = yield* askAgents<R>('look', reachable);
  for (const guid of reachable) {
    const answer = again.get(guid);
    if (answer?.kind !== 'held')
      return answer?.kind === 'failed' ? refused('2126', [nameOf(guid), answer.why]) : refused('P540', [nameOf(guid)]);
  }
  const journals = new Map([...locked].flatMap(([guid, answer]) => (answer.kind === 'held' ? [[guid, answer.journal] as const] : [])));
  const last = planLockedOut(plan, facts, { own: own(), journals, forced });
  if (!last.ok) return last;
  const fetched = yield* fetchNewest(options, last.value.kind === 'lead' ? last.value.fetchFrom : [], journals, collect || forced);
  if (!fetched.ok) return fetched;
  const still = yield* lookLast<R>(reachable, nameOf);
  if (!still.ok) return still;
  const led = yield { kind: 'lead', mayStillLead: (now) => isSameRoll(now, roll) };
  if (led.kind === 'aborted') return aborted();
  return led.kind === 'changed' ? refused('P198', [`${roll.version} → ${led.version}`]) : accepted(null);
}

const aborted = () => refused('P105', ['promote', 'it was aborted']);

function* askAgents<R extends Roll>(order: 'lock' | 'look', guids: readonly string[]): Steps<R, ReadonlyMap<string, LockAnswer<R>>> {
  const reply = yield { kind: 'ask-agents', order, guids };
  return reply.kind === 'agents' ? reply.answers : new Map();
}

/** All asyncs that may run, but for those to whom a person was told to see; nobody, if no page can be on its way. */
function* standAside<R extends Roll>(
  { plan, facts, nameOf }: Options<R>,
  asked: readonly string[],
  locked: ReadonlyMap<string, LockAnswer<R>>,
): Steps<R, Outcome<null>> {
  // Whoever wrote the last page has written down nothing later.
  const isOnItsWay = facts.members.some(({ guid }) => {
    const answer = locked.get(guid);
    return answer?.kind !== 'held' || answer.roll === null;
  });
  const running = asked.filter((guid) => !plan.reachable.includes(guid) && locked.get(guid)?.kind !== 'held');
  if (!isOnItsWay || running.length === 0) return accepted(null);
  const reply = yield { kind: 'ask-to-stand-aside', guids: running };
  const words = reply.kind === 'stood-aside' ? reply.words : new Map<string, boolean>();
  if (running.some((guid) => words.get(guid) === false)) return refused('2178');
  const silent = running.filter((guid) => !words.has(guid) && !plan.unavailable.includes(guid));
  return silent.length === 0 ? accepted(null) : refused('P628', [silent.map(nameOf).join(', ')]);
}

/**
 * Everybody is down and locked out, or is up and waits. Whoever is up and does not say so may be leading; one whose lock is gone may have
 * been set back, and lead when it starts.
 */
function* lookLast<R extends Roll>(guids: readonly string[], nameOf: (guid: string) => string): Steps<R, Outcome<null>> {
  const answers = yield* askAgents<R>('look', guids);
  const up = guids.filter((guid) => answers.get(guid)?.kind === 'up');
  const seen = up.length === 0 ? null : yield { kind: 'look-at', members: up, agents: [] };
  for (const guid of guids) {
    const answer = answers.get(guid);
    if (answer?.kind === 'failed') return refused('2126', [nameOf(guid), answer.why]);
    const cannotLead = answer?.kind === 'held' || (answer?.kind === 'up' && seen?.kind === 'seen' && isWaiting(seen.words.get(guid)));
    if (!cannotLead) return refused('P602', [nameOf(guid)]);
  }
  return accepted(null);
}

/** Of an async it is enough that nobody says that it is none: its agent need not even answer. */
function judgeLock(answer: LockAnswer<Roll> | undefined, name: string, isFormer: boolean): Outcome<null> {
  if (answer?.kind === 'up' && !isFormer) return answer.isFailover ? refused('2178') : accepted(null);
  if (!isFormer || answer?.kind === 'held') return accepted(null);
  if (answer?.kind === 'up') return refused('P193', [name]);
  return refused('2126', [name, answer?.kind === 'failed' ? answer.why : '']);
}

/** From the first of them that gives everything it has. `mayLose`: what cannot be had is given up. */
function* fetchNewest<R extends Roll>(
  { plan, own, roll, self, nameOf }: Options<R>,
  fetchFrom: readonly string[],
  journals: ReadonlyMap<string, FormerMember['journal']>,
  mayLose: boolean,
): Steps<R, Outcome<null>> {
  const found = fetchFrom.flatMap((guid) => {
    const journal = journals.get(guid);
    return typeof journal === 'object' ? [{ guid, journal }] : [];
  });
  if (plan.collect) {
    const asyncs = roll.members.filter(({ guid, kind }) => kind !== 'failover' && guid !== self).map(({ guid }) => guid);
    const reply = yield { kind: 'measure', guids: asyncs };
    if (reply.kind === 'reaches')
      for (const [guid, journal] of reply.reaches) if (compareKnowledge(journal, own()) > 0) found.push({ guid, journal });
  }
  const sources = found.sort((one, other) => compareKnowledge(other.journal, one.journal));
  for (const [index, { guid }] of sources.entries()) {
    const reply = yield { kind: 'fetch', guid, index, count: sources.length };
    if (reply.kind === 'whole') return accepted(null);
    if (reply.kind === 'aborted') return aborted();
    if (!mayLose) return refused(reply.kind === 'beyond' ? 'P627' : 'P197', [nameOf(guid)]);
  }
  return accepted(null);
}
