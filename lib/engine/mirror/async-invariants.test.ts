import { expect, test } from 'vitest';
import { assertAsyncStep } from './async-invariants.ts';
import { startAsync } from './async-member.ts';
import type { AsyncEffect, AsyncEvent, AsyncState } from './async-state.ts';

const NOW = 60_000;
const at = (fileCount: number, offset: number) => ({ fileCount, offset });
const settings = {
  mirrorName: 'APRIL',
  self: { guid: 'async', name: 'SERVERD' },
  partner: null,
  failoverMembers: [{ guid: 'a', name: 'SERVERA' }],
  qosTimeoutMs: 8000,
  onlyPrimary: null,
};
const searching = startAsync({
  settings,
  durable: { epoch: 3, lastRole: 'none', stopped: false, wasActive: false, followed: null, followedEpoch: 3 },
  journal: { durable: at(1, 500), epoch: 3 },
  now: 0,
});
const following: AsyncState = {
  ...searching,
  inquiries: 5,
  role: {
    kind: 'following',
    sinceMs: 0,
    primary: 'a',
    session: 1,
    stage: 'receiving',
    lastHeardMs: NOW,
    lastSentMs: NOW,
    receipted: null,
    committed: at(1, 400),
    watchAtMs: NOW,
    watch: null,
  },
};
const role = following.role as Extract<AsyncState['role'], { kind: 'following' }>;
const comparing: AsyncState = { ...following, role: { ...role, stage: 'comparing', committed: null } };
const stopped: AsyncState = { ...following, durable: { ...following.durable, stopped: true }, role: { kind: 'stopped', sinceMs: 0 } };
const term4: AsyncState = { ...following, durable: { ...following.durable, epoch: 4 } };
const tick: AsyncEvent = { kind: 'tick' };
const compared: AsyncEvent = { kind: 'history-compared', session: 1, epoch: 3, common: at(1, 400), applied: at(1, 300) };
const persist = ({ durable }: AsyncState): AsyncEffect => ({ kind: 'persist', durable });
const followFrom: AsyncEffect = { kind: 'follow-from', session: 1, position: at(1, 400) };

test('the honest steps can be', () => {
  assertAsyncStep(comparing, compared, [following, [followFrom]], NOW);
  assertAsyncStep(following, tick, [following, [{ kind: 'send-receipt', session: 1, through: at(1, 500) }]], NOW);
  assertAsyncStep(following, tick, [stopped, [persist(stopped)]], NOW);
});

test.each<[string, AsyncState, AsyncEvent, AsyncState, AsyncEffect[]]>([
  ['an async never forgets a term that it has followed', term4, tick, following, [persist(following)]],
  [
    'an async never writes down that it leads',
    following,
    tick,
    { ...following, durable: { ...following.durable, lastRole: 'primary' } },
    [],
  ],
  ['an async is stopped exactly while that is written down', following, tick, { ...stopped, durable: following.durable }, []],
  [
    'no search began in the future',
    following,
    tick,
    {
      ...searching,
      inquiries: 5,
      role: { kind: 'searching', sinceMs: NOW + 1, reason: 'starting', activity: { kind: 'idle', retryAtMs: 0 } },
    },
    [],
  ],
  ['no number of a round is used twice', following, tick, { ...following, inquiries: 4 }, []],
  ['who follows has searched', stopped, tick, following, [persist(following)]],
  [
    'nothing counts as committed before the histories were compared',
    searching,
    tick,
    { ...comparing, role: { ...role, stage: 'comparing' } },
    [],
  ],
  ['histories are compared once on a link', following, tick, comparing, []],
  ['what an async must remember is written down', following, tick, term4, []],
  ['an async asks for nothing before its term is written down', following, tick, term4, [followFrom, persist(term4)]],
  ['a receipt is for what is on this disk', following, tick, following, [{ kind: 'send-receipt', session: 1, through: at(1, 501) }]],
  [
    'an async applies only what a primary with its history calls committed',
    comparing,
    tick,
    comparing,
    [{ kind: 'commit-through', through: at(1, 400) }],
  ],
  ['an async cuts off nothing that a database holds', comparing, { ...compared, applied: at(1, 401) }, following, [followFrom]],
  [
    'an async follows no earlier term, and remembers the one that it follows',
    comparing,
    { ...compared, epoch: 2 },
    following,
    [followFrom],
  ],
  [
    'an async follows no earlier term, and remembers the one that it follows',
    comparing,
    { ...compared, epoch: 4 },
    following,
    [followFrom],
  ],
])('%s (%#)', (sentence, before, event, after, effects) => {
  expect(() => assertAsyncStep(before, event, [after, effects], NOW)).toThrow(sentence);
});
