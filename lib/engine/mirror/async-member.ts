/**
 * The machine of an async member: finds the primary, follows its history, and lets its databases have what the mirror will keep.
 *
 * Think of a reader of a newspaper that has two printing houses, of which one prints at a time. The reader asks both who prints now, subscribes there, and when the paper stops
 * coming asks again. It never prints, and nobody waits for it to have read.
 *
 * It takes no part in elections and its receipts are for people and for purging, never for commits. Two things keep its databases right: it applies only what a primary called
 * committed and its own disk has, and it never follows a primary of an earlier term than it has seen. Journal that a lost primary had written and nobody acknowledged is cut off
 * again before the next one is followed; if a database has gone beyond the common point (somebody forced a member that lacked it), nothing is cut and a person must rebuild.
 *
 * The machine of failover members was not extended: its roles, questions and promises exist because somebody waits for them. Source: engine facts 1.3, 3.2, 4.15, 9.4.
 */
import type { Epoch } from '../journal/epoch.ts';
import type { StoryCode } from '../../contract/stories.ts';
import { isBefore, type JournalPosition } from '../journal/position.ts';
import { assertAsyncStep } from './async-invariants.ts';
import { narrate } from './narration.ts';
import { type Hindrance, isOvercome, isSameCause, meetObstacle, mustWait, type Obstacle, secondsSince, storyOf } from './obstacle.ts';
import type { StopReason } from './stop-reason.ts';
import type { Durable, Effect, JournalState, MessageToBackup, Standing } from './state.ts';
import { heartbeatMs, RETRY_MS, silenceMs } from './timing.ts';

/** Nobody fails over because an async notices a silence late, and it may be far away: never shorter than this. */
const ASYNC_SILENCE_MS_MIN = 4000;
/** A whole round of questions without an answer from anybody. */
const ASK_ROUND_MS = 5000;
/** While it follows one failover member it asks the other as often whether a later term has begun there: it may see a primary that nobody else sees any more. */
const WATCH_MS = 10_000;
/** A member that must be rebuilt looks again this often: the wrong primary may have been chosen. */
const INCONSISTENT_RETRY_MS = 30_000;
/** For so long a search is movement (Transition), then it is waiting (engine facts 3.2). */
const SEARCH_IS_WAITING_MS = 5000;

export interface AsyncSettings {
  readonly mirrorName: string;
  readonly self: { readonly guid: string; readonly name: string };
  /** An async has none; here so that both machines' settings read alike. */
  readonly partner: null;
  readonly failoverMembers: readonly { readonly guid: string; readonly name: string }[];
  readonly qosTimeoutMs: number;
  readonly onlyPrimary: string | null;
}

type SearchReason = 'starting' | 'lost-primary' | 'no-primary' | 'inconsistent' | 'cannot-follow';

/** What the answers of one round have told so far. `inquiry` numbers the round: answers to another one are stale. */
interface Round {
  readonly inquiry: number;
  readonly sinceMs: number;
  /** GUIDs of those that have not answered. */
  readonly awaited: readonly string[];
  /** The primary of the latest term among the answers. */
  readonly best: { readonly guid: string; readonly epoch: Epoch } | null;
}

interface SearchingRole {
  readonly kind: 'searching';
  readonly sinceMs: number;
  readonly reason: SearchReason;
  readonly activity: { readonly kind: 'idle'; readonly retryAtMs: number } | { readonly kind: 'asking'; readonly round: Round } | { readonly kind: 'opening'; readonly primary: string };
}

interface FollowingRole {
  readonly kind: 'following';
  readonly sinceMs: number;
  readonly primary: string;
  readonly session: number;
  /** `comparing` until the histories have been compared; then journal comes. */
  readonly stage: 'comparing' | 'receiving';
  readonly lastHeardMs: number;
  readonly lastSentMs: number;
  /** Of the last receipt sent. */
  readonly receipted: JournalPosition | null;
  /** What the primary last called committed. It may come before the journal that it speaks of. */
  readonly committed: JournalPosition | null;
  readonly watchAtMs: number;
  readonly watch: Round | null;
}

interface AsyncStoppedRole {
  readonly kind: 'stopped';
  readonly sinceMs: number;
}
type AsyncRole = AsyncStoppedRole | SearchingRole | FollowingRole;

export interface AsyncState {
  readonly settings: AsyncSettings;
  /** `epoch`: the latest term it has followed; an earlier primary is never followed again. `lastRole` and `wasActive` stay as they are. */
  readonly durable: Durable;
  readonly journal: JournalState;
  readonly role: AsyncRole;
  readonly inquiries: number;
  /** It is known to need a rebuild: told once, not at every attempt. */
  readonly isInconsistent: boolean;
  /** What keeps it from receiving although its link opens; null while nothing does. */
  readonly hindrance: Hindrance | null;
}

export type AsyncEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'settings-changed'; readonly settings: AsyncSettings }
  | { readonly kind: 'journal-became-durable'; readonly journal: JournalState }
  /** `standing` null: it cannot be reached, or does not know. */
  | { readonly kind: 'member-answered'; readonly inquiry: number; readonly guid: string; readonly standing: Standing | null }
  | { readonly kind: 'link-opened'; readonly session: number; readonly primary: string }
  | { readonly kind: 'link-failed'; readonly primary: string }
  | { readonly kind: 'link-lost'; readonly session: number }
  /** Anything came: journal, or a word that says nothing to the machine. */
  | { readonly kind: 'primary-heard'; readonly session: number }
  | { readonly kind: 'primary-said'; readonly session: number; readonly message: MessageToBackup }
  /** As in the machine of failover members. */
  | { readonly kind: 'databases-changed' }
  | { readonly kind: 'following-hindered'; readonly primary: string; readonly obstacle: Obstacle }
  /** Everything up to `common` is the same; `applied` is how far the furthest database has gone. */
  | { readonly kind: 'history-compared'; readonly session: number; readonly epoch: Epoch; readonly common: JournalPosition; readonly applied: JournalPosition }
  | { readonly kind: 'mirror-stop-ordered'; readonly why: StopReason }
  | { readonly kind: 'mirror-start-ordered'; readonly why: StopReason };

export type AsyncEffect =
  | Extract<Effect, { kind: 'persist' | 'log' | 'close-link' | 'commit-through' }>
  /** Asks each who it is; every one is answered with `member-answered`. */
  | { readonly kind: 'ask-members'; readonly inquiry: number; readonly guids: readonly string[] }
  /** Opens the data channel; answered with `link-opened` or `link-failed`. */
  | { readonly kind: 'open-link-to'; readonly primary: string }
  /** Cuts what the primary never had, then asks it to stream from there. */
  | { readonly kind: 'follow-from'; readonly session: number; readonly position: JournalPosition }
  /** Sign of life and receipt: how much of the journal is on this disk. */
  | { readonly kind: 'send-receipt'; readonly session: number; readonly through: JournalPosition };

type AsyncStep = readonly [AsyncState, readonly AsyncEffect[]];

/** An async that has just started, with what it finds on its disk. */
export function startAsync(options: { settings: AsyncSettings; durable: Durable; journal: JournalState; now: number }): AsyncState {
  const { settings, durable, journal, now } = options;
  const role: AsyncRole = durable.stopped ? { kind: 'stopped', sinceMs: now } : { kind: 'searching', sinceMs: now, reason: 'starting', activity: { kind: 'idle', retryAtMs: now } };
  return { settings, durable, journal, role, inquiries: 0, isInconsistent: false, hindrance: null };
}

/** How long a primary may be silent before the async looks elsewhere. */
export const asyncSilenceMs = (qosTimeoutMs: number) => Math.max(ASYNC_SILENCE_MS_MIN, silenceMs(qosTimeoutMs));

/** Pure: (state, event, now) -> (next state, effects in the order in which they must be carried out). */
export function stepAsync(state: AsyncState, event: AsyncEvent, now: number): AsyncStep {
  const turn = new AsyncTurn(state, now);
  react(turn, event);
  assertAsyncStep(state, event, [turn.state, turn.effects], now);
  return [turn.state, turn.effects];
}

class AsyncTurn {
  state: AsyncState;
  readonly effects: AsyncEffect[] = [];
  readonly now: number;

  constructor(state: AsyncState, now: number) {
    this.state = state;
    this.now = now;
  }

  emit(effect: AsyncEffect): void {
    this.effects.push(effect);
  }

  become(role: AsyncRole): void {
    this.state = { ...this.state, role };
  }

  persist(part: Partial<Durable>): void {
    const durable = { ...this.state.durable, ...part };
    this.state = { ...this.state, durable };
    this.emit({ kind: 'persist', durable });
  }

  tell(severity: 0 | 1 | 2, code: StoryCode, ...args: string[]): void {
    const story = { code, args };
    this.emit({ kind: 'log', severity, text: narrate(story), story });
  }

  /** Begins a round of questions; null when there is nobody to ask. */
  ask(guids: readonly string[]): Round | null {
    if (guids.length === 0) return null;
    const inquiry = this.state.inquiries + 1;
    this.state = { ...this.state, inquiries: inquiry };
    this.emit({ kind: 'ask-members', inquiry, guids });
    return { inquiry, sinceMs: this.now, awaited: guids, best: null };
  }

  nameOf(guid: string): string {
    return this.state.settings.failoverMembers.find((member) => member.guid === guid)?.name ?? '';
  }
}

function react(turn: AsyncTurn, event: AsyncEvent): void {
  const { role } = turn.state;
  switch (event.kind) {
    case 'tick':
      if (role.kind === 'searching') return tickSearching(turn, role);
      return role.kind === 'following' ? tickFollowing(turn, role) : undefined;
    case 'settings-changed':
      turn.state = { ...turn.state, settings: event.settings };
      return;
    case 'journal-became-durable':
      turn.state = { ...turn.state, journal: event.journal };
      goesOn(turn);
      if (role.kind === 'following' && role.committed !== null) turn.emit({ kind: 'commit-through', through: role.committed });
      return;
    case 'member-answered':
      if (role.kind === 'searching' && role.activity.kind === 'asking') return answeredSearch(turn, role, role.activity.round, event);
      return role.kind === 'following' && role.watch ? answeredWatch(turn, role, role.watch, event) : undefined;
    case 'link-opened':
      if (role.kind !== 'searching' || role.activity.kind !== 'opening' || role.activity.primary !== event.primary) return;
      return turn.become({ kind: 'following', sinceMs: turn.now, primary: event.primary, session: event.session, stage: 'comparing', lastHeardMs: turn.now, lastSentMs: turn.now, receipted: null, committed: null, watchAtMs: turn.now + WATCH_MS, watch: null });
    case 'link-failed':
      if (role.kind !== 'searching' || role.activity.kind !== 'opening' || role.activity.primary !== event.primary) return;
      return searchOn(turn, role, 'no-primary');
    case 'link-lost':
      return role.kind === 'following' && role.session === event.session ? lose(turn, role) : undefined;
    case 'primary-heard':
      if (role.kind === 'following' && role.session === event.session) turn.become({ ...role, lastHeardMs: turn.now });
      return;
    case 'primary-said':
      if (role.kind !== 'following' || role.session !== event.session) return;
      turn.become({ ...role, lastHeardMs: turn.now });
      // Before the histories were compared, what it calls committed may lie on a branch that this journal is not on.
      return event.message.kind === 'heartbeat' && role.stage === 'receiving' ? committed(turn, event.message.committed) : undefined;
    case 'databases-changed':
      if (turn.state.hindrance !== null) turn.state = { ...turn.state, hindrance: { ...turn.state.hindrance, untilMs: turn.now } };
      return;
    case 'following-hindered':
      return role.kind === 'stopped' ? undefined : hindered(turn, event);
    case 'history-compared':
      return role.kind === 'following' && role.session === event.session && role.stage === 'comparing' ? compared(turn, role, event) : undefined;
    case 'mirror-stop-ordered':
      if (role.kind === 'stopped') return;
      turn.persist({ stopped: true });
      if (event.why === 'operator') turn.tell(1, 'mirror-stopped');
      turn.emit({ kind: 'close-link' });
      return turn.become({ kind: 'stopped', sinceMs: turn.now });
    case 'mirror-start-ordered':
      if (role.kind !== 'stopped') return;
      turn.persist({ stopped: false });
      if (event.why === 'operator') turn.tell(0, 'mirror-started');
      return search(turn, 'starting');
  }
}

function hindered(turn: AsyncTurn, { primary, obstacle }: Extract<AsyncEvent, { kind: 'following-hindered' }>): void {
  const { hindrance, journal, settings } = turn.state;
  turn.state = { ...turn.state, hindrance: meetObstacle(hindrance, obstacle, { now: turn.now, durable: journal.durable, epoch: turn.state.durable.epoch }) };
  if (isSameCause(obstacle, hindrance?.obstacle)) return;
  const { code, args } = storyOf(obstacle, { sender: turn.nameOf(primary), follower: settings.self.name });
  turn.tell(2, code, ...args);
}

function goesOn(turn: AsyncTurn): void {
  const { hindrance, journal, settings } = turn.state;
  if (!isOvercome(hindrance, journal.durable)) return;
  turn.state = { ...turn.state, hindrance: null };
  turn.tell(0, 'transfer-goes-on', settings.self.name, secondsSince(hindrance, turn.now));
}

function committed(turn: AsyncTurn, through: JournalPosition): void {
  const { role } = turn.state;
  if (role.kind !== 'following') return;
  turn.become({ ...role, committed: through });
  turn.emit({ kind: 'commit-through', through });
}

function search(turn: AsyncTurn, reason: SearchReason, retryAtMs = turn.now): void {
  turn.become({ kind: 'searching', sinceMs: turn.now, reason, activity: { kind: 'idle', retryAtMs } });
}

/** The same search goes on after a moment. */
function searchOn(turn: AsyncTurn, role: SearchingRole, reason: SearchReason, waitMs = RETRY_MS): void {
  turn.become({ ...role, reason: turn.state.isInconsistent ? 'inconsistent' : reason, activity: { kind: 'idle', retryAtMs: turn.now + waitMs } });
}

function tickSearching(turn: AsyncTurn, role: SearchingRole): void {
  const { activity } = role;
  if (activity.kind === 'asking' && turn.now - activity.round.sinceMs >= ASK_ROUND_MS) return conclude(turn, role, activity.round);
  if (activity.kind !== 'idle' || turn.now < activity.retryAtMs) return;
  const round = turn.ask(turn.state.settings.failoverMembers.map(({ guid }) => guid));
  if (round) turn.become({ ...role, activity: { kind: 'asking', round } });
}

/** An earlier term is over, whoever still thinks to serve in it. */
function better(turn: AsyncTurn, round: Round, { guid, standing }: Extract<AsyncEvent, { kind: 'member-answered' }>): Round {
  const awaited = round.awaited.filter((other) => other !== guid);
  const isPrimary = standing?.role === 'primary' && standing.epoch >= turn.state.durable.epoch && standing.epoch > (round.best?.epoch ?? -1);
  return { ...round, awaited, best: isPrimary ? { guid, epoch: standing.epoch } : round.best };
}

function answeredSearch(turn: AsyncTurn, role: SearchingRole, before: Round, event: Extract<AsyncEvent, { kind: 'member-answered' }>): void {
  if (before.inquiry !== event.inquiry || !before.awaited.includes(event.guid)) return;
  const round = better(turn, before, event);
  if (round.awaited.length > 0) return turn.become({ ...role, activity: { kind: 'asking', round } });
  conclude(turn, role, round);
}

function conclude(turn: AsyncTurn, role: SearchingRole, { best }: Round): void {
  if (best === null) return searchOn(turn, role, role.reason === 'starting' || role.reason === 'lost-primary' ? (turn.now - role.sinceMs < SEARCH_IS_WAITING_MS ? role.reason : 'no-primary') : 'no-primary');
  if (mustWait(turn.state.hindrance, { now: turn.now, epoch: best.epoch })) return searchOn(turn, role, 'cannot-follow');
  turn.become({ ...role, activity: { kind: 'opening', primary: best.guid } });
  turn.emit({ kind: 'open-link-to', primary: best.guid });
}

/** Surplus beyond the point where the histories part was never acknowledged by anybody who still counts: it goes, unless a database has it (engine facts 4.15). */
function compared(turn: AsyncTurn, role: FollowingRole, { epoch, common, applied }: Extract<AsyncEvent, { kind: 'history-compared' }>): void {
  const { state } = turn;
  if (epoch < state.durable.epoch) {
    turn.emit({ kind: 'close-link' });
    return search(turn, 'no-primary', turn.now + RETRY_MS);
  }
  if (isBefore(common, applied)) {
    if (!state.isInconsistent) {
      turn.emit({ kind: 'log', severity: 1, text: `Databases hold journal data up to ${at(applied)}, the primary's history agrees only up to ${at(common)}` });
      turn.tell(2, 'inconsistent', state.settings.mirrorName);
    }
    turn.state = { ...turn.state, isInconsistent: true };
    turn.emit({ kind: 'close-link' });
    return search(turn, 'inconsistent', turn.now + INCONSISTENT_RETRY_MS);
  }
  turn.state = { ...turn.state, isInconsistent: false };
  if (isBefore(common, state.journal.durable)) turn.tell(1, 'surplus-discarded', at(common));
  if (epoch > state.durable.epoch) turn.persist({ epoch });
  if (state.hindrance === null) turn.tell(0, 'async-connected', turn.nameOf(role.primary));
  turn.become({ ...role, stage: 'receiving' });
  turn.emit({ kind: 'follow-from', session: role.session, position: common });
}

const at = (position: JournalPosition) => `file #${position.fileCount} offset ${position.offset}`;

function tickFollowing(turn: AsyncTurn, role: FollowingRole): void {
  const { settings, journal } = turn.state;
  if (turn.now - role.lastHeardMs >= asyncSilenceMs(settings.qosTimeoutMs)) {
    turn.emit({ kind: 'close-link' });
    return lose(turn, role);
  }
  let next = role;
  const hasMore = role.receipted === null || isBefore(role.receipted, journal.durable);
  // At most one receipt a tick: nobody waits for it.
  if (role.stage === 'receiving' && (hasMore || turn.now - role.lastSentMs >= heartbeatMs(settings.qosTimeoutMs))) {
    turn.emit({ kind: 'send-receipt', session: role.session, through: journal.durable });
    next = { ...next, receipted: journal.durable, lastSentMs: turn.now };
  }
  if (turn.now >= role.watchAtMs) next = { ...next, watchAtMs: turn.now + WATCH_MS, watch: turn.ask(settings.failoverMembers.filter(({ guid }) => guid !== role.primary).map(({ guid }) => guid)) };
  turn.become(next);
}

/** Only a later term counts: two members may call themselves primary for a moment, and this one is connected to the one of the present term. */
function answeredWatch(turn: AsyncTurn, role: FollowingRole, before: Round, event: Extract<AsyncEvent, { kind: 'member-answered' }>): void {
  if (before.inquiry !== event.inquiry || !before.awaited.includes(event.guid)) return;
  const round = better(turn, before, event);
  if (round.best !== null && round.best.epoch > turn.state.durable.epoch) {
    turn.emit({ kind: 'close-link' });
    return lose(turn, role);
  }
  turn.become({ ...role, watch: round });
}

function lose(turn: AsyncTurn, role: FollowingRole): void {
  // One that comes and goes because of what is told already is no news.
  if (turn.state.hindrance === null) turn.tell(1, 'async-lost-primary', turn.nameOf(role.primary));
  search(turn, 'lost-primary');
}
