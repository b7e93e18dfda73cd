/**
 * Following a primary: from opening the link over synchronizing to being the Active backup, and what to do when the link breaks.
 *
 * The one thing that matters is knowing whether this journal holds everything that was ever acknowledged. It does from the moment the
 * primary says `you-are-active` until the primary may have gone on alone: in arbiter mode that needs this member's word or the arbiter's,
 * in agent mode it can happen a trouble timeout after the primary last counted on us.
 */
import { isCountable } from '../../contract/heard-number.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { JournalPosition } from '../journal/position.ts';
import { isBefore } from '../journal/position.ts';
import { askAgent, claimFromArbiter, forceDown } from './deciding.ts';
import { isOvercome, isSameCause, isStoredAgain, meetObstacle, type Obstacle, secondsSince, storyOf } from './obstacle.ts';
import type { MessageToBackup } from './dialogue.ts';
import type { BackupRole, DecidingRole, SynchronizingRole } from './state.ts';
import { takeOver } from './takeover.ts';
import { INCONSISTENT_RETRY_MS, heartbeatMs, relianceMs, silenceMs } from './timing.ts';
import { decide, inquire, mayBePrimary, observes, type Turn } from './turn.ts';

const currentIncarnation = (turn: Turn) => (turn.state.arbiter.kind === 'connected' ? turn.state.arbiter.incarnation : null);

export function linkOpened(turn: Turn, role: SynchronizingRole, session: number): void {
  if (role.session !== null) return;
  turn.become({ ...role, session, lastHeardMs: turn.now });
  if (!role.isRetry) turn.log(0, `MirrorClient: Connected to primary: ${turn.state.settings.partner?.name ?? ''} (ver 4)`);
}

/** Follow the primary's history from the last common point, or refuse when a database has gone beyond it (engine facts 4.15). */
export function historyCompared(
  turn: Turn,
  role: SynchronizingRole,
  options: { session: number; epoch: Epoch; process: string; common: JournalPosition; applied: JournalPosition },
): void {
  if (role.session !== options.session) return;
  if (isBefore(options.common, options.applied)) {
    if (!role.isRetry) {
      turn.log(
        1,
        `Databases hold journal data up to ${at(options.applied)}, the primary's history agrees only up to ${at(options.common)}`,
      );
      turn.tell(2, 'inconsistent', turn.state.settings.mirrorName);
    }
    turn.emit({ kind: 'close-link' });
    decide(turn, 'inconsistent');
    return inquire(turn, turn.state.role as DecidingRole, { kind: 'idle', retryAtMs: turn.now + INCONSISTENT_RETRY_MS });
  }
  if (!isCountable(options.epoch, turn.state.durable.epoch)) {
    if (!role.isRetry) turn.log(2, farTerm(options.epoch, turn.state.durable.epoch));
    turn.emit({ kind: 'close-link' });
    decide(turn, 'inconsistent');
    return inquire(turn, turn.state.role as DecidingRole, { kind: 'idle', retryAtMs: turn.now + INCONSISTENT_RETRY_MS });
  }
  const { partner } = turn.state.settings;
  const surplus = isBefore(options.common, turn.state.journal.durable);
  if (surplus) turn.tell(1, 'surplus-discarded', at(options.common));
  turn.persist({
    epoch: Math.max(options.epoch, turn.state.durable.epoch),
    lastRole: 'backup',
    wasActive: false,
    followed: partner && { guid: partner.guid, process: options.process },
    followedEpoch: Math.max(options.epoch, turn.state.durable.followedEpoch),
  });
  // What is about to be cut off must not be acknowledged any more.
  if (surplus) turn.patch({ journal: { ...turn.state.journal, durable: options.common } });
  turn.emit({ kind: 'follow-from', session: options.session, position: options.common });
}

/** Somebody has miscounted, or lies. To go on from such a number would leave none to the others. */
export const farTerm = (heard: Epoch, own: Epoch) =>
  `The primary says that it is in term ${heard}, far above term ${own} of this member, so it is not followed. If it is right, leave the mirror on this member and join again`;

const at = (position: JournalPosition) => `file #${position.fileCount} offset ${position.offset}`;

export function primarySaid(turn: Turn, role: SynchronizingRole | BackupRole, message: MessageToBackup): void {
  const heard = { ...role, lastHeardMs: turn.now };
  turn.become(heard);
  switch (message.kind) {
    case 'heartbeat':
      // Nothing is echoed that was not sent: a primary that says more must not be counted on for longer.
      if (heard.kind === 'backup' && message.mode === 'agent')
        turn.become({ ...heard, echoedMs: Math.max(heard.echoedMs, Math.min(message.echoMs, heard.lastSentMs)) });
      return turn.emit({ kind: 'commit-through', through: message.committed });
    case 'you-are-active':
      return becomeActive(turn, heard, message.committed);
    case 'enter-arbiter-mode':
      // Only with the very arbiter that the arrangement was made with: a restarted one knows nothing of it.
      if (heard.kind !== 'backup' || !heard.active || message.arrangement.incarnation !== currentIncarnation(turn))
        return leaveArbiterMode(turn, heard, message.arrangement.id);
      turn.become({ ...heard, mode: { kind: 'arbiter', arrangement: message.arrangement } });
      turn.tell(0, 'mode-arbiter');
      return turn.emit({
        kind: 'tell-primary',
        session: heard.session,
        message: { kind: 'entered-arbiter-mode', arrangement: message.arrangement.id },
      });
    case 'leave-arbiter-mode':
      return leaveArbiterMode(turn, heard, message.arrangement);
    case 'resigning':
      return primaryResigned(turn, heard, message.final);
  }
}

function becomeActive(turn: Turn, role: SynchronizingRole | BackupRole, committed: JournalPosition): void {
  if (role.session === null) return;
  // The primary began to count on this member after it heard it on this link: not before the link was asked for.
  turn.become({
    kind: 'backup',
    sinceMs: turn.now,
    session: role.session,
    lastHeardMs: turn.now,
    lastSentMs: role.lastSentMs,
    active: true,
    mode: { kind: 'agent' },
    echoedMs: role.sinceMs,
    handOverUntilMs: null,
  });
  if (!turn.state.durable.wasActive) turn.persist({ wasActive: true });
  turn.tell(0, 'became-active-backup');
  turn.emit({ kind: 'commit-through', through: committed });
}

/** Leaving is this member's word that it will not claim from the arbiter: the primary leaves after it. */
export function leaveArbiterMode(turn: Turn, role: SynchronizingRole | BackupRole, arrangement: string): void {
  if (role.kind === 'backup' && role.mode.kind === 'arbiter') {
    if (role.mode.arrangement.id !== arrangement) return;
    // Until the primary says that it is in agent mode too, it may be let go on alone at any moment: no time counts for us.
    turn.become({ ...role, mode: { kind: 'agent' }, echoedMs: Number.NEGATIVE_INFINITY });
    turn.tell(0, 'mode-agent');
  }
  if (role.session !== null)
    turn.emit({ kind: 'tell-primary', session: role.session, message: { kind: 'left-arbiter-mode', arrangement } });
}

function primaryResigned(turn: Turn, role: SynchronizingRole | BackupRole, final: JournalPosition): void {
  if (role.kind !== 'backup' || !role.active || isBefore(turn.state.journal.durable, final)) return;
  const isOrdered = role.handOverUntilMs !== null;
  if (!isOrdered && !mayBePrimary(turn, turn.state.settings.self.guid)) return;
  turn.emit({ kind: 'tell-primary', session: role.session, message: { kind: 'resignation-taken' } });
  takeOver(turn, isOrdered ? 'ordered' : 'primary-resigned');
}

/** Told once; how long the next try waits grows with every time that the same stands in the way. */
export function followingHindered(turn: Turn, obstacle: Obstacle): void {
  const { hindrance, journal, settings } = turn.state;
  turn.patch({
    hindrance: meetObstacle(hindrance, obstacle, { now: turn.now, durable: journal.durable, epoch: turn.state.durable.epoch }),
  });
  if (isSameCause(obstacle, hindrance?.obstacle)) return;
  const { code, args } = storyOf(obstacle, { sender: settings.partner?.name ?? '', follower: settings.self.name });
  turn.tell(2, code, ...args);
}

/** More of the journal came than when the obstacle was met, or the configuration that comes before it is written down. */
export function followingGoesOn(turn: Turn, progress: 'journal' | 'configuration'): void {
  const { hindrance, journal, settings } = turn.state;
  const isOver = progress === 'journal' ? isOvercome(hindrance, journal.durable) : isStoredAgain(hindrance);
  if (hindrance === null || !isOver) return;
  turn.patch({ hindrance: null });
  turn.tell(0, 'transfer-goes-on', settings.self.name, secondsSince(hindrance, turn.now));
}

/** What this member received is durable: tell the primary. Called for every journal block, so it does nothing else. */
export function acknowledge(turn: Turn, role: SynchronizingRole | BackupRole): void {
  if (role.session === null) return;
  turn.emit({ kind: 'tell-primary', session: role.session, message: { kind: 'acknowledge', through: turn.state.journal.durable } });
}

export function tickFollowing(turn: Turn, role: SynchronizingRole | BackupRole): void {
  const { qosTimeoutMs } = turn.state.settings;
  if (turn.now - role.lastHeardMs >= silenceMs(qosTimeoutMs)) {
    turn.log(1, 'MirrorClient: Primary AckDaemon failed to answer status request');
    turn.emit({ kind: 'close-link' });
    return linkLost(turn, role);
  }
  if (role.kind === 'backup' && role.handOverUntilMs !== null && turn.now >= role.handOverUntilMs) return forceDownPrimary(turn, role);
  if (role.session !== null && turn.now - role.lastSentMs >= heartbeatMs(qosTimeoutMs)) {
    turn.become({ ...role, lastSentMs: turn.now });
    turn.emit({
      kind: 'tell-primary',
      session: role.session,
      message: { kind: 'heartbeat', sentMs: turn.now, incarnation: currentIncarnation(turn) },
    });
    // A journal that lacks nothing gets no block to acknowledge: without this the primary would never learn that it is complete.
    if (role.kind === 'synchronizing') acknowledge(turn, role);
  }
}

/** Until when this journal may be held to be complete once the link is gone; see `DecidingRole`. */
const completeUntil = (turn: Turn, role: SynchronizingRole | BackupRole) =>
  role.kind === 'backup' && role.active && role.mode.kind === 'agent' ? role.echoedMs + relianceMs(turn.state.settings.qosTimeoutMs) : 0;

/** By order of an operator: the primary did not, or cannot, hand over. Its agent ends it, and gives what this journal lacks. */
export function forceDownPrimary(turn: Turn, role: SynchronizingRole | BackupRole): void {
  turn.emit({ kind: 'close-link' });
  decide(turn, 'lost-primary', completeUntil(turn, role), 'try');
  forceDown(turn, turn.state.role as DecidingRole);
}

/** Engine facts 4.5 and 4.8: whom to ask depends on the mode, and what may be concluded on whether this member was Active. */
export function linkLost(turn: Turn, role: SynchronizingRole | BackupRole): void {
  if (role.kind === 'synchronizing') return decide(turn, 'lost-primary');
  turn.tell(1, role.active ? 'lost-primary-active' : 'lost-primary-not-active');
  decide(turn, 'lost-primary', completeUntil(turn, role), role.handOverUntilMs === null ? 'none' : 'try');
  const deciding = turn.state.role as DecidingRole;
  const mayClaim = role.active && turn.state.unable === null && mayBePrimary(turn, turn.state.settings.self.guid);
  if (mayClaim && role.mode.kind === 'arbiter' && role.mode.arrangement.incarnation === currentIncarnation(turn)) {
    if (!observes(turn, deciding)) return claimFromArbiter(turn, deciding, role.mode.arrangement);
    // A claim is more than a question: who has claimed keeps the primary from going on.
    turn.tell(1, 'would-claim', turn.state.settings.partner?.name ?? '');
  }
  askAgent(turn, deciding);
}
