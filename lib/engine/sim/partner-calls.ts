/** What a simulated instance asks its partner: who it is, and whether it agrees to a proposal. */
import type { Effect, MirrorEvent } from '../mirror/events.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import { CALL_TIMEOUT_MS } from './network.ts';
import type { FailoverProcess, Host } from './stage.ts';

/** One question on a connection of its own; exactly one event follows. */
export function askPartner(
  instance: FailoverProcess,
  partner: Host | null,
  inquiry: number,
  question: Extract<Effect, { kind: 'ask-partner' }>['question'],
): void {
  if (partner === null) return instance.handle({ kind: 'partner-was-unreachable', inquiry });
  const side = instance.world.network.connect(instance.process, {
    host: partner.name,
    service: 'superserver',
    timeoutMs: CALL_TIMEOUT_MS,
    isCall: true,
  });
  let isAnswered = false;
  const settle = (event: MirrorEvent) => {
    if (isAnswered) return;
    isAnswered = true;
    instance.world.network.close(side);
    instance.handle(event);
  };
  const unreachable = () => settle({ kind: 'partner-was-unreachable', inquiry });
  side.onOpened = () => {
    instance.world.network.send(side, { kind: 'question', question } satisfies LinkRequest);
    if (instance.world.random.chance(instance.world.temper.doubledCallChance))
      instance.world.network.send(side, { kind: 'question', question } satisfies LinkRequest);
  };
  side.onClosed = unreachable;
  instance.later(instance.world.temper.answerPatienceMs, unreachable);
  side.onMessage = (reply: LinkReply) => {
    if (reply.kind === 'is-async') {
      instance.life.roll.meetAsync(partner.self.guid, reply.roll, reply.word);
      return unreachable();
    }
    if (reply.kind !== 'answer') return;
    settle(
      reply.answer.kind === 'standing'
        ? { kind: 'partner-answered', inquiry, standing: reply.answer.standing }
        : { kind: 'partner-accepted', inquiry, accepted: reply.answer.accepted },
    );
  };
}
