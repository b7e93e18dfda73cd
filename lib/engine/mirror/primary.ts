/**
 * Being primary: when a write counts as done, and when to go on without the backup.
 *
 * A record is committed when it is durable here and, while the backup is Active, durable there (engine facts 4.2). An Active backup that
 * falls silent is not simply forgotten:
 * it may be about to take over. So commits wait (trouble state) until it is certain that it cannot: it said so itself, the arbiter said so,
 * or, in agent mode, the trouble timeout has passed, after which it needs our agent's word to take over.
 */
import type { StoryCode } from '../../contract/stories.ts';
import { earlier, isBefore, isSamePosition, type JournalPosition, later } from '../journal/position.ts';
import { narrate } from './narration.ts';
import { isSameCause, meetObstacle, type Obstacle, secondsSince, storyOf } from './obstacle.ts';
import type { AgentReport, MeantProcess, MessageToPrimary, Standing } from './dialogue.ts';
import type { BackupLink, MirrorState, PrimaryRole } from './state.ts';
import { ASK_PARTNER_MS, HAND_OVER_MS, heartbeatMs, RETRY_MS, silenceMs, troubleMs } from './timing.ts';
import { mayBePrimary, nameArrangement, type Turn } from './turn.ts';
import { type StopReason, storyOfStop } from './stop-reason.ts';

/** Whatever changed: release what is now safe. */
export function release(turn: Turn, role: PrimaryRole): void {
  const through = commitLimit(role, turn.state.journal.durable);
  if (!isBefore(role.committed, through)) return turn.become(role);
  turn.become({ ...role, committed: through });
  turn.emit({ kind: 'commit-through', through });
}

/** How far commits may go: both journals while the backup is Active, nowhere in trouble, else the local journal alone. */
export function commitLimit(role: PrimaryRole, durable: JournalPosition): JournalPosition {
  if (role.trouble.kind !== 'none') return role.committed;
  if (role.backup.kind === 'connected' && role.backup.standing !== 'catching-up')
    return later(role.committed, earlier(durable, role.backup.acknowledged));
  return later(role.committed, durable);
}

export function localJournalGrew(turn: Turn, role: PrimaryRole): void {
  const { backup } = role;
  const owes =
    backup.kind === 'connected' &&
    backup.standing !== 'catching-up' &&
    backup.owedSinceMs === null &&
    isBefore(backup.acknowledged, turn.state.journal.durable);
  release(turn, owes ? { ...role, backup: { ...backup, owedSinceMs: turn.now } } : role);
}

export function followerConnected(turn: Turn, role: PrimaryRole, session: number, guid: string): void {
  if (guid !== turn.state.settings.partner?.guid || session <= role.lastSession) return turn.emit({ kind: 'close-follower', session });
  if (role.backup.kind === 'connected') turn.emit({ kind: 'close-follower', session: role.backup.session });
  const backup: BackupLink = {
    kind: 'connected',
    session,
    acknowledged: { fileCount: 0, offset: 0 },
    lastHeardMs: turn.now,
    lastSentMs: turn.now,
    standing: 'catching-up',
    incarnation: null,
    owedSinceMs: null,
  };
  // A member that asks to follow has given up being Active, and with it every claim: trouble is over.
  if (role.trouble.kind !== 'none') turn.tell(0, 'backup-back');
  release(turn, { ...role, backup, lastSession: session, trouble: { kind: 'none' }, mode: { kind: 'agent' }, fence: null });
}

/** It has all that was written before this moment, or will within a round trip: commits begin to wait for it. */
export function followerSynchronized(turn: Turn, role: PrimaryRole, session: number): void {
  const { backup } = role;
  if (backup.kind !== 'connected' || backup.session !== session || backup.standing !== 'catching-up' || role.stopping) return;
  const owes = isBefore(backup.acknowledged, turn.state.journal.durable);
  activateWhenEven(turn, { ...role, backup: { ...backup, standing: 'activating', owedSinceMs: owes ? turn.now : null } });
}

/** Tells the backup that it is Active once it holds every record that was ever committed without it. */
function activateWhenEven(turn: Turn, role: PrimaryRole): void {
  const { backup } = role;
  if (backup.kind === 'connected' && backup.standing === 'activating' && !isBefore(backup.acknowledged, role.committed)) {
    turn.tell(0, 'backup-active', turn.state.settings.partner?.name ?? '');
    followerGoesOn(turn);
    turn.emit({ kind: 'tell-backup', session: backup.session, message: { kind: 'you-are-active', committed: role.committed } });
    return release(turn, { ...role, backup: { ...backup, standing: 'active' } });
  }
  release(turn, role);
}

/** The journal cannot be sent to the backup, or its disk does not take it: told once, and so is that it is gone, until it is Active. */
export function followerHindered(turn: Turn, obstacle: Obstacle): void {
  const { hindrance, journal, settings } = turn.state;
  turn.patch({
    hindrance: meetObstacle(hindrance, obstacle, { now: turn.now, durable: journal.durable, epoch: turn.state.durable.epoch }),
  });
  if (isSameCause(obstacle, hindrance?.obstacle)) return;
  const { code, args } = storyOf(obstacle, { sender: settings.self.name, follower: settings.partner?.name ?? '' });
  turn.tell(2, code, ...args);
}

function followerGoesOn(turn: Turn): void {
  const { hindrance, settings } = turn.state;
  if (hindrance === null) return;
  turn.patch({ hindrance: null });
  turn.tell(0, 'transfer-goes-on', settings.partner?.name ?? '', secondsSince(hindrance, turn.now));
}

export function backupSaid(turn: Turn, role: PrimaryRole, message: MessageToPrimary): void {
  if (role.backup.kind !== 'connected') return;
  const backup = { ...role.backup, lastHeardMs: turn.now };
  switch (message.kind) {
    case 'acknowledge': {
      const acknowledged = later(backup.acknowledged, message.through);
      const owes = backup.standing !== 'catching-up' && isBefore(acknowledged, turn.state.journal.durable);
      return activateWhenEven(turn, { ...role, backup: { ...backup, acknowledged, owedSinceMs: owes ? turn.now : null } });
    }
    case 'heartbeat':
      turn.become({ ...role, backup: { ...backup, incarnation: message.incarnation, lastSentMs: turn.now } });
      turn.emit({
        kind: 'tell-backup',
        session: backup.session,
        message: { kind: 'heartbeat', committed: role.committed, echoMs: message.sentMs, mode: role.mode.kind },
      });
      return considerMode(turn);
    case 'entered-arbiter-mode':
      return turn.become({
        ...role,
        backup,
        modeConfirmed: role.mode.kind === 'arbiter' && role.mode.arrangement.id === message.arrangement,
      });
    case 'left-arbiter-mode':
      if (role.mode.kind !== 'arbiter' || role.mode.arrangement.id !== message.arrangement) return turn.become({ ...role, backup });
      turn.become({ ...role, backup, mode: { kind: 'agent' } });
      return turn.tell(0, 'mode-agent');
    case 'resignation-taken':
      turn.become({ kind: 'resigned', sinceMs: turn.now });
      turn.tell(1, 'handed-over');
      turn.emit({ kind: 'close-databases' });
      // The instance that an operator stops ends by itself; one that only handed over stays down until somebody starts it (engine facts
      // 4.9).
      if (role.handOver !== null)
        turn.emit({ kind: 'halt', reason: 'an operator made the other failover member primary', isPlanned: true });
      return;
    case 'hand-over-asked':
      return handOver(turn, { ...role, backup });
    case 'stopping-mirror':
      return letGo(turn, role, message.why);
  }
}

/** Only to an Active backup: any other one will have this member forced down, which loses nothing either. */
function handOver(turn: Turn, role: PrimaryRole): void {
  if (role.backup.kind !== 'connected' || role.backup.standing !== 'active' || role.stopping) return turn.become(role);
  turn.tell(1, 'hand-over-asked', turn.state.settings.partner?.name ?? '');
  turn.become({ ...role, stopping: true, handOver: { sinceMs: turn.now, isSent: false } });
}

/** The backup has given up its standing by its own word: no trouble state is needed to part with it. */
function letGo(turn: Turn, role: PrimaryRole, why: StopReason): void {
  if (role.backup.kind !== 'connected') return;
  turn.emit({ kind: 'close-follower', session: role.backup.session });
  turn.tell(0, storyOfStop[why], turn.state.settings.partner?.name ?? '');
  release(turn, {
    ...withdrawHandOver(turn, role),
    backup: { kind: 'none', sinceMs: turn.now, word: 'stopped', askAtMs: turn.now + ASK_PARTNER_MS },
    mode: { kind: 'agent' },
  });
}

/**
 * The configuration names another partner, or none. Only a primary changes it, and only after the former one has written down that it is no
 * failover member any more (`roll.ts`): that one can take over no longer, nobody needs to wait for it, and no arbiter needs to be asked,
 * whether its own last word was heard here or not.
 */
export function partnerReplaced(turn: Turn, role: PrimaryRole, former: string): void {
  const { backup } = role;
  if (backup.kind === 'connected') turn.emit({ kind: 'close-follower', session: backup.session });
  if (role.trouble.kind !== 'none') turn.log(0, `${former} is no failover member any more: leaving trouble state`);
  release(turn, {
    ...withdrawHandOver(turn, role),
    backup: { kind: 'none', sinceMs: turn.now, word: 'unknown', askAtMs: turn.now + ASK_PARTNER_MS },
    mode: { kind: 'agent' },
    trouble: { kind: 'none' },
  });
}

/** A hand-over whose resignation was not sent leaves this member what it was. */
function withdrawHandOver(turn: Turn, role: PrimaryRole): PrimaryRole {
  if (role.handOver === null || role.handOver.isSent) return role;
  turn.tell(1, 'hand-over-abandoned');
  return { ...role, stopping: false, handOver: null };
}

/** Engine facts 4.4: arbiter control begins and ends by agreement; the primary enters before the backup and leaves after it. */
export function considerMode(turn: Turn): void {
  const { role, arbiter } = turn.state;
  if (role.kind !== 'primary' || role.backup.kind !== 'connected' || role.trouble.kind !== 'none') return;
  const { backup } = role;
  const together = arbiter.kind === 'connected' && backup.incarnation === arbiter.incarnation;
  if (role.mode.kind === 'agent' && together && backup.standing === 'active' && !role.stopping) {
    const id = nameArrangement(turn.state.durable.epoch, turn.nextInquiry());
    const mode = { kind: 'arbiter', arrangement: { id, incarnation: arbiter.incarnation } } as const;
    turn.become({ ...role, mode, modeConfirmed: false });
    turn.tell(0, 'mode-arbiter');
    turn.emit({ kind: 'tell-arbiter', message: { kind: 'arrange', arrangement: id, primary: turn.state.settings.self.guid } });
    turn.emit({ kind: 'tell-backup', session: backup.session, message: { kind: 'enter-arbiter-mode', arrangement: mode.arrangement } });
    return;
  }
  if (role.mode.kind === 'arbiter' && (!together || role.mode.arrangement.incarnation !== arbiter.incarnation)) {
    turn.emit({
      kind: 'tell-backup',
      session: backup.session,
      message: { kind: 'leave-arbiter-mode', arrangement: role.mode.arrangement.id },
    });
  }
}

/** The backup is gone or owes an acknowledgement for too long. */
export function loseBackup(
  turn: Turn,
  role: PrimaryRole,
  why: Extract<StoryCode, 'backup-connection-lost' | 'backup-silent' | 'backup-owes'>,
): void {
  const { backup } = role;
  if (backup.kind !== 'connected') return;
  turn.emit({ kind: 'close-follower', session: backup.session });
  const alone: PrimaryRole = {
    ...withdrawHandOver(turn, role),
    backup: { kind: 'none', sinceMs: turn.now, word: 'unknown', askAtMs: turn.now + ASK_PARTNER_MS },
  };
  // One that comes and goes because of what is told already is no news.
  if (backup.standing === 'active' || turn.state.hindrance === null) turn.tell(1, why);
  if (backup.standing !== 'active') {
    // At once, before it comes again: it may be an async by now, which never becomes Active.
    turn.emit({ kind: 'ask-partner', inquiry: turn.nextInquiry(), question: { kind: 'standing' } });
    return release(turn, { ...alone, mode: { kind: 'agent' } });
  }
  if (role.mode.kind === 'agent') {
    turn.tell(1, 'trouble-agent-mode');
    return turn.become({
      ...alone,
      trouble: { kind: 'until', sinceMs: turn.now, untilMs: turn.now + troubleMs(turn.state.settings.longestQosTimeoutMs) },
    });
  }
  turn.tell(1, 'trouble-arbiter-mode');
  turn.become({
    ...alone,
    trouble: {
      kind: 'indefinite',
      sinceMs: turn.now,
      askAtMs: turn.now,
      notBeforeMs: role.modeConfirmed ? turn.now : turn.now + troubleMs(turn.state.settings.longestQosTimeoutMs),
    },
  });
  askToContinue(turn);
}

/** Repeated while in trouble: the arbiter may have been unreachable for a moment. */
function askToContinue(turn: Turn): void {
  const { role, arbiter } = turn.state;
  if (role.kind !== 'primary' || role.trouble.kind !== 'indefinite' || role.mode.kind !== 'arbiter' || turn.now < role.trouble.askAtMs)
    return;
  turn.become({ ...role, trouble: { ...role.trouble, askAtMs: turn.now + RETRY_MS } });
  if (arbiter.kind === 'connected')
    turn.emit({ kind: 'tell-arbiter', message: { kind: 'continue', arrangement: role.mode.arrangement.id } });
  // Without the arbiter only the other member can tell: it may have become primary, or be on its way back.
  turn.emit({ kind: 'ask-partner', inquiry: turn.nextInquiry(), question: { kind: 'standing' } });
}

export function continueGranted(turn: Turn, role: PrimaryRole, arrangement: string): void {
  if (
    role.trouble.kind !== 'indefinite' ||
    role.mode.kind !== 'arbiter' ||
    role.mode.arrangement.id !== arrangement ||
    turn.now < role.trouble.notBeforeMs
  )
    return;
  turn.tell(0, 'continue-granted');
  release(turn, { ...role, trouble: { kind: 'none' }, mode: { kind: 'agent' } });
}

/**
 * What a primary learns when the other member speaks of itself. A journal of a later term is as good as a living primary of it: that term
 * has begun, its owner may have acknowledged writes in it, and it may be down or deciding only because it crashed since.
 */
export function partnerStanding(turn: Turn, partner: Standing): void {
  const { epoch } = turn.state.durable;
  const isServing = (partner.role === 'primary' || partner.role === 'taking-over') && partner.epoch > epoch;
  if (isServing) dethrone(turn, 'dethroned-by-primary');
  else if (partner.journal.epoch > epoch) dethrone(turn, 'dethroned-by-history');
  else hearWord(turn, partner.role === 'stopped' ? 'stopped' : 'unknown');
}

/** No answer: nothing that it said before is known to hold. */
export const partnerSilent = (turn: Turn, _role: PrimaryRole): void => hearWord(turn, 'unknown');

function hearWord(turn: Turn, word: 'unknown' | 'stopped'): void {
  const { role } = turn.state;
  if (role.kind === 'primary' && role.backup.kind === 'none') turn.become({ ...role, backup: { ...role.backup, word } });
}

/** What became of the other member: it may have been stopped by an operator, or have been primary since. */
function askWhereabouts(turn: Turn): void {
  const { role, settings } = turn.state;
  if (role.kind !== 'primary' || role.backup.kind !== 'none' || settings.partner === null || turn.now < role.backup.askAtMs) return;
  turn.become({ ...role, backup: { ...role.backup, askAtMs: turn.now + ASK_PARTNER_MS } });
  turn.emit({ kind: 'ask-partner', inquiry: turn.nextInquiry(), question: { kind: 'standing' } });
}

/** Another member owns a later term: this one may never write again. */
export function dethrone(turn: Turn, why: Extract<StoryCode, `dethroned-${string}` | 'hand-over-unanswered'>): void {
  turn.tell(2, why);
  turn.emit({ kind: 'close-databases' }, { kind: 'halt', reason: narrate({ code: why, args: [] }), isPlanned: false });
  turn.become({ kind: 'resigned', sinceMs: turn.now });
}

export function tickPrimary(turn: Turn, role: PrimaryRole): void {
  const { qosTimeoutMs } = turn.state.settings;
  const { backup, trouble } = role;
  if (backup.kind === 'connected') {
    const lost = turn.now - backup.lastHeardMs >= silenceMs(qosTimeoutMs);
    const owes = backup.owedSinceMs !== null && turn.now - backup.owedSinceMs >= silenceMs(qosTimeoutMs);
    if (lost || owes) return loseBackup(turn, role, owes ? 'backup-owes' : 'backup-silent');
    if (turn.now - backup.lastSentMs >= heartbeatMs(qosTimeoutMs) * 2) {
      turn.become({ ...role, backup: { ...backup, lastSentMs: turn.now } });
      turn.emit({
        kind: 'tell-backup',
        session: backup.session,
        message: { kind: 'heartbeat', committed: role.committed, echoMs: 0, mode: role.mode.kind },
      });
    }
  }
  if (trouble.kind === 'until' && turn.now >= trouble.untilMs) {
    turn.tell(0, 'trouble-timeout-passed');
    return release(turn, { ...role, trouble: { kind: 'none' } });
  }
  if (role.handOver !== null && turn.now - role.handOver.sinceMs >= HAND_OVER_MS) {
    if (role.handOver.isSent) return dethrone(turn, 'hand-over-unanswered');
    turn.become(withdrawHandOver(turn, turn.state.role as PrimaryRole));
  }
  askToContinue(turn);
  askWhereabouts(turn);
  considerMode(turn);
  fenceOldPrimary(turn);
  resignWhenDone(turn);
}

/**
 * The process that led before this member: the one that it followed, or, when it never followed the other member, any that leads in an
 * earlier term.
 */
export const formerPrimary = ({ durable, settings }: MirrorState): MeantProcess =>
  durable.followed !== null && durable.followed.guid === settings.partner?.guid
    ? { kind: 'process', process: durable.followed.process }
    : { kind: 'older-term', than: durable.epoch };

/**
 * After a takeover by the arbiter's word the old primary is silent, not known to be dead: its agent is asked to make sure. The order means
 * the process that led; one that has been started since asks who is primary before it does anything, and is left alone.
 */
function fenceOldPrimary(turn: Turn): void {
  const { role } = turn.state;
  if (role.kind !== 'primary' || role.fence === null || role.fence.inquiry !== null || turn.now < role.fence.retryAtMs) return;
  const inquiry = turn.nextInquiry();
  turn.become({ ...role, fence: { ...role.fence, inquiry } });
  turn.emit({ kind: 'ask-agent', inquiry, question: 'force-down', meant: formerPrimary(turn.state) });
}

export function fenceAnswered(turn: Turn, role: PrimaryRole, inquiry: number, report: AgentReport | null): void {
  if (role.fence?.inquiry !== inquiry) return;
  if (report?.instance === 'down') {
    turn.tell(0, 'former-primary-down');
    return turn.become({ ...role, fence: null });
  }
  turn.become({ ...role, fence: { inquiry: null, retryAtMs: turn.now + RETRY_MS } });
}

/** A clean stop: no new writes, then hand over to an Active backup that has everything; without one, simply stop. */
export function resignWhenDone(turn: Turn): void {
  const { role, journal } = turn.state;
  if (role.kind !== 'primary' || !role.stopping || !isSamePosition(role.committed, journal.durable)) return;
  if (role.backup.kind !== 'connected' || role.backup.standing !== 'active') return;
  if (role.handOver === null && !mayBePrimary(turn, turn.state.settings.partner?.guid)) return;
  if (role.handOver?.isSent === false) turn.become({ ...role, handOver: { ...role.handOver, isSent: true } });
  // First, so that the virtual IP is never on two cards.
  turn.emit({ kind: 'close-databases' });
  turn.emit({ kind: 'tell-backup', session: role.backup.session, message: { kind: 'resigning', final: role.committed } });
}
