/**
 * The machine of an async member: finds the primary, follows its history, and lets its databases have what the mirror will keep.
 *
 * Think of a reader of a newspaper that has two printing houses, of which one prints at a time. The reader asks both who prints now,
 * subscribes there, and when the paper stops coming asks again. It never prints, and nobody waits for it to have read.
 *
 * It takes no part in elections and its receipts are for people and for purging, never for commits. Two things keep its databases right: it
 * applies only what a primary called committed and its own disk has, and it never follows a primary of an earlier term than it has seen.
 * Journal that a lost primary had written and nobody acknowledged is cut off again before the next one is followed; if a database has gone
 * beyond the common point (somebody forced a member that lacked it), nothing is cut and a person must rebuild.
 *
 * The machine of failover members was not extended: its roles, questions and promises exist because somebody waits for them. Source: engine
 * facts 1.3, 3.2, 4.15, 9.4.
 */
import type { StoryCode } from '../../contract/stories.ts';
import { isCountable } from '../../contract/heard-number.ts';
import { isBefore, type JournalPosition } from '../journal/position.ts';
import { assertAsyncStep } from './async-invariants.ts';
import type {
  AsyncSettings,
  AsyncState,
  AsyncEvent,
  AsyncEffect,
  SearchReason,
  Round,
  SearchingRole,
  FollowingRole,
  AsyncRole,
  AsyncStep,
} from './async-state.ts';
import { farTerm } from './backup.ts';
import { narrate } from './narration.ts';
import { isOvercome, isSameCause, isStoredAgain, meetObstacle, mustWait, secondsSince, storyOf } from './obstacle.ts';
import type { Durable } from './durable.ts';
import type { JournalState } from './state.ts';
import {
  ASK_ROUND_MS,
  ASYNC_INCONSISTENT_RETRY_MS,
  ASYNC_SILENCE_MS_MIN,
  ASYNC_WATCH_MS,
  RETRY_MS,
  SEARCH_IS_WAITING_MS,
  heartbeatMs,
  silenceMs,
} from './timing.ts';

/** An async that has just started, with what it finds on its disk. */
export function startAsync(options: { settings: AsyncSettings; durable: Durable; journal: JournalState; now: number }): AsyncState {
  const { settings, durable, journal, now } = options;
  const role: AsyncRole = durable.stopped
    ? { kind: 'stopped', sinceMs: now }
    : { kind: 'searching', sinceMs: now, reason: 'starting', activity: { kind: 'idle', retryAtMs: now } };
  return { settings, durable, journal, role, inquiries: 0, isInconsistent: false, hindrance: null };
}

/** How long a primary may be silent before the async looks elsewhere. */
export const asyncSilenceMs = (qosTimeoutMs: number) => Math.max(ASYNC_SILENCE_MS_MIN, silenceMs(qosTimeoutMs));

/**
 * The term that this member has come to: no primary of an earlier one is followed. Not `durable.epoch`: as a failover member it may have
 * opened a term, far above all others when it was forced, and died before its journal had it. Nobody ever followed that one.
 */
export const termReached = ({ durable, journal }: Pick<AsyncState, 'durable' | 'journal'>) =>
  Math.max(durable.followedEpoch, journal.epoch);

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
      return role.kind === 'following' ? goesOn(turn, 'configuration') : undefined;
    case 'journal-became-durable':
      turn.state = { ...turn.state, journal: event.journal };
      goesOn(turn, 'journal');
      if (role.kind === 'following' && role.committed !== null) turn.emit({ kind: 'commit-through', through: role.committed });
      return;
    case 'member-answered':
      if (role.kind === 'searching' && role.activity.kind === 'asking') return answeredSearch(turn, role, role.activity.round, event);
      return role.kind === 'following' && role.watch ? answeredWatch(turn, role, role.watch, event) : undefined;
    case 'link-opened':
      if (role.kind !== 'searching' || role.activity.kind !== 'opening' || role.activity.primary !== event.primary) return;
      return turn.become({
        kind: 'following',
        sinceMs: turn.now,
        primary: event.primary,
        session: event.session,
        stage: 'comparing',
        lastHeardMs: turn.now,
        lastSentMs: turn.now,
        receipted: null,
        committed: null,
        watchAtMs: turn.now + ASYNC_WATCH_MS,
        watch: null,
      });
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
      return role.kind === 'following' && role.session === event.session && role.stage === 'comparing'
        ? compared(turn, role, event)
        : undefined;
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
  turn.state = {
    ...turn.state,
    hindrance: meetObstacle(hindrance, obstacle, { now: turn.now, durable: journal.durable, epoch: termReached(turn.state) }),
  };
  if (isSameCause(obstacle, hindrance?.obstacle)) return;
  const { code, args } = storyOf(obstacle, { sender: turn.nameOf(primary), follower: settings.self.name });
  turn.tell(2, code, ...args);
}

function goesOn(turn: AsyncTurn, progress: 'journal' | 'configuration'): void {
  const { hindrance, journal, settings } = turn.state;
  const isOver = progress === 'journal' ? isOvercome(hindrance, journal.durable) : isStoredAgain(hindrance);
  if (hindrance === null || !isOver) return;
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
  turn.become({
    ...role,
    reason: turn.state.isInconsistent ? 'inconsistent' : reason,
    activity: { kind: 'idle', retryAtMs: turn.now + waitMs },
  });
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
  const isPrimary = standing?.role === 'primary' && standing.epoch >= termReached(turn.state) && standing.epoch > (round.best?.epoch ?? -1);
  return { ...round, awaited, best: isPrimary ? { guid, epoch: standing.epoch } : round.best };
}

function answeredSearch(
  turn: AsyncTurn,
  role: SearchingRole,
  before: Round,
  event: Extract<AsyncEvent, { kind: 'member-answered' }>,
): void {
  if (before.inquiry !== event.inquiry || !before.awaited.includes(event.guid)) return;
  const round = better(turn, before, event);
  if (round.awaited.length > 0) return turn.become({ ...role, activity: { kind: 'asking', round } });
  conclude(turn, role, round);
}

function conclude(turn: AsyncTurn, role: SearchingRole, { best }: Round): void {
  if (best === null)
    return searchOn(
      turn,
      role,
      role.reason === 'starting' || role.reason === 'lost-primary'
        ? turn.now - role.sinceMs < SEARCH_IS_WAITING_MS
          ? role.reason
          : 'no-primary'
        : 'no-primary',
    );
  if (mustWait(turn.state.hindrance, { now: turn.now, epoch: best.epoch })) return searchOn(turn, role, 'cannot-follow');
  turn.become({ ...role, activity: { kind: 'opening', primary: best.guid } });
  turn.emit({ kind: 'open-link-to', primary: best.guid });
}

/**
 * Surplus beyond the point where the histories part was never acknowledged by anybody who still counts: it goes, unless a database has it
 * (engine facts 4.15).
 */
function compared(
  turn: AsyncTurn,
  role: FollowingRole,
  { epoch, common, applied }: Extract<AsyncEvent, { kind: 'history-compared' }>,
): void {
  const { state } = turn;
  if (epoch < termReached(state)) {
    turn.emit({ kind: 'close-link' });
    return search(turn, 'no-primary', turn.now + RETRY_MS);
  }
  if (isBefore(common, applied)) {
    if (!state.isInconsistent) {
      turn.emit({
        kind: 'log',
        severity: 1,
        text: `Databases hold journal data up to ${at(applied)}, the primary's history agrees only up to ${at(common)}`,
      });
      turn.tell(2, 'inconsistent', state.settings.mirrorName);
    }
    turn.state = { ...turn.state, isInconsistent: true };
    turn.emit({ kind: 'close-link' });
    return search(turn, 'inconsistent', turn.now + ASYNC_INCONSISTENT_RETRY_MS);
  }
  if (!isCountable(epoch, state.durable.epoch)) {
    if (!state.isInconsistent) turn.emit({ kind: 'log', severity: 2, text: farTerm(epoch, state.durable.epoch) });
    turn.state = { ...turn.state, isInconsistent: true };
    turn.emit({ kind: 'close-link' });
    return search(turn, 'inconsistent', turn.now + ASYNC_INCONSISTENT_RETRY_MS);
  }
  turn.state = { ...turn.state, isInconsistent: false };
  if (isBefore(common, state.journal.durable)) turn.tell(1, 'surplus-discarded', at(common));
  if (epoch > state.durable.followedEpoch) turn.persist({ epoch: Math.max(epoch, state.durable.epoch), followedEpoch: epoch });
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
  if (turn.now >= role.watchAtMs)
    next = {
      ...next,
      watchAtMs: turn.now + ASYNC_WATCH_MS,
      watch: turn.ask(settings.failoverMembers.filter(({ guid }) => guid !== role.primary).map(({ guid }) => guid)),
    };
  turn.become(next);
}

/**
 * Only a later term counts: two members may call themselves primary for a moment, and this one is connected to the one of the present term.
 */
function answeredWatch(turn: AsyncTurn, role: FollowingRole, before: Round, event: Extract<AsyncEvent, { kind: 'member-answered' }>): void {
  if (before.inquiry !== event.inquiry || !before.awaited.includes(event.guid)) return;
  const round = better(turn, before, event);
  if (round.best !== null && round.best.epoch > termReached(turn.state)) {
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
