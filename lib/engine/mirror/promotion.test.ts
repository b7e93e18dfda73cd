import { describe, expect, test } from 'vitest';
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import {
  continueWaiting,
  type FormerMember,
  judgePrimary,
  laterRoll,
  learntFrom,
  mostRecentPrimary,
  NOBODY,
  type PartnerChoice,
  planForced,
  planPromotion,
  promotedConfiguration,
  type PromotionFacts,
  situationOf,
} from './promotion.ts';
import type { JournalState, MirrorState, Settings } from './state.ts';
import { startMember, step } from './step.ts';

const journal = (offset: number, epoch = 3): JournalState => ({ durable: { fileCount: 2, offset }, epoch });
const dead = (guid: string, known: FormerMember['journal']): FormerMember => ({
  guid,
  name: `${guid}/IRIS`,
  instance: 'down',
  agentReachable: true,
  journal: known,
});
const silent = (guid: string): FormerMember => ({
  guid,
  name: `${guid}/IRIS`,
  instance: 'unknown',
  agentReachable: false,
  journal: 'unknown',
});
const facts = (part: Partial<PromotionFacts>): PromotionFacts => ({
  journal: journal(100),
  lastPrimary: 'A',
  runningPrimary: null,
  members: [dead('A', journal(300)), dead('B', journal(200))],
  waiting: [],
  unheard: [],
  ...part,
});
const automatic: PartnerChoice = { kind: 'automatic' };
const none = { kind: 'none', noFailover: false } as const;
const chosen = (guid: string) => ({ kind: 'member', guid }) as const;

describe('the situation (9.1)', () => {
  const up: FormerMember = { ...dead('B', 'unknown'), instance: 'up' };
  test.each([
    ['a primary runs', { runningPrimary: 'A', members: [dead('A', 'unknown'), silent('B')] }, 'primary-runs'],
    ['one is up and not primary', { members: [silent('A'), up] }, 'member-runs'],
    ['no instance is up, all agents answer', {}, 'agents-reachable'],
    ['an agent is silent', { members: [dead('A', journal(300)), silent('B')] }, 'agents-unreachable'],
    ['one is up and may not lead', { members: [silent('A'), up], waiting: ['B/IRIS'] }, 'member-waits'],
    ['one waits that is no failover member for all that is known here', { waiting: ['B/IRIS'] }, 'member-waits'],
    ['one waits, and another one could still lead', { members: [{ ...up, name: 'A/IRIS' }, up], waiting: ['B/IRIS'] }, 'member-runs'],
    ['no failover member at all is as good as all agents', { members: [] }, 'agents-reachable'],
  ] as const)('%s', (_label, part, situation) => {
    expect(situationOf(facts(part))).toBe(situation);
  });
});

describe('the most recent primary', () => {
  test.each([
    ['has the most of the last term', [dead('A', journal(100)), dead('B', journal(200))], 'A', 'B'],
    ['has the later term, however short', [dead('A', journal(900, 3)), dead('B', journal(10, 4))], 'A', 'B'],
    ['with equal journals, who was last followed', [dead('A', journal(200)), dead('B', journal(200))], 'B', 'B'],
    ['and the first where that is not known', [dead('A', journal(200)), dead('B', journal(200))], null, 'A'],
    ['without any journal, who was last followed', [dead('A', 'none'), dead('B', 'none')], 'B', 'B'],
  ] as const)('%s', (_label, members, lastPrimary, expected) => {
    expect(mostRecentPrimary(facts({ members, lastPrimary }))).toBe(expected);
  });
});

test('what another member has written down later than this one is the roll to go by', () => {
  const page = (version: number, ...failover: string[]) => ({
    version,
    members: ['A', 'B', 'C'].map((guid) => ({
      guid,
      kind: failover.includes(guid) ? ('failover' as const) : ('disaster-recovery' as const),
    })),
  });
  const own = page(3, 'B');
  const by = (guid: string, roll: typeof own) => ({ guid, roll });
  expect(laterRoll(own, [])).toBeNull();
  expect(laterRoll(own, [by('B', page(2, 'B', 'C')), by('C', page(3, 'B'))])).toBeNull();
  expect(laterRoll(own, [by('A', page(4)), by('B', page(6, 'B')), by('C', page(5))])).toEqual(by('B', page(6, 'B')));
  // B wrote C in on the page on which A had crossed itself out. What a member says that has crossed itself out, too, is no more than that.
  expect(laterRoll(own, [by('B', page(3, 'B', 'C'))])).toEqual(by('B', page(3, 'B', 'C')));
  expect(laterRoll(own, [by('C', page(3, 'A'))])).toBeNull();
});

test('what an async has heard makes nobody a failover member, and is not taken when more was heard meanwhile', () => {
  const page = (version: number, ...failover: string[]) => ({
    version,
    members: ['A', 'B', 'F'].map((guid) => ({
      guid,
      kind: failover.includes(guid) ? ('failover' as const) : ('disaster-recovery' as const),
    })),
  });
  // F crossed itself out on page 3, and had seen none since page 1.
  expect(learntFrom(page(2, 'B'), 'A', { guid: 'F', roll: page(3, 'A', 'B') })).toEqual(page(3, 'B'));
  expect(learntFrom(page(2, 'B'), 'A', { guid: 'B', roll: page(3, 'A', 'B') })).toEqual(page(3, 'A', 'B'));
  expect(learntFrom(page(3, 'B'), 'A', { guid: 'F', roll: page(3, 'A', 'B') })).toBeNull();
  // A failover member learns that its partner has crossed itself out, and is one still.
  expect(learntFrom(page(2, 'A', 'F'), 'A', { guid: 'F', roll: page(3, 'A') })).toEqual(page(3, 'A'));
});

describe('the decision tree (9.1)', () => {
  const up: FormerMember = { ...silent('B'), instance: 'up' };
  const E = { guid: 'E', name: 'E/IRIS' };
  test.each<[string, Partial<PromotionFacts>, PartnerChoice, object]>([
    ['a primary runs: it does it', { runningPrimary: 'A' }, automatic, { value: { kind: 'through-primary', primary: 'A' } }],
    ['a primary runs: nobody else can be chosen', { runningPrimary: 'A' }, none, { refusal: { code: 'P196' } }],
    ['one is up without being primary', { members: [dead('A', journal(300)), up] }, none, { refusal: { code: 'P193' } }],
    ['one is up and may not lead', { waiting: ['E/IRIS', 'B/IRIS'] }, automatic, { refusal: { code: 'P541', args: ['E/IRIS, B/IRIS'] } }],
    [
      'all agents answer: the most recent primary is the partner, and gives what is newer',
      {},
      automatic,
      { value: { kind: 'lead', partner: 'A', reachable: ['A', 'B'], fetchFrom: ['A', 'B'], collect: false, unavailable: [] } },
    ],
    ['who knows as much needs nothing', { journal: journal(300) }, automatic, { value: { partner: 'A', fetchFrom: [] } }],
    [
      'an agent is silent: nobody chooses by itself',
      { members: [dead('A', journal(300)), silent('B')] },
      automatic,
      { refusal: { code: '2121' } },
    ],
    [
      'chosen, answers; the silent one must be edited',
      { members: [dead('A', journal(300)), silent('B')] },
      chosen('A'),
      { value: { kind: 'lead', partner: 'A', reachable: ['A'], unavailable: ['B'] } },
    ],
    [
      'chosen, silent: wait',
      { members: [silent('A'), dead('B', journal(200))] },
      chosen('A'),
      { value: { kind: 'wait', partner: 'A', unavailable: [] } },
    ],
    [
      'chosen, both silent: wait, the other one must be edited',
      { members: [silent('A'), silent('B')] },
      chosen('A'),
      { value: { kind: 'wait', partner: 'A', unavailable: ['B'] } },
    ],
    ['chosen, but no failover member', {}, chosen('E'), { refusal: { code: '2124' } }],
    [
      'none: asyncs give what they have',
      { members: [silent('A'), silent('B')] },
      none,
      { value: { kind: 'lead', partner: null, reachable: [], collect: true, unavailable: ['A', 'B'], noFailover: false } },
    ],
    [
      'none, with no failover',
      { members: [silent('A'), silent('B')] },
      { kind: 'none', noFailover: true },
      { value: { partner: null, noFailover: true } },
    ],
    [
      'a journal that cannot be read may be the newest',
      { members: [dead('A', 'unreadable'), dead('B', journal(200))] },
      automatic,
      { refusal: { code: 'P194' } },
    ],
    [
      'an agent is silent: whom its member may have written in is named, too',
      { members: [silent('A'), dead('B', journal(200))], unheard: [E] },
      { ...none, shown: { members: ['B', 'A'], unavailable: ['A', 'E'] } },
      { value: { kind: 'lead', unavailable: ['A', 'E'] } },
    ],
    [
      'and nothing is done over the head of one of whom the person was not told',
      { members: [silent('A'), silent('B')], unheard: [E] },
      { ...none, shown: { members: ['A', 'B'], unavailable: ['A'] } },
      { refusal: { code: 'P628', args: ['B/IRIS, E/IRIS'] } },
    ],
    [
      'nor when it has been heard meanwhile that another one is a failover member',
      { members: [dead('A', journal(300)), dead('B', 'unreadable')] },
      { ...none, shown: { members: ['A'], unavailable: [] } },
      { refusal: { code: 'P198', args: ['A/IRIS, B/IRIS'] } },
    ],
    [
      'nor with a partner',
      { members: [dead('A', journal(300)), silent('B')], unheard: [E] },
      { ...chosen('A'), shown: { members: ['A', 'B'], unavailable: ['B'] } },
      { refusal: { code: 'P628', args: ['E/IRIS'] } },
    ],
    ['all agents answer: nobody can have been written in', { unheard: [E] }, automatic, { value: { kind: 'lead', unavailable: [] } }],
    [
      'chosen, silent: wait, and whom it may have written in must be edited',
      { members: [silent('A'), dead('B', journal(200))], unheard: [E] },
      chosen('A'),
      { value: { kind: 'wait', partner: 'A', unavailable: ['E'] } },
    ],
    ['none gives it up', { members: [dead('A', 'unreadable'), silent('B')] }, none, { value: { kind: 'lead', fetchFrom: [] } }],
  ])('%s', (_label, part, choice, expected) => {
    expect(planPromotion(facts(part), choice)).toMatchObject(expected);
  });

  test('forced: with a silent partner, which must be edited then', () => {
    const awaited = (...named: string[]) => ({ partner: 'A', named });
    expect(planForced(facts({ members: [silent('A'), dead('B', journal(200))] }), awaited())).toMatchObject({
      value: { kind: 'lead', partner: 'A', fetchFrom: ['B'], unavailable: ['A'] },
    });
    expect(planForced(facts({ members: [silent('A'), up] }), awaited())).toMatchObject({ refusal: { code: 'P193' } });
    const bothSilent = facts({ members: [silent('A'), silent('B')] });
    expect(planForced(bothSilent, awaited())).toMatchObject({ refusal: { code: 'P629', args: ['B/IRIS'] } });
    expect(planForced(bothSilent, awaited('B')).ok).toBe(true);
  });

  test.each<[string, Partial<PromotionFacts>, ReturnType<typeof continueWaiting>, string[]?]>([
    ['the agent of the partner is still silent', { members: [silent('A'), dead('B', journal(200))] }, 'wait'],
    ['it answers', {}, 'lead'],
    ['another one has fallen silent, of whom nobody was told', { members: [dead('A', journal(300)), silent('B')] }, 'wait'],
    ['another one is silent as a person was told', { members: [dead('A', journal(300)), silent('B')] }, 'lead', ['B']],
    ['its journal cannot be read', { members: [dead('A', 'unreadable'), dead('B', journal(200))] }, 'wait'],
    ['another one waits for its role', { waiting: ['E/IRIS'] }, 'wait'],
    [
      'the partner has come up by itself: it may become primary',
      { members: [{ ...dead('A', 'unknown'), instance: 'up' }, silent('B')] },
      'wait',
    ],
    ['there is a primary', { runningPrimary: 'B' }, 'ended'],
    ['the partner was removed from the mirror', { members: [dead('B', journal(200))] }, 'ended'],
  ])('waiting: %s', (_label, part, expected, named = []) => {
    expect(continueWaiting(facts(part), { partner: 'A', named })).toBe(expected);
  });
});

test('the configuration of a promotion has two failover members at most and is newer than any other', () => {
  const members = ['A', 'B', 'D', 'E'].map((guid) => ({ guid, kind: guid < 'C' ? 'failover' : 'disaster-recovery' }));
  const config = { version: 7, members } as MirrorConfig;
  const kinds = (next: MirrorConfig) => next.members.map(({ guid, kind }) => `${guid} ${kind}`);
  expect(kinds(promotedConfiguration(config, { self: 'D', partner: 'A' }))).toEqual([
    'A failover',
    'B disaster-recovery',
    'D failover',
    'E disaster-recovery',
  ]);
  expect(kinds(promotedConfiguration(config, { self: 'D', partner: null }))).toEqual([
    'A disaster-recovery',
    'B disaster-recovery',
    'D failover',
    'E disaster-recovery',
  ]);
  expect(promotedConfiguration(config, { self: 'D', partner: null }).version).toBeGreaterThan(7 + 100);
});

describe('a member whose role is unknown (2.2)', () => {
  const settings: Settings = {
    mirrorName: 'APRIL',
    self: { guid: 'A', name: 'A' },
    partner: { guid: 'B', name: 'B' },
    hasArbiter: false,
    qosTimeoutMs: 8000,
    longestQosTimeoutMs: 8000,
    onlyPrimary: NOBODY,
    observesOnly: false,
  };
  const start = (part: Partial<Settings> = {}): MirrorState =>
    startMember({
      settings: { ...settings, ...part },
      durable: { epoch: 3, lastRole: 'primary', stopped: false, wasActive: false, followed: null, followedEpoch: 0 },
      journal: journal(300),
      now: 0,
    });

  test.each([
    ['with a partner', {}],
    ['as the only failover member', { partner: null }],
  ])('%s, it neither asks nor leads', (_label, part) => {
    const [state, effects] = step(start(part), { kind: 'tick' }, 5000);
    expect(effects).toEqual([]);
    expect(state.role).toMatchObject({ kind: 'deciding', reason: 'no-failover' });
  });

  test('it agrees to nobody, however much that one knows', () => {
    const from = { guid: 'B', role: 'deciding' as const, epoch: 3, journal: journal(900), onlyPrimary: null };
    const [, effects] = step(start(), { kind: 'partner-asked', call: 1, question: { kind: 'proposal', from } }, 10);
    expect(effects).toContainEqual({ kind: 'answer-partner', call: 1, answer: { kind: 'verdict', accepted: false } });
  });

  test('a settled promotion leads without asking, in a term far above every other', () => {
    const [state] = step(start({ onlyPrimary: null }), { kind: 'promotion-settled', forced: false, orderedS: 0 }, 10);
    const [settled] = step(state, { kind: 'takeover-phase-done', phase: 'settle' }, 20);
    const [, effects] = step(settled, { kind: 'takeover-phase-done', phase: 'apply' }, 20);
    const persisted = effects.find(({ kind }) => kind === 'persist');
    expect(state.role).toMatchObject({ kind: 'taking-over', cause: 'promoted', fence: false });
    expect(persisted?.kind === 'persist' ? persisted.durable.epoch : 0).toBeGreaterThan(3 + 100);
  });
});

describe('who does not know its role', () => {
  const unknown = { isRoleUnknown: true, isEndLost: false, leads: false, version: 4, epoch: 3 };

  test('learns it from a primary, whatever that one has written down', () => {
    expect(judgePrimary(unknown, { leads: true, version: 1, epoch: 2 })).toBe('learn');
  });

  test('learns nothing from a primary of an earlier term when it has lost its newest journal file: that one cannot give it back', () => {
    expect(judgePrimary({ ...unknown, isEndLost: true }, { leads: true, version: 4, epoch: 2 })).toBe('ignore');
    expect(judgePrimary({ ...unknown, isEndLost: true }, { leads: true, version: 4, epoch: 3 })).toBe('learn');
  });

  test('learns it from a promoted member that died before its partner heard of it', () => {
    expect(judgePrimary(unknown, { leads: false, version: 1004, epoch: 1003 })).toBe('learn');
  });

  test('learns nothing from a former partner that nobody edited, although that one has changed something since', () => {
    expect(judgePrimary(unknown, { leads: false, version: 9, epoch: 4 })).toBe('ignore');
  });

  test('a member that knows its role hears only primaries', () => {
    expect(judgePrimary({ ...unknown, isRoleUnknown: false }, { leads: false, version: 1004, epoch: 1003 })).toBe('ignore');
  });
});

describe('who knows its role', () => {
  const mine = { isRoleUnknown: false, isEndLost: false, leads: false, version: 4, epoch: 1003 };
  const theirs = { leads: true, version: 1004, epoch: 1003 };

  test('without a primary of its own, learns of a promotion whose term it has heard of already', () => {
    expect(judgePrimary(mine, theirs)).toBe('learn');
  });

  test('learns nothing from the primary of an earlier term', () => {
    expect(judgePrimary(mine, { ...theirs, epoch: 5 })).toBe('ignore');
  });

  test('gives way as primary only to a later term', () => {
    expect(judgePrimary({ ...mine, leads: true }, theirs)).toBe('ignore');
    expect(judgePrimary({ ...mine, leads: true, epoch: 4 }, theirs)).toBe('give-way');
  });
});
