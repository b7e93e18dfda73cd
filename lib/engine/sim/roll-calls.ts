/** What a simulated member asks another one about the roll. */
import { comeToNothing } from '../mirror/lock-out.ts';
import type { LinkReply, LinkRequest, RollAnswer, RollQuestion } from './messages.ts';
import { CALL_TIMEOUT_MS } from './network.ts';
import type { MemberLife } from './stage.ts';

/** One question on a connection of its own; null: no answer came. */
export function askOfRoll(
  life: MemberLife,
  guid: string,
  question: RollQuestion,
  patienceMs: number,
  settle: (answer: RollAnswer | null) => void = () => {},
): void {
  const { network } = life.world;
  const side = network.connect(life.process, {
    host: life.world.hostWith(guid).name,
    service: 'superserver',
    timeoutMs: CALL_TIMEOUT_MS,
    isCall: true,
  });
  let isSettled = false;
  const end = (answer: RollAnswer | null) => {
    if (isSettled) return;
    isSettled = true;
    network.close(side);
    settle(answer);
  };
  side.onOpened = () => network.send(side, { kind: 'roll-question', from: life.roll.belonging.guid, question } satisfies LinkRequest);
  side.onClosed = () => end(null);
  side.onMessage = (reply: LinkReply) => {
    if (reply.kind === 'roll-answer') end(reply.answer);
  };
  life.later(patienceMs, () => end(null));
}

/** See `MemberRequests`: its own of these promotions, by none of which it has led. */
export function overOf(
  { host, roll, promotion }: MemberLife,
  promotions: readonly string[],
): Extract<RollAnswer, { kind: 'role' }>['over'] {
  const { guid, kind, roll: page } = roll.belonging;
  const isAsync = host.instance?.kind === 'async' && kind !== 'failover';
  const over = comeToNothing(promotions, { guid, isAsync, isBeingPromoted: promotion.isRunning });
  return over && { promotions: over, version: page.version };
}
