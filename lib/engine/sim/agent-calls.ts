/** What a simulated instance asks the agent of its partner's host: for a report, to force the partner down, for its journal. */
import { isBefore } from '../journal/position.ts';
import type { Instance } from './instance.ts';
import type { AgentReply, AgentRequest } from './messages.ts';
import { CALL_TIMEOUT_MS } from './network.ts';
import type { Host } from './world.ts';

export function askAgent(instance: Instance, partner: Host | null, inquiry: number, question: 'report' | 'force-down'): void {
  callAgent(instance, partner, { kind: question }, (reply) => {
    if (reply === null) instance.handle({ kind: 'agent-was-unreachable', inquiry });
    else if (reply.kind === 'report') instance.handle({ kind: 'agent-answered', inquiry, report: reply.report });
    return false;
  });
}

/** One request; `take` gets each reply, null at last when the connection broke first, and returns true to go on listening. */
function callAgent(instance: Instance, partner: Host | null, request: AgentRequest, take: (reply: AgentReply | null) => boolean): void {
  if (partner === null) return void take(null);
  const side = instance.world.network.connect(instance.process, { host: partner.name, service: 'agent', timeoutMs: CALL_TIMEOUT_MS, isCall: true });
  let isSettled = false;
  const give = (reply: AgentReply | null) => {
    if (isSettled) return;
    if (reply !== null && take(reply)) return;
    isSettled = true;
    instance.world.network.close(side);
    if (reply === null) take(null);
  };
  side.onOpened = () => {
    instance.world.network.send(side, request);
    if (request.kind !== 'read' && instance.world.random.chance(instance.world.temper.doubledCallChance)) instance.world.network.send(side, request);
  };
  side.onClosed = () => give(null);
  side.onMessage = (reply: AgentReply) => give(reply);
  instance.later(instance.world.temper.answerPatienceMs, () => give(null));
}

/** Compares histories with the partner's files, cuts surplus, reads the rest piece by piece. */
export function fetchJournal(instance: Instance, partner: Host | null, inquiry: number): void {
  const failed = () => instance.handle({ kind: 'agent-was-unreachable', inquiry });
  const isCurrent = () => instance.machine.role.kind === 'deciding' && instance.machine.role.inquiry.kind === 'fetching' && instance.machine.role.inquiry.inquiry === inquiry;
  const read = () => {
    callAgent(instance, partner, { kind: 'read', from: instance.journal.end }, (reply) => {
      if (reply === null) failed();
      if (reply?.kind !== 'blocks' || !isCurrent()) return false;
      for (const block of reply.blocks) instance.journal.append(block);
      instance.work.sync();
      if (!reply.isLast) return true;
      instance.work.whenDurable(() => {
        instance.handle({ kind: 'journal-fetched', inquiry, journal: instance.journal.state });
      });
      return false;
    });
  };
  instance.work.whenDurable(() =>
    callAgent(instance, partner, { kind: 'history' }, (reply) => {
      if (reply?.kind !== 'history') {
        failed();
        return false;
      }
      if (!isCurrent()) return false;
      const common = instance.journal.commonWith(reply.history);
      if (common === null) instance.world.violated('one-history', `${instance.host.name} shares no journal file with its partner`);
      else {
        if (isBefore(common, instance.journal.end)) instance.work.cutAt(common);
        if (isCurrent()) read();
      }
      return false;
    }),
  );
}
