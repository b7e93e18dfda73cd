import { describe, expect, test } from 'vitest';
import type { ArbiterMessage, MessageToArbiter } from '../mirror/dialogue.ts';
import { silenceMs } from '../mirror/timing.ts';
import {
  assertDesk,
  type ArbiterEffect,
  type ArbiterEvent,
  type ArbiterState,
  connectedMembers,
  startArbiter,
  stepArbiter,
} from './arbiter.ts';

const QOS_MS = 8000;
const HOUR_MS = 3_600_000;

/** An arbiter with the primary P on session 1 and the backup B on session 2. */
class Keeper {
  state: ArbiterState = startArbiter('keeper');
  now = 0;
  sent: string[] = [];

  constructor() {
    this.open(1, 'P').open(2, 'B');
  }

  feed(event: ArbiterEvent): this {
    const [state, effects] = stepArbiter(this.state, event, this.now);
    this.state = state;
    this.sent.push(
      ...effects
        .filter((effect): effect is Extract<ArbiterEffect, { kind: 'send' }> => effect.kind === 'send')
        .filter(isDecision)
        .map(({ session, message }) => `${session} ${message.kind}`),
    );
    return this;
  }

  open = (session: number, member: string, mirror = 'm') => this.feed({ kind: 'opened', session, mirror, member, qosTimeoutMs: QOS_MS });
  close = (session: number) => this.feed({ kind: 'closed', session });
  say = (session: number, message: MessageToArbiter) => this.feed({ kind: 'said', session, message });
  arrange = () => this.say(1, { kind: 'arrange', arrangement: '6.1', primary: 'P' });
  claim = (session = 2) => this.say(session, { kind: 'claim', arrangement: '6.1' });
  askToContinue = (session = 1) => this.say(session, { kind: 'continue', arrangement: '6.1' });

  /** Time passes while only the given sessions speak. */
  pass(durationMs: number, speaking: number[]): this {
    for (const end = this.now + durationMs; this.now < end; ) {
      this.now += 100;
      for (const session of speaking) this.say(session, { kind: 'heartbeat' });
      this.feed({ kind: 'tick' });
    }
    return this;
  }
}

const isDecision = ({ message }: { message: ArbiterMessage }) => message.kind !== 'heartbeat';

describe('one arrangement, one verdict (facts 4.6 to 4.8)', () => {
  test('row 6: the primary is lost here too, the backup may take over', () => {
    expect(new Keeper().arrange().close(1).claim().sent).toEqual(['2 takeover-granted']);
  });

  test('the primary still has a connection but falls silent: granted when it counts as lost, not earlier', () => {
    const keeper = new Keeper().arrange().claim();
    expect(keeper.pass(silenceMs(QOS_MS) - 200, [2]).sent).toEqual([]);
    expect(keeper.pass(300, [2]).sent).toEqual(['2 takeover-granted']);
  });

  test('row 3: the primary speaks after the claim, the backup may not', () => {
    const keeper = new Keeper().arrange().claim();
    keeper.now += 1;
    expect(keeper.say(1, { kind: 'heartbeat' }).sent).toEqual(['2 takeover-refused']);
  });

  test('row 3 as the primary sees it: it may go on, and the backup is asked to drop Active', () => {
    expect(new Keeper().arrange().askToContinue().sent).toEqual(['1 continue-granted', '2 drop-active']);
  });

  test('row 5: the backup is lost here too, the primary may go on', () => {
    expect(new Keeper().arrange().close(2).askToContinue().sent).toEqual(['1 continue-granted']);
  });

  test('after a takeover the primary that comes back is refused', () => {
    expect(new Keeper().arrange().close(1).claim().open(3, 'P').askToContinue(3).sent).toEqual([
      '2 takeover-granted',
      '3 continue-refused',
    ]);
  });

  test('after the primary may go on the backup is refused, even when the primary then dies', () => {
    expect(new Keeper().arrange().askToContinue().close(1).claim().sent).toEqual([
      '1 continue-granted',
      '2 drop-active',
      '2 takeover-refused',
    ]);
  });

  test('a later arrangement begins anew', () => {
    const keeper = new Keeper().arrange().askToContinue();
    keeper.sent = [];
    keeper.say(1, { kind: 'arrange', arrangement: '6.2', primary: 'P' }).close(1).say(2, { kind: 'claim', arrangement: '6.2' });
    expect(keeper.sent).toEqual(['2 takeover-granted']);
  });
});

describe('what it has not seen it does not decide', () => {
  test('a claim of an arrangement that this process does not know is refused', () => {
    expect(new Keeper().close(1).claim().sent).toEqual(['2 takeover-refused']);
  });

  test('a primary whose arrangement it does not know goes on only by the backup’s own word', () => {
    const keeper = new Keeper().askToContinue();
    expect(keeper.sent).toEqual(['2 drop-active']);
    expect(keeper.say(2, { kind: 'dropped', arrangement: '6.1' }).sent).toEqual(['2 drop-active', '1 continue-granted']);
  });

  test('and not while the backup is lost as well', () => {
    expect(new Keeper().close(2).askToContinue().sent).toEqual([]);
  });

  test('a word about another arrangement means nothing', () => {
    const keeper = new Keeper().askToContinue().say(2, { kind: 'dropped', arrangement: '5.9' });
    expect(keeper.sent).not.toContain('1 continue-granted');
  });
});

describe('sessions', () => {
  test('a member has one session: words on the older one count no more', () => {
    const keeper = new Keeper().arrange().open(3, 'P');
    expect(keeper.askToContinue(1).sent).toEqual([]);
    expect(connectedMembers(keeper.state, 'm')).toEqual(['B', 'P']);
  });

  test('mirrors do not see each other', () => {
    const keeper = new Keeper().arrange().open(7, 'P', 'other').close(7);
    expect(connectedMembers(keeper.state, 'm')).toEqual(['P', 'B']);
    expect(keeper.claim().sent).toEqual([]);
  });

  test('a member that falls silent is closed', () => {
    const keeper = new Keeper().pass(silenceMs(QOS_MS) + 100, [1]);
    expect(connectedMembers(keeper.state, 'm')).toEqual(['P']);
  });
});

test('what a mirror has arranged is forgotten an hour after its last member has gone, and no word is contradicted by that', () => {
  const keeper = new Keeper().arrange().close(1).claim();
  expect(keeper.sent).toEqual(['2 takeover-granted']);
  keeper.close(2).pass(HOUR_MS / 2, []);
  expect(keeper.state.arrangements.size).toBe(1);
  keeper.open(3, 'P').say(3, { kind: 'continue', arrangement: '6.1' });
  expect(keeper.sent.at(-1)).toBe('3 continue-refused');
  keeper.close(3).pass(HOUR_MS + 1000, []);
  expect(keeper.state.arrangements.size).toBe(0);
  keeper.sent = [];
  expect(keeper.open(4, 'P').say(4, { kind: 'continue', arrangement: '6.1' }).sent).toEqual([]);
});

test('an arrangement that is made a second time stays as it was judged', () => {
  const keeper = new Keeper().arrange().close(1).claim();
  expect(keeper.sent).toEqual(['2 takeover-granted']);
  keeper.open(3, 'P').say(3, { kind: 'arrange', arrangement: '6.1', primary: 'P' }).askToContinue(3);
  expect(keeper.sent).toEqual(['2 takeover-granted', '3 continue-refused']);
});

describe('what the arbiter promises, broken by hand', () => {
  const { state } = new Keeper().arrange();
  const judged = (part: object) => ({
    ...state,
    effects: [],
    arrangements: new Map([...state.arrangements].map(([mirror, arrangement]) => [mirror, { ...arrangement, ...part }])),
  });
  const sent = (message: ArbiterMessage) => ({ ...state, effects: [{ kind: 'send' as const, session: 2, message }] });
  const twice = {
    ...state,
    effects: [],
    sessions: new Map([...state.sessions, [9, { mirror: 'm', member: 'B', qosTimeoutMs: QOS_MS, lastHeardMs: 0, lastSentMs: 0 }] as const]),
  };

  test('honest words are not', () =>
    assertDesk(state, { ...judged({ verdict: 'takeover' }), effects: sent({ kind: 'takeover-granted', arrangement: '6.1' }).effects }));
  test.each<[string, ArbiterState, Parameters<typeof assertDesk>[1]]>([
    ['the first verdict of an arrangement is its last', judged({ verdict: 'takeover' }), judged({ verdict: 'continue' })],
    ['nobody takes over by an arrangement that this arbiter has not seen', state, judged({ known: false, verdict: 'takeover' })],
    ['who claims is answered with the verdict', state, judged({ verdict: 'continue', claim: { session: 2, atMs: 0 } })],
    ['a takeover is granted by the verdict', state, sent({ kind: 'takeover-granted', arrangement: '6.1' })],
    ['the primary goes on alone by the verdict', state, sent({ kind: 'continue-granted', arrangement: '6.1' })],
    ['a member has one session', state, twice],
  ])('%s', (sentence, before, after) => {
    expect(() => assertDesk(before, after)).toThrow(sentence);
  });
});
