/**
 * Becoming primary: what has to be done, in which order, once it is settled that nobody else is or can be.
 *
 * Order (engine facts 4.12): let what was received become durable; finish dejournaling; write down the new term before anybody can hear of
 * it; switch to a journal file of that term; open the databases and roll back the old primary's open transactions; take the virtual IP; let
 * users in.
 * A phase that fails is tried again: nothing later may happen before it, and a member without its virtual IP never serves. Only when the
 * journal cannot be written or applied does the member step back after a while: until `persist` nobody has heard of the new term, so that
 * stepping back is what a crash would be, and the other member may lead if it has everything that was acknowledged. A promoted member goes
 * on trying: it has locked the others out.
 */
import type { TakeoverCause } from '../../contract/takeover.ts';
import type { Epoch } from '../journal/epoch.ts';
import { narrate } from './narration.ts';
import { type PrimaryRole, takeoverPhases, type TakeoverPhase, type TakingOverRole } from './state.ts';
import { recordOf } from './takeover-course.ts';
import { decide, type Turn } from './turn.ts';
import { APPLY_MS, ASK_PARTNER_MS, PHASE_RETRY_MS, SETTLE_MS, UNABLE_MS } from './timing.ts';

/**
 * A forced or promoted member has not heard which terms the other one may have opened while they could not reach each other: each crash and
 * restart beside a living agent of ours opens one. Its own term must be above all of them, or the other would not step down when they meet.
 * Far more restarts than happen before a person looks.
 */
const UNSEEN_TERMS_MAX = 1000;
/** 2020-01-01, by a wall clock: one that shows less was never set. */
const CLOCK_S_MIN = 1_577_836_800;

export function takeOver(turn: Turn, cause: TakeoverCause): void {
  turn.nextInquiry();
  turn.become({
    kind: 'taking-over',
    sinceMs: turn.now,
    cause,
    phase: 'settle',
    retryAtMs: null,
    failing: null,
    fence: cause === 'arbiter' || cause === 'forced',
  });
  turn.tell(cause === 'no-other-member' || cause === 'negotiated' ? 0 : 1, `takeover-${cause}`);
  run(turn, 'settle');
}

/** What is written down in phase `persist`, and everything that is left to others. */
function run(turn: Turn, phase: TakeoverPhase): void {
  if (phase === 'persist') {
    const role = turn.state.role as TakingOverRole;
    const known = Math.max(turn.state.durable.epoch, turn.state.journal.epoch);
    turn.persist({ epoch: nextTerm(role.cause, known, turn.state.orderedS), lastRole: 'primary' });
    return phaseDone(turn, role, 'persist');
  }
  turn.emit({ kind: 'run-takeover-phase', phase, epoch: turn.state.durable.epoch });
}

/**
 * The term a member opens is one above every term it has heard of, unless a person has ordered it to lead: then it is above all that can
 * have been opened unheard. Another one may have been forced or promoted before, and what was ordered later counts, so it is the second of
 * the order, or, where a wrong clock would lower the term, far above all that is known. (Refused: far above always. Of two that were forced
 * without hearing of each other either could be the higher one, and the one that was forced last had to be rebuilt, with all that it had
 * acknowledged since; the dialogue says so of the other one. `scenarios/two-forces-unheard.txt`.)
 */
function nextTerm(cause: TakeoverCause, known: Epoch, orderedS: number): Epoch {
  if (cause !== 'forced' && cause !== 'promoted') return known + 1;
  return orderedS > Math.max(known, CLOCK_S_MIN) ? orderedS : known + UNSEEN_TERMS_MAX;
}

export function phaseDone(turn: Turn, role: TakingOverRole, phase: TakeoverPhase): void {
  if (role.phase !== phase) return;
  const next = takeoverPhases[takeoverPhases.indexOf(phase) + 1];
  if (next === undefined) return becomePrimary(turn, role);
  turn.become({ ...role, phase: next, retryAtMs: null, failing: null });
  run(turn, next);
}

export function phaseFailed(turn: Turn, role: TakingOverRole, phase: TakeoverPhase, reason: string): void {
  if (role.phase !== phase) return;
  const { failing } = role;
  if (failing?.reason !== reason) {
    if (phase === 'virtual-ip') turn.tell(2, 'virtual-ip-failed', reason);
    else turn.tell(2, 'takeover-phase-failed', phase, reason);
  }
  if (phase === 'apply' && failing !== null && turn.now - failing.sinceMs >= APPLY_MS && role.cause !== 'promoted')
    return giveWay(turn, reason);
  turn.become({ ...role, failing: { sinceMs: failing?.sinceMs ?? turn.now, reason }, retryAtMs: turn.now + PHASE_RETRY_MS });
}

/** Nothing of the takeover is written down or was heard of yet. */
function giveWay(turn: Turn, reason: string): void {
  turn.tell(2, 'takeover-given-up', reason);
  turn.patch({ unable: { untilMs: turn.now + UNABLE_MS, reason } });
  decide(turn, 'cannot-apply');
}

export function tickTakingOver(turn: Turn, role: TakingOverRole): void {
  if (role.phase === 'settle' && turn.now - role.sinceMs >= SETTLE_MS && role.cause !== 'promoted')
    return giveWay(turn, 'the journal disk has not taken what was received');
  if (role.retryAtMs === null || turn.now < role.retryAtMs) return;
  turn.become({ ...role, retryAtMs: null });
  run(turn, role.phase);
}

function tellTakeover(turn: Turn, cause: TakeoverCause): void {
  const { course, durable } = turn.state;
  const story = { code: 'became-primary', args: [] } as const;
  const takeover = course && recordOf(course, { term: durable.epoch, cause, now: turn.now });
  turn.emit({ kind: 'log', severity: 1, text: narrate(story), story, ...(takeover && { takeover }) });
}

function becomePrimary(turn: Turn, role: TakingOverRole): void {
  const primary: PrimaryRole = {
    kind: 'primary',
    sinceMs: turn.now,
    mode: { kind: 'agent' },
    modeConfirmed: false,
    backup: { kind: 'none', sinceMs: turn.now, word: 'unknown', askAtMs: turn.now + ASK_PARTNER_MS },
    lastSession: 0,
    trouble: { kind: 'none' },
    committed: turn.state.journal.durable,
    fence: role.fence ? { inquiry: null, retryAtMs: turn.now } : null,
    stopping: false,
    handOver: null,
  };
  turn.become(primary);
  turn.patch({ unable: null });
  tellTakeover(turn, role.cause);
  if (turn.state.settings.onlyPrimary !== null) {
    // It is over when the only member that may has started as primary, or an operator has made another one primary.
    turn.patch({ settings: { ...turn.state.settings, onlyPrimary: null } });
    turn.tell(0, 'no-failover-ended');
    turn.emit({ kind: 'allow-failover' });
  }
  turn.emit({ kind: 'commit-through', through: primary.committed });
}
