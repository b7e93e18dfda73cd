/**
 * The mirror machine of a failover member: (state, event, now) -> (next state, effects). Pure: the driver and the simulator run this same
 * function.
 *
 * This file only routes: which sub-machine answers an event depends on the role. What each decides, and why, stands in its own file.
 * An event that means nothing in the present role (an answer that came too late, a message of a closed link) changes nothing.
 */
import { arbiterLost, arbiterOpened, arbiterSaid, keepArbiter, tickArbiter } from './arbitration.ts';
import {
  acknowledge,
  followingGoesOn,
  followingHindered,
  historyCompared,
  linkLost,
  linkOpened,
  primarySaid,
  tickFollowing,
} from './backup.ts';
import { assertStep } from './invariants.ts';
import { orderPrimary, orderResume, orderStop } from './operator.ts';
import {
  agentAnswered,
  agentUnreachable,
  journalFetched,
  judgeProposal,
  notListedYet,
  partnerAccepted,
  partnerAnswered,
  partnerUnreachable,
  tickDeciding,
} from './deciding.ts';
import {
  backupSaid,
  considerMode,
  fenceAnswered,
  followerConnected,
  followerHindered,
  followerSynchronized,
  localJournalGrew,
  loseBackup,
  partnerReplaced,
  partnerSilent,
  partnerStanding,
  resignWhenDone,
  tickPrimary,
} from './primary.ts';
import type { Durable } from './durable.ts';
import type { MirrorEvent, Step } from './events.ts';
import type { JournalState, MirrorState, Settings } from './state.ts';
import { phaseDone, phaseFailed, takeOver, tickTakingOver } from './takeover.ts';
import { courseAfter } from './takeover-course.ts';
import { decide, Turn } from './turn.ts';

/** A member that has just started, with what it finds on its disk. */
export function startMember(options: { settings: Settings; durable: Durable; journal: JournalState; now: number }): MirrorState {
  const { settings, durable, journal, now } = options;
  const base = {
    settings,
    durable,
    journal,
    arbiter: { kind: 'unused' },
    inquiries: 0,
    orderedS: 0,
    orderRefused: null,
    hindrance: null,
    unable: null,
    course: null,
  } as const;
  if (durable.stopped) return { ...base, role: { kind: 'stopped', sinceMs: now } };
  return {
    ...base,
    role: {
      kind: 'deciding',
      sinceMs: now,
      reason: 'starting',
      completeUntilMs: 0,
      inquiry: { kind: 'idle', retryAtMs: now },
      order: 'none',
      hasForced: false,
      observed: null,
    },
  };
}

export function step(state: MirrorState, event: MirrorEvent, now: number): Step {
  const turn = new Turn(state, now);
  react(turn, event);
  // What kept it from following does not keep it from leading.
  if (turn.state.role.kind === 'taking-over' && state.role.kind !== 'taking-over') turn.patch({ hindrance: null });
  keepArbiter(turn);
  const course = courseAfter(state, turn.state, event, now);
  if (course !== state.course) turn.patch({ course });
  assertStep(state, event, [turn.state, turn.effects], now);
  return [turn.state, turn.effects];
}

function react(turn: Turn, event: MirrorEvent): void {
  const { role } = turn.state;
  switch (event.kind) {
    case 'tick':
      return tick(turn);
    case 'settings-changed':
      changeSettings(turn, event.settings);
      return role.kind === 'backup' || role.kind === 'synchronizing' ? followingGoesOn(turn, 'configuration') : undefined;
    case 'journal-became-durable':
      turn.patch({ journal: event.journal });
      if (role.kind === 'primary') return localJournalGrew(turn, role);
      followingGoesOn(turn, 'journal');
      if (role.kind === 'backup' || role.kind === 'synchronizing') return acknowledge(turn, role);
      return;
    case 'databases-changed':
      return turn.state.hindrance === null ? undefined : turn.patch({ hindrance: { ...turn.state.hindrance, untilMs: turn.now } });
    case 'arbiter-opened':
      arbiterOpened(turn, event.incarnation);
      return considerMode(turn);
    case 'arbiter-lost':
      return arbiterLost(turn);
    case 'arbiter-said':
      return arbiterSaid(turn, event.message);
    case 'takeover-phase-done':
      return role.kind === 'taking-over' ? phaseDone(turn, role, event.phase) : undefined;
    case 'takeover-phase-failed':
      return role.kind === 'taking-over' ? phaseFailed(turn, role, event.phase, event.reason) : undefined;
    case 'stop-ordered':
      if (role.kind === 'primary') {
        // Never taken back: the resignation may be on its way already.
        turn.become({ ...role, stopping: role.stopping || event.failover });
        return resignWhenDone(turn);
      }
      return;
    case 'mirror-stop-ordered':
      return orderStop(turn, event.why);
    case 'mirror-start-ordered':
      if (role.kind !== 'stopped') return;
      turn.persist({ stopped: false });
      if (event.why === 'operator') turn.tell(0, 'mirror-started');
      return decide(turn, 'starting');
    case 'primary-ordered':
      if (event.order === 'force') turn.patch({ orderedS: event.orderedS });
      return orderPrimary(turn, event.order);
    case 'promotion-settled':
      turn.patch({ orderedS: event.orderedS });
      return role.kind === 'deciding' ? takeOver(turn, event.forced ? 'forced' : 'promoted') : undefined;
    case 'resume-ordered':
      return orderResume(turn);
    default:
      return reactToAnswer(turn, event);
  }
}

/** Of the partner and of agents, each to a question. */
type Answer = Extract<MirrorEvent, { kind: `partner-${string}` | `agent-${string}` | 'not-listed-yet' | 'journal-fetched' }>;
/** On a data channel, at either end. */
type OnChannel = Extract<
  MirrorEvent,
  { kind: `link-${string}` | `follower-${string}` | 'history-compared' | 'primary-said' | 'backup-said' | 'following-hindered' }
>;

function reactToAnswer(turn: Turn, event: Answer | OnChannel): void {
  const { role } = turn.state;
  switch (event.kind) {
    case 'partner-asked':
      return answer(turn, event.call, event.question);
    case 'partner-answered':
      if (role.kind === 'deciding') return partnerAnswered(turn, role, event.inquiry, event.standing);
      return role.kind === 'primary' ? partnerStanding(turn, event.standing) : undefined;
    case 'partner-accepted':
      return role.kind === 'deciding' ? partnerAccepted(turn, role, event.inquiry, event.accepted) : undefined;
    case 'partner-was-unreachable':
      if (role.kind === 'primary') return partnerSilent(turn, role);
      return role.kind === 'deciding' ? partnerUnreachable(turn, role, event.inquiry) : undefined;
    case 'not-listed-yet':
      if (role.kind === 'primary') return partnerSilent(turn, role);
      return role.kind === 'deciding' ? notListedYet(turn, role, event.inquiry) : undefined;
    case 'agent-answered':
      if (role.kind === 'deciding') return agentAnswered(turn, role, event.inquiry, event.report);
      return role.kind === 'primary' ? fenceAnswered(turn, role, event.inquiry, event.report) : undefined;
    case 'agent-was-unreachable':
      if (role.kind === 'deciding') return agentUnreachable(turn, role, event);
      return role.kind === 'primary' ? fenceAnswered(turn, role, event.inquiry, null) : undefined;
    case 'journal-fetched':
      return role.kind === 'deciding' ? journalFetched(turn, role, event.inquiry, event.journal) : undefined;
    default:
      return reactOnChannel(turn, event);
  }
}

function reactOnChannel(turn: Turn, event: OnChannel): void {
  const { role } = turn.state;
  switch (event.kind) {
    case 'link-opened':
      return role.kind === 'synchronizing' ? linkOpened(turn, role, event.session) : undefined;
    case 'link-lost':
      if (role.kind !== 'synchronizing' && role.kind !== 'backup') return;
      return role.session === event.session ? linkLost(turn, role) : undefined;
    case 'history-compared':
      return role.kind === 'synchronizing' ? historyCompared(turn, role, event) : undefined;
    case 'primary-said':
      if (role.kind !== 'synchronizing' && role.kind !== 'backup') return;
      return role.session === event.session ? primarySaid(turn, role, event.message) : undefined;
    case 'following-hindered':
      return role.kind === 'synchronizing' || role.kind === 'backup' || role.kind === 'deciding'
        ? followingHindered(turn, event.obstacle)
        : undefined;
    case 'follower-hindered':
      return role.kind === 'primary' ? followerHindered(turn, event.obstacle) : undefined;
    case 'follower-connected':
      if (role.kind === 'primary') return followerConnected(turn, role, event.session, event.guid);
      return turn.emit({ kind: 'close-follower', session: event.session });
    case 'follower-synchronized':
      return role.kind === 'primary' ? followerSynchronized(turn, role, event.session) : undefined;
    case 'follower-lost':
      if (role.kind !== 'primary' || role.backup.kind !== 'connected' || role.backup.session !== event.session) return;
      return loseBackup(turn, role, 'backup-connection-lost');
    case 'backup-said':
      if (role.kind !== 'primary' || role.backup.kind !== 'connected' || role.backup.session !== event.session) return;
      backupSaid(turn, role, event.message);
      return resignWhenDone(turn);
  }
}

function changeSettings(turn: Turn, settings: Settings): void {
  const { partner } = turn.state.settings;
  turn.patch({ settings });
  const { role } = turn.state;
  if (role.kind === 'primary' && partner !== null && settings.partner?.guid !== partner.guid) partnerReplaced(turn, role, partner.name);
}

function answer(turn: Turn, call: number, question: Extract<MirrorEvent, { kind: 'partner-asked' }>['question']): void {
  if (question.kind === 'standing')
    return turn.emit({ kind: 'answer-partner', call, answer: { kind: 'standing', standing: turn.standing } });
  const accepted = judgeProposal(turn, question.from);
  turn.emit({ kind: 'answer-partner', call, answer: { kind: 'verdict', accepted } });
  if (turn.state.role.kind === 'primary') partnerStanding(turn, question.from);
}

function tick(turn: Turn): void {
  tickArbiter(turn);
  const { role } = turn.state;
  switch (role.kind) {
    case 'deciding':
      return tickDeciding(turn, role);
    case 'synchronizing':
    case 'backup':
      return tickFollowing(turn, role);
    case 'taking-over':
      return tickTakingOver(turn, role);
    case 'primary':
      return tickPrimary(turn, role);
    case 'resigned':
    case 'stopped':
      return;
  }
}
