/**
 * Who is primary? A member without a role asks until it knows, and becomes primary only when one of these is certain:
 * the partner agreed (both live, this one knows at least as much), the partner's own agent found it dead and gave up its journal,
 * the arbiter granted the takeover, or the partner resigned.
 *
 * It never concludes anything from silence: no answer from the partner and none from its agent means waiting, for ever if need be
 * (engine facts 4.5, 4.14). The refused alternative was a timeout after which a lone member serves: that is how two primaries are made.
 *
 * Why one question at a time: an answer counts only while its question is open, and a member that accepts a proposal closes all its own.
 */
import { isCountable } from '../../contract/heard-number.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { AgentReport, Standing } from './dialogue.ts';
import type { Arrangement, DecidingRole, JournalState, Observed, WaitReason } from './state.ts';
import type { OrderRefusal } from '../../contract/stories.ts';
import { mustWait } from './obstacle.ts';
import { NOBODY } from './promotion.ts';
import { takeOver } from './takeover.ts';
import { compareKnowledge, decide, inquire, ledLast, mayBePrimary, observes, type Turn, waitFor } from './turn.ts';

/**
 * True when `one` should be primary rather than `other`: it knows more, or as much and is the only one that may, or its GUID is the lower.
 * One that cannot apply its journal, or may not lead by "no failover", lets one lead that has everything acknowledged: as much journal, or
 * the term of it was its own. Refused: one that merely has less, since what it lacks may have been acknowledged.
 */
const goesFirst = (one: Standing, other: Standing) => {
  const isHindered = ({ guid, unable }: Standing) =>
    unable === true || ((one.onlyPrimary ?? other.onlyPrimary) !== null && (one.onlyPrimary ?? other.onlyPrimary) !== guid);
  const [able, hindered] = isHindered(one) ? [other, one] : [one, other];
  const hasAllAcknowledged =
    compareKnowledge(able.journal, hindered.journal) >= 0 || (able.ledLast === true && able.journal.epoch >= hindered.journal.epoch);
  if (isHindered(hindered) && !isHindered(able) && hasAllAcknowledged) return able === one;
  const difference = compareKnowledge(one.journal, other.journal);
  if (difference !== 0) return difference > 0;
  const only = one.onlyPrimary ?? other.onlyPrimary;
  return only === null ? one.guid < other.guid : one.guid === only;
};

/**
 * An operator's order overrides "no failover" (engine facts 4.13), and the pause of one that could not apply its journal. null: it may
 * lead.
 */
function whyNotLead(turn: Turn, role: DecidingRole): WaitReason | null {
  if (role.order !== 'none') return null;
  if (!mayBePrimary(turn, turn.state.settings.self.guid)) return 'no-failover';
  return turn.state.unable === null ? null : 'cannot-apply';
}

/** The order ends here; the member goes on by the usual rules. */
function refuseOrder(turn: Turn, role: DecidingRole, why: OrderRefusal): DecidingRole {
  if (role.order === 'none') return role;
  turn.patch({ orderRefused: { why } });
  turn.tell(1, 'order-refused', why);
  return { ...role, order: 'none' };
}

/** Taken over with everything that there is: nothing is lost, whoever ordered it. */
const cause = (role: DecidingRole, otherwise: 'negotiated' | 'agent-confirmed') => (role.order === 'none' ? otherwise : 'ordered');

export function tickDeciding(turn: Turn, role: DecidingRole): void {
  if (turn.state.unable !== null && turn.now >= turn.state.unable.untilMs) turn.patch({ unable: null });
  if (role.inquiry.kind !== 'idle' || turn.now < role.inquiry.retryAtMs) return;
  // What it knows of the mirror may be over: it asks and agrees with nobody before a primary has told it its role.
  if (turn.state.settings.onlyPrimary === NOBODY && role.order === 'none') return waitFor(turn, role, 'no-failover');
  if (turn.state.settings.partner === null) {
    const obstacle = whyNotLead(turn, role);
    return obstacle === null ? takeOver(turn, 'no-other-member') : waitFor(turn, role, obstacle);
  }
  const inquiry = turn.nextInquiry();
  inquire(turn, role, { kind: 'asking-partner', inquiry });
  turn.emit({ kind: 'ask-partner', inquiry, question: { kind: 'standing' } });
}

/** A backup that lost its primary asks the agent first: the usual cause is that the instance died, and its agent knows at once. */
export function askAgent(turn: Turn, role: DecidingRole): void {
  const inquiry = turn.nextInquiry();
  inquire(turn, role, { kind: 'asking-agent', inquiry });
  turn.emit({ kind: 'ask-agent', inquiry, question: 'report' });
}

/** Makes sure that the other member is down, whatever it was doing. `hanging`: the process that was found to hang, where that is why. */
export function forceDown(turn: Turn, role: DecidingRole, hanging?: string): void {
  const inquiry = turn.nextInquiry();
  inquire(turn, { ...role, hasForced: true }, { kind: 'forcing-down', inquiry });
  // Asked again and again while it outlives that: told once.
  if (!role.hasForced) turn.tell(1, 'forcing-down', turn.state.settings.partner?.name ?? '');
  turn.emit({
    kind: 'ask-agent',
    inquiry,
    question: 'force-down',
    meant: hanging === undefined ? { kind: 'running' } : { kind: 'hanging', process: hanging },
  });
}

/** Arbiter mode: the claim decides alone; nothing else is asked meanwhile. */
export function claimFromArbiter(turn: Turn, role: DecidingRole, arrangement: Arrangement): void {
  turn.nextInquiry();
  inquire(turn, role, { kind: 'asking-arbiter', arrangement }, 'asking-arbiter');
  turn.emit({ kind: 'tell-arbiter', message: { kind: 'claim', arrangement: arrangement.id } });
}

/** The next term must be above it, unless nobody can have come so far. */
function hearTerm(turn: Turn, epoch: Epoch): void {
  const own = turn.state.durable.epoch;
  if (epoch > own && isCountable(epoch, own)) turn.persist({ epoch });
}

export function partnerAnswered(turn: Turn, role: DecidingRole, inquiry: number, partner: Standing): void {
  if (role.inquiry.kind !== 'asking-partner' || role.inquiry.inquiry !== inquiry) return;
  hearTerm(turn, partner.epoch);
  switch (partner.role) {
    case 'primary':
      // A primary of an earlier term than our journal's has not heard that its term is over; our standing tells it, and it steps down.
      if (partner.epoch < turn.state.journal.epoch) return propose(turn, role);
      return followUnlessHindered(turn, refuseOrder(turn, role, 'partner-is-primary'), partner.epoch);
    case 'taking-over':
      return waitFor(turn, refuseOrder(turn, role, 'partner-is-taking-over'), 'partner-is-taking-over');
    case 'deciding':
    case 'stopped':
      return negotiate(turn, role, partner);
    case 'backup':
    case 'synchronizing':
    case 'resigned':
      // It still follows the primary that this member was, or is about to end: it will find out by itself.
      return waitFor(turn, role, 'negotiating');
  }
}

function negotiate(turn: Turn, role: DecidingRole, partner: Standing): void {
  const mine = turn.standing;
  const first = partner.role === 'stopped' ? compareKnowledge(mine.journal, partner.journal) >= 0 : goesFirst(mine, partner);
  if (!first) return waitFor(turn, refuseOrder(turn, role, 'partner-knows-more'), 'partner-knows-more');
  const obstacle = whyNotLead(turn, role);
  if (obstacle !== null) return waitFor(turn, role, obstacle);
  propose(turn, role);
}

function propose(turn: Turn, role: DecidingRole): void {
  const inquiry = turn.nextInquiry();
  inquire(turn, role, { kind: 'proposing', inquiry }, 'negotiating');
  turn.emit({ kind: 'ask-partner', inquiry, question: { kind: 'proposal', from: turn.standing } });
}

export function partnerAccepted(turn: Turn, role: DecidingRole, inquiry: number, accepted: boolean): void {
  if (role.inquiry.kind !== 'proposing' || role.inquiry.inquiry !== inquiry) return;
  if (!accepted) return waitFor(turn, role, 'negotiating');
  takeOver(turn, cause(role, 'negotiated'));
}

/** Answers the partner's proposal. Yes closes every question of our own, so that no older answer can still make us primary. */
export function judgeProposal(turn: Turn, from: Standing): boolean {
  const { role } = turn.state;
  const mine = turn.standing;
  if (mine.onlyPrimary === NOBODY) return false;
  if (role.kind === 'stopped') return compareKnowledge(from.journal, mine.journal) >= 0;
  if (role.kind !== 'deciding' || role.inquiry.kind === 'asking-arbiter' || !goesFirst(from, mine)) return false;
  turn.nextInquiry();
  waitFor(turn, { ...refuseOrder(turn, role, 'partner-is-taking-over'), completeUntilMs: 0 }, 'partner-is-taking-over');
  return true;
}

export function partnerUnreachable(turn: Turn, role: DecidingRole, inquiry: number): void {
  const open = role.inquiry;
  if (open.kind === 'proposing' && open.inquiry === inquiry) return waitFor(turn, role, 'partner-unreachable');
  if (open.kind !== 'asking-partner' || open.inquiry !== inquiry) return;
  if (role.order !== 'none') return forceDown(turn, role);
  askAgent(turn, role);
}

/** Nothing is wrong with the other member, and its agent would refuse one that is not authorized. */
export function notListedYet(turn: Turn, role: DecidingRole, inquiry: number): void {
  if (role.inquiry.kind !== 'asking-partner' || role.inquiry.inquiry !== inquiry) return;
  if (role.reason !== 'awaiting-authorization') turn.log(0, `Waiting for authorization on ${turn.state.settings.partner?.name ?? ''}`);
  waitFor(turn, role, 'awaiting-authorization');
}

export function agentAnswered(turn: Turn, role: DecidingRole, inquiry: number, report: AgentReport): void {
  const open = role.inquiry;
  if ((open.kind !== 'asking-agent' && open.kind !== 'forcing-down') || open.inquiry !== inquiry) return;
  if (report.instance === 'down') return partnerIsDown(turn, role, report.journal);
  if (report.standing !== null) hearTerm(turn, report.standing.epoch);
  if (open.kind === 'forcing-down') return waitFor(turn, refuseOrder(turn, role, 'partner-lives'), 'partner-unreachable');
  if (report.responsive) return waitFor(turn, role, 'partner-unreachable');
  if (observes(turn, role)) return observe(turn, role, 'would-take-over-hanging');
  // It hangs: whoever holds the journal may not come back to use it. One that was started meanwhile is another matter.
  forceDown(turn, role, report.process);
}

function partnerIsDown(turn: Turn, role: DecidingRole, journal: Extract<AgentReport, { instance: 'down' }>['journal']): void {
  const obstacle = whyNotLead(turn, role);
  if (obstacle !== null) return waitFor(turn, role, obstacle);
  if (journal === 'unreadable') return takeOverWithout(turn, role);
  if (journal === 'none' || compareKnowledge(turn.state.journal, journal) >= 0) return takeOverFromDead(turn, role);
  // With the journal of a later term it must not be taken for the one that led in it.
  if (journal.epoch > turn.state.journal.epoch && turn.state.durable.lastRole === 'primary') turn.persist({ lastRole: 'none' });
  const inquiry = turn.nextInquiry();
  inquire(turn, role, { kind: 'fetching', inquiry }, 'fetching-journal');
  turn.emit({ kind: 'fetch-journal', inquiry });
}

/** With everything that the other member has. Who led last, and has now seen that nobody has led since, takes over from nobody. */
function takeOverFromDead(turn: Turn, role: DecidingRole): void {
  if (observes(turn, role) && !ledLast(turn.state)) return observe(turn, role, 'would-take-over-down');
  takeOver(turn, cause(role, 'agent-confirmed'));
}

/** Told once, as long as nothing else is found out: one that was killed may hang for a moment before it is down. */
function observe(turn: Turn, role: DecidingRole, observed: Observed): void {
  if (role.observed !== observed) turn.tell(1, observed, turn.state.settings.partner?.name ?? '');
  waitFor(turn, { ...role, observed }, 'observing');
}

/** Known to be down, but its journal stays out of reach: enough only for a member that was Active a moment ago. */
function takeOverWithout(
  turn: Turn,
  role: DecidingRole,
  reason: 'journal-out-of-reach' | 'own-journal-disk' = 'journal-out-of-reach',
): void {
  if (turn.now < role.completeUntilMs) return takeOverFromDead(turn, role);
  if (role.order === 'force') return takeOver(turn, 'forced');
  // An order that nobody waits for any more must not carry itself out later. The usual rules still do, once the data can be had.
  waitFor(turn, refuseOrder(turn, role, reason), reason);
}

export function journalFetched(turn: Turn, role: DecidingRole, inquiry: number, journal: JournalState): void {
  if (role.inquiry.kind !== 'fetching' || role.inquiry.inquiry !== inquiry) return;
  turn.patch({ journal });
  takeOverFromDead(turn, role);
}

export function agentUnreachable(turn: Turn, role: DecidingRole, { inquiry, ownDisk }: { inquiry: number; ownDisk?: boolean }): void {
  const open = role.inquiry;
  if (open.kind === 'fetching' && open.inquiry === inquiry)
    return takeOverWithout(turn, role, ownDisk ? 'own-journal-disk' : 'journal-out-of-reach');
  if ((open.kind !== 'asking-agent' && open.kind !== 'forcing-down') || open.inquiry !== inquiry) return;
  // Nobody can say whether the other member is primary: that is what the operator takes upon himself.
  if (role.order === 'force') return takeOver(turn, 'forced');
  if (role.reason !== 'agent-unreachable') turn.log(1, "Failed to contact agent on former primary, can't take over");
  waitFor(turn, refuseOrder(turn, role, 'agent-unreachable'), 'agent-unreachable');
}

export function takeoverGranted(turn: Turn, role: DecidingRole, arrangement: string): void {
  if (role.inquiry.kind !== 'asking-arbiter' || role.inquiry.arrangement.id !== arrangement) return;
  // An order overrides this too, but not by the arbiter's word: it goes on by the agent's.
  if (!mayBePrimary(turn, turn.state.settings.self.guid)) return decide(turn, 'no-failover', 0, role.order);
  // The setting came after the claim.
  if (observes(turn, role)) return decide(turn, 'lost-primary');
  takeOver(turn, 'arbiter');
}

/** No longer Active: the primary may by now go on alone, so only its agent or its own word can make this member primary. */
export function dropClaim(turn: Turn): void {
  const { role } = turn.state;
  turn.tell(1, 'claim-dropped');
  decide(turn, 'lost-primary', 0, role.kind === 'deciding' ? role.order : 'none');
}

/**
 * What stood in the way a moment ago most likely still does. It goes on asking meanwhile, so that it learns at once when nobody is primary
 * any more.
 */
function followUnlessHindered(turn: Turn, role: DecidingRole, epoch: Epoch): void {
  if (mustWait(turn.state.hindrance, { now: turn.now, epoch })) return waitFor(turn, role, 'cannot-follow');
  follow(turn, role);
}

/** The partner is primary: follow it. */
export function follow(turn: Turn, role: DecidingRole): void {
  const isRetry = role.reason === 'inconsistent' || turn.state.hindrance !== null;
  turn.nextInquiry();
  turn.become({ kind: 'synchronizing', sinceMs: turn.now, session: null, lastHeardMs: turn.now, lastSentMs: turn.now, isRetry });
  if (!isRetry) turn.log(0, `Found ${turn.state.settings.partner?.name ?? ''} as primary, becoming backup`);
  turn.emit({ kind: 'open-link' });
}
