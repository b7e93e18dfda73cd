/** What a simulated member asks the agent of another one's host: for a report, to force that one down, to lock it out, for its journal. */
import { isBefore } from '../journal/position.ts';
import type { LockAnswer, Retrieved } from '../mirror/promotion-steps.ts';
import { BY_HAND } from '../mirror/lock-out.ts';
import type { DemotionResult, Roll } from '../mirror/roll.ts';
import { isWordOf } from '../agent/meant.ts';
import type { AgentReport } from '../mirror/dialogue.ts';
import type { Effect } from '../mirror/events.ts';
import { meetOnDisk } from './meeting.ts';
import type { AgentReply, AgentRequest } from './messages.ts';
import { CALL_TIMEOUT_MS } from './network.ts';
import type { FailoverProcess, Host, MemberLife } from './stage.ts';

export function askAgent(instance: FailoverProcess, partner: Host | null, effect: Extract<Effect, { kind: 'ask-agent' }>): void {
  const { inquiry } = effect;
  const request: AgentRequest =
    effect.question === 'report'
      ? { kind: 'report' }
      : { kind: 'force-down', meant: effect.meant, isFence: instance.machine.role.kind === 'primary' };
  callAgent(instance.life, partner, request, (reply) => {
    // Another member's word is as good as none.
    if (reply === null || (reply.kind === 'report' && !isWordOf(partner?.self.guid ?? '', reply.report)))
      instance.handle({ kind: 'agent-was-unreachable', inquiry });
    else if (reply.kind === 'report') instance.handle({ kind: 'agent-answered', inquiry, report: reply.report });
    return false;
  });
}

/** null: it did not answer. */
export function requestReport(
  life: MemberLife,
  host: Host,
  request: Extract<AgentRequest, { kind: 'report' | 'journal-reach' }>,
  settle: (report: AgentReport | null) => void,
): void {
  callAgent(life, host, request, (reply) => {
    settle(reply?.kind === 'report' ? reply.report : null);
    return false;
  });
}

export function requestLock(
  life: MemberLife,
  host: Host,
  request: Extract<AgentRequest, { kind: 'set-validated-member' }>,
  settle: (answer: LockAnswer<Roll>) => void,
): void {
  callAgent(life, host, request, (reply) => {
    settle(reply?.kind === 'lock' ? reply.answer : { kind: 'failed', why: 'no answer' });
    return false;
  });
}

/** By the agent of a member that says nothing to the primary. */
export function lockOutAsPrimary(life: MemberLife, guid: string, settle: (result: DemotionResult) => void): void {
  const { instance } = life.host;
  if (instance?.kind !== 'failover') return settle('refused');
  const { epoch } = instance.machine.durable;
  life.world.hasLockedOut = true;
  requestLock(
    life,
    life.world.hostWith(guid),
    { kind: 'set-validated-member', order: 'lock', promotion: BY_HAND, roll: null, epoch },
    ({ kind }) => settle(kind === 'held' ? 'out' : kind === 'failed' ? 'silent' : 'refused'),
  );
}

/** One request; `take` gets each reply, null at last when the connection broke first, and returns true to go on listening. */
export function callAgent(life: MemberLife, host: Host | null, request: AgentRequest, take: (reply: AgentReply | null) => boolean): void {
  if (host === null) return void take(null);
  const { network, random, temper, isMended } = life.world;
  const side = network.connect(life.process, { host: host.name, service: 'agent', timeoutMs: CALL_TIMEOUT_MS, isCall: true });
  // The way there: the answer comes as fast as any.
  if (request.kind === 'set-validated-member' && temper.lateOrderMs !== null && !isMended && random.chance(0.5))
    side.slownessMs = random.next() * temper.lateOrderMs;
  let isSettled = false;
  const give = (reply: AgentReply | null) => {
    if (isSettled) return;
    if (reply !== null && take(reply)) return;
    isSettled = true;
    network.close(side);
    if (reply === null) take(null);
  };
  side.onOpened = () => {
    network.send(side, request);
    if (request.kind !== 'read' && random.chance(temper.doubledCallChance)) network.send(side, request);
  };
  side.onClosed = () => give(null);
  side.onMessage = (reply: AgentReply) => give(reply);
  life.later(temper.answerPatienceMs, () => give(null));
}

export function fetchJournalOfPartner(instance: FailoverProcess, partner: Host | null, inquiry: number): void {
  fetchJournal(instance.life, partner, {
    isWanted: () =>
      instance.machine.role.kind === 'deciding' &&
      instance.machine.role.inquiry.kind === 'fetching' &&
      instance.machine.role.inquiry.inquiry === inquiry,
    mayLive: false,
    settle: (retrieved) =>
      instance.handle(
        retrieved === 'whole'
          ? { kind: 'journal-fetched', inquiry, journal: instance.journal.state, bytes: 0 }
          : { kind: 'agent-was-unreachable', inquiry },
      ),
  });
}

/**
 * Compares histories with the files on that host, cuts surplus, reads the rest piece by piece. `mayLive`: an async's, whose instance may be
 * up.
 */
export function fetchJournal(
  life: MemberLife,
  from: Host | null,
  { isWanted, mayLive, settle }: { isWanted: () => boolean; mayLive: boolean; settle: (retrieved: Retrieved) => void },
): void {
  const { work, world } = life;
  const { journal } = life.host.disk;
  const read = () => {
    callAgent(life, from, { kind: 'read', from: journal.end, mayLive }, (reply) => {
      if (reply === null) settle('failed');
      if (reply?.kind !== 'blocks' || !isWanted()) return false;
      for (const block of reply.blocks) work.receive(block);
      work.sync();
      if (!reply.isLast) return true;
      work.whenDurable(() => settle('whole'));
      return false;
    });
  };
  work.stopReceiving(() =>
    callAgent(life, from, { kind: 'history', mayLive }, (reply) => {
      if (reply?.kind !== 'history') {
        settle('failed');
        return false;
      }
      if (!isWanted()) return false;
      const { meeting, shared } = meetOnDisk(life.host, reply.history);
      // One that would lead must have all.
      if (meeting.kind === 'lacks' || meeting.kind === 'begin') {
        settle('failed');
        return false;
      }
      if (isBefore(shared.common, shared.applied)) {
        world.checkers.refuses(life.host, `cannot go on with the journal of ${from?.name}`, from);
        settle('beyond');
      } else {
        if (isBefore(shared.common, journal.end)) work.cutAt(shared.common);
        work.beginReceiving();
        journal.missNothing();
        if (isWanted()) read();
      }
      return false;
    }),
  );
}
