import { expect, test } from 'vitest';
import { startAsync, stepAsync } from './async-member.ts';
import type { AsyncEffect, AsyncEvent, AsyncState } from './async-state.ts';
import type { Durable } from './durable.ts';
import type { Standing } from './dialogue.ts';

const settings = {
  mirrorName: 'APRIL',
  self: { guid: 'async', name: 'SERVERD/IRIS' },
  partner: null,
  failoverMembers: [
    { guid: 'a', name: 'SERVERA/IRIS' },
    { guid: 'b', name: 'SERVERB/IRIS' },
  ],
  qosTimeoutMs: 8000,
  onlyPrimary: null,
};
const fresh: Durable = { epoch: 0, lastRole: 'none', stopped: false, wasActive: false, followed: null, followedEpoch: 0 };
const at = (fileCount: number, offset: number) => ({ fileCount, offset });
const standing = (guid: string, role: Standing['role'], epoch: number): Standing => ({
  guid,
  role,
  epoch,
  journal: { durable: at(1, 0), epoch },
  onlyPrimary: null,
});

/** A machine and everything it has ordered since it was last looked at. */
class Async {
  state: AsyncState;
  now = 1000;
  effects: AsyncEffect[] = [];

  constructor(durable: Durable = fresh, journal = at(1, 500), epoch = durable.epoch) {
    this.state = startAsync({ settings, durable, journal: { durable: journal, epoch }, now: this.now });
  }

  feed(...events: AsyncEvent[]): this {
    for (const event of events) {
      const [state, effects] = stepAsync(this.state, event, this.now);
      this.state = state;
      this.effects.push(...effects);
    }
    return this;
  }

  pass(milliseconds: number): this {
    this.now += milliseconds;
    return this.feed({ kind: 'tick' });
  }

  take(): AsyncEffect[] {
    return this.effects.splice(0);
  }

  answer(guid: string, word: Standing | null): this {
    return this.feed({ kind: 'member-answered', inquiry: this.state.inquiries, guid, standing: word });
  }

  /** Follows `a` in term 3 from file 1 offset 400 on. */
  following(): this {
    this.feed({ kind: 'tick' });
    this.answer('a', standing('a', 'primary', 3)).answer('b', standing('b', 'backup', 3));
    this.feed(
      { kind: 'link-opened', session: 1, primary: 'a' },
      { kind: 'history-compared', session: 1, epoch: 3, common: at(1, 400), applied: at(1, 300) },
    );
    return this;
  }
}

const kinds = (effects: readonly AsyncEffect[]) => effects.map(({ kind }) => kind);

test('asks both failover members and connects to the primary, whoever answers first', () => {
  const async = new Async().feed({ kind: 'tick' });
  expect(async.take()).toEqual([{ kind: 'ask-members', inquiry: 1, guids: ['a', 'b'] }]);
  async.answer('b', standing('b', 'backup', 3));
  expect(async.take()).toEqual([]);
  async.answer('a', standing('a', 'primary', 3));
  expect(async.take()).toEqual([{ kind: 'open-link-to', primary: 'a' }]);
});

test('of two that call themselves primary the one of the later term counts', () => {
  const async = new Async().feed({ kind: 'tick' });
  async.take();
  async.answer('a', standing('a', 'primary', 3)).answer('b', standing('b', 'primary', 4));
  expect(async.take()).toEqual([{ kind: 'open-link-to', primary: 'b' }]);
});

test('a primary of an earlier term than it has followed is not followed', () => {
  const async = new Async({ ...fresh, epoch: 4 }).feed({ kind: 'tick' });
  async.take();
  async.answer('a', standing('a', 'primary', 3)).answer('b', null);
  expect(async.take()).toEqual([]);
  expect(async.state.role).toMatchObject({ kind: 'searching' });
});

test('a primary whose term is older by the time histories are compared is not followed either', () => {
  const async = new Async({ ...fresh, epoch: 3 }).feed({ kind: 'tick' });
  async
    .answer('a', standing('a', 'primary', 3))
    .answer('b', null)
    .feed({ kind: 'link-opened', session: 1, primary: 'a' });
  async.take();
  async.feed({ kind: 'history-compared', session: 1, epoch: 2, common: at(1, 400), applied: at(1, 300) });
  expect(kinds(async.take())).toEqual(['close-link']);
});

test('a primary whose term is far above all that it knows is not followed, and that is said once', () => {
  const async = new Async({ ...fresh, epoch: 3 }).feed({ kind: 'tick' });
  async
    .answer('a', standing('a', 'primary', 2 ** 48))
    .answer('b', null)
    .feed({ kind: 'link-opened', session: 1, primary: 'a' });
  async.take();
  async.feed({ kind: 'history-compared', session: 1, epoch: 2 ** 48, common: at(1, 400), applied: at(1, 300) });
  expect(kinds(async.take())).toEqual(['log', 'close-link']);
  expect(async.state.durable.epoch).toBe(3);
});

test('an answer to an earlier round changes nothing', () => {
  const async = new Async().feed({ kind: 'tick' }).pass(6000).pass(600);
  async.take();
  async.feed(
    { kind: 'member-answered', inquiry: 1, guid: 'a', standing: standing('a', 'primary', 3) },
    { kind: 'member-answered', inquiry: 1, guid: 'b', standing: null },
  );
  expect(async.take()).toEqual([]);
});

test('a member that does not answer holds a round up for a while only', () => {
  const async = new Async().feed({ kind: 'tick' }).answer('a', standing('a', 'primary', 3));
  async.take();
  async.pass(4900);
  expect(async.take()).toEqual([]);
  async.pass(200);
  expect(async.take()).toEqual([{ kind: 'open-link-to', primary: 'a' }]);
});

test('the term is written down before it is followed; surplus that nothing has applied is cut off', () => {
  const async = new Async().following();
  const effects = async.take().filter(({ kind }) => kind === 'persist' || kind === 'follow-from');
  expect(effects).toEqual([
    { kind: 'persist', durable: { ...fresh, epoch: 3, followedEpoch: 3 } },
    { kind: 'follow-from', session: 1, position: at(1, 400) },
  ]);
});

test('a database beyond the point where the histories part: nothing is cut, it is said once, and tried again later', () => {
  const async = new Async()
    .feed({ kind: 'tick' })
    .answer('a', standing('a', 'primary', 3))
    .answer('b', null);
  async.feed({ kind: 'link-opened', session: 1, primary: 'a' });
  async.take();
  const beyond = { kind: 'history-compared', epoch: 3, common: at(1, 400), applied: at(1, 401) } as const;
  async.feed({ ...beyond, session: 1 });
  expect(async.take().filter(({ kind }) => kind !== 'log')).toEqual([{ kind: 'close-link' }]);
  expect(async.state.role).toMatchObject({ kind: 'searching', reason: 'inconsistent' });
  async.pass(29_000);
  expect(async.take()).toEqual([]);
  async
    .pass(1100)
    .answer('a', standing('a', 'primary', 3))
    .answer('b', null)
    .feed({ kind: 'link-opened', session: 2, primary: 'a' }, { ...beyond, session: 2 });
  expect(kinds(async.take())).toEqual(['ask-members', 'open-link-to', 'close-link']);
});

test('applies what the primary calls committed, and nothing before the histories were compared', () => {
  const async = new Async()
    .feed({ kind: 'tick' })
    .answer('a', standing('a', 'primary', 3))
    .answer('b', null)
    .feed({ kind: 'link-opened', session: 1, primary: 'a' });
  async.take();
  const word = {
    kind: 'primary-said',
    session: 1,
    message: { kind: 'heartbeat', committed: at(1, 450), echoMs: 0, mode: 'agent' },
  } as const;
  async.feed(word);
  expect(async.take()).toEqual([]);
  async.feed({ kind: 'history-compared', session: 1, epoch: 3, common: at(1, 400), applied: at(1, 300) }, word);
  expect(async.take().at(-1)).toEqual({ kind: 'commit-through', through: at(1, 450) });
});

test('what was called committed before its journal came is applied when it is on the disk', () => {
  const async = new Async().following();
  async.feed({ kind: 'primary-said', session: 1, message: { kind: 'heartbeat', committed: at(1, 450), echoMs: 0, mode: 'agent' } });
  async.take();
  async.feed({ kind: 'journal-became-durable', journal: { durable: at(1, 450), epoch: 3 } });
  expect(async.take()).toEqual([{ kind: 'commit-through', through: at(1, 450) }]);
});

test('words of a link that has been given up change nothing', () => {
  const async = new Async().following().feed({ kind: 'link-lost', session: 1 });
  async.take();
  async.feed({ kind: 'primary-said', session: 1, message: { kind: 'heartbeat', committed: at(9, 0), echoMs: 0, mode: 'agent' } });
  expect(async.take()).toEqual([]);
});

test('says how much it has, at most once a tick, and gives a sign of life when it has nothing new', () => {
  const async = new Async().following();
  async.take();
  async.feed(
    { kind: 'journal-became-durable', journal: { durable: at(1, 600), epoch: 3 } },
    { kind: 'journal-became-durable', journal: { durable: at(1, 700), epoch: 3 } },
  );
  expect(async.take()).toEqual([]);
  async.pass(100);
  expect(async.take()).toEqual([{ kind: 'send-receipt', session: 1, through: at(1, 700) }]);
  async.pass(100);
  expect(async.take()).toEqual([]);
  async.pass(1000);
  expect(kinds(async.take())).toEqual(['send-receipt']);
});

test('a silent primary is left, and looked for again', () => {
  const async = new Async().following();
  async.take();
  async.pass(4900).feed({ kind: 'primary-heard', session: 1 }).pass(4900);
  expect(kinds(async.take())).not.toContain('close-link');
  async.pass(200);
  expect(kinds(async.take())).toEqual(['close-link', 'log']);
  async.feed({ kind: 'tick' });
  expect(kinds(async.take())).toEqual(['ask-members']);
});

test('a later term elsewhere is noticed although the old primary still talks', () => {
  const async = new Async().following();
  async.take();
  async.now += 10_000;
  async.feed({ kind: 'primary-heard', session: 1 }, { kind: 'tick' });
  expect(async.take()).toContainEqual({ kind: 'ask-members', inquiry: 2, guids: ['b'] });
  async.answer('b', standing('b', 'primary', 4));
  expect(kinds(async.take())).toEqual(['close-link', 'log']);
});

test('the other member, calling itself primary of an earlier term, tempts nobody', () => {
  const async = new Async().following();
  async.now += 10_000;
  async.feed({ kind: 'primary-heard', session: 1 }, { kind: 'tick' });
  async.take();
  async.answer('b', standing('b', 'primary', 3));
  expect(async.take()).toEqual([]);
  expect(async.state.role).toMatchObject({ kind: 'following', primary: 'a' });
});

test('stopped by an operator it stays so, also after a restart, until it is started', () => {
  const async = new Async().following();
  async.take();
  async.feed({ kind: 'mirror-stop-ordered', why: 'operator' });
  expect(kinds(async.take())).toEqual(['persist', 'log', 'close-link']);
  async.pass(60_000);
  expect(async.take()).toEqual([]);
  const again = new Async(async.state.durable).pass(1000);
  expect(again.take()).toEqual([]);
  again.feed({ kind: 'mirror-start-ordered', why: 'operator' }, { kind: 'tick' });
  expect(kinds(again.take())).toEqual(['persist', 'log', 'ask-members']);
});

test('a term that it opened as a failover member, and that no journal has, keeps it from nobody; the number stays taken', () => {
  // Forced, so 1,000 above all others; it died before its journal had that term, and was demoted.
  const async = new Async({ ...fresh, epoch: 1003, followedEpoch: 2 }, at(1, 500), 3).following();
  expect(async.state.role).toMatchObject({ kind: 'following', primary: 'a', stage: 'receiving' });
  expect(async.state.durable).toEqual({ ...fresh, epoch: 1003, followedEpoch: 3 });
});

test.each<[string, Durable, number]>([
  ['followed, with nothing of it in the journal yet', { ...fresh, epoch: 4, followedEpoch: 4 }, 2],
  ['has in its journal', { ...fresh, epoch: 4, followedEpoch: 2 }, 4],
])('no primary of a term before the one that it %s', (_label, durable, epoch) => {
  const async = new Async(durable, at(1, 500), epoch).feed({ kind: 'tick' });
  async.take();
  async.answer('a', standing('a', 'primary', 3)).answer('b', standing('b', 'backup', 3));
  expect(kinds(async.take())).toEqual([]);
  expect(async.state.role).toMatchObject({ kind: 'searching' });
});
