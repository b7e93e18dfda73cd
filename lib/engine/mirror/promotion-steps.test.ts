import { expect, test } from 'vitest';
import type { Outcome } from '../../contract/errors.ts';
import { BY_HAND, mayLockOut, ownersLocked, ownersReleased } from './lock-out.ts';
import type { PromotionFacts } from './promotion.ts';
import {
  type LeadPlan,
  type LockAnswer,
  type PromotionReply,
  type PromotionStep,
  promotionSteps,
  type Retrieved,
} from './promotion-steps.ts';
import type { HeardWord } from './promotion-look.ts';
import type { Roll } from './roll.ts';
import type { JournalState } from './state.ts';

const journal = (offset: number, epoch = 3): JournalState => ({ durable: { fileCount: 2, offset }, epoch });
/** D is promoted; A and B are the failover members, E is another DR async. */
const page = (version: number, failover = 'AB'): Roll => ({
  version,
  members: [...'ABDE'].map((guid) => ({ guid, kind: failover.includes(guid) ? ('failover' as const) : ('disaster-recovery' as const) })),
});
const held = (offset: number, roll: Roll | null = page(7)): LockAnswer<Roll> => ({ kind: 'held', journal: journal(offset), roll });
const plan: LeadPlan = {
  kind: 'lead',
  partner: 'A',
  reachable: ['A', 'B'],
  fetchFrom: ['A'],
  collect: false,
  unavailable: [],
  noFailover: false,
};
const former = (guid: string) => ({ guid, name: guid, instance: 'down' as const, agentReachable: true, journal: journal(300) });
const facts: PromotionFacts = {
  journal: journal(100),
  lastPrimary: null,
  runningPrimary: null,
  members: [former('A'), former('B')],
  waiting: [],
  unheard: [],
};

interface World {
  lock?: Record<string, LockAnswer<Roll>>;
  look?: Record<string, LockAnswer<Roll>>;
  /** At the last look, where it differs from the one before. */
  last?: Record<string, LockAnswer<Roll>>;
  /** GUIDs of members that say that they wait for their role. */
  waiting?: string;
  /** Who stands aside, or does not want to; who is not among them is silent. */
  aside?: Record<string, boolean>;
  fetched?: Retrieved;
  now?: Roll;
}
const everybodyHeld = { A: held(300), B: held(200), E: held(100) };

const word = (guid: string, isRoleUnknown: boolean): HeardWord<Roll> => ({
  kind: 'standing',
  standing: { guid, role: 'deciding', epoch: 3, journal: journal(300), onlyPrimary: null },
  isRoleUnknown,
});

/** What it does, in words, and how it ends. */
function walk(
  { lock = everybodyHeld, look = everybodyHeld, last = look, waiting = '', aside = {}, fetched = 'whole', now = page(7) }: World,
  part: Partial<LeadPlan> = {},
  members = facts.members,
): { did: string[]; outcome: Outcome<null> } {
  const did: string[] = [];
  let isLast = false;
  const answer = (step: PromotionStep<Roll>): PromotionReply<Roll> => {
    switch (step.kind) {
      case 'ask-agents': {
        did.push(`${step.order} ${step.guids.join('')}`);
        const answers = step.order === 'lock' ? lock : isLast ? last : look;
        isLast = step.order === 'look';
        return { kind: 'agents', answers: new Map(step.guids.map((guid) => [guid, answers[guid] ?? { kind: 'failed', why: 'silent' }])) };
      }
      case 'ask-to-stand-aside':
        did.push(`aside ${step.guids.join('')}`);
        return { kind: 'stood-aside', words: new Map(Object.entries(aside)) };
      case 'look-at':
        did.push(`ask ${step.members.join('')}`);
        return { kind: 'seen', words: new Map(step.members.map((guid) => [guid, word(guid, waiting.includes(guid))])), reports: new Map() };
      case 'learn':
        did.push(`learn ${step.roll.version} of ${step.guid}`);
        return { kind: 'done' };
      case 'measure':
        did.push(`measure ${step.guids.join('')}`);
        return { kind: 'reaches', reaches: new Map([['E', journal(250)]]) };
      case 'fetch':
        did.push(`fetch ${step.guid}`);
        return { kind: fetched };
      case 'lead':
        did.push('lead');
        return step.mayStillLead(now) ? { kind: 'done' } : { kind: 'changed', version: now.version };
    }
  };
  const steps = promotionSteps<Roll>({
    plan: { ...plan, ...part },
    facts: { ...facts, members },
    self: 'D',
    own: () => journal(100),
    roll: page(7),
    nameOf: (guid) => guid,
    forced: false,
  });
  let next = steps.next();
  while (!next.done) next = steps.next(answer(next.value));
  return { did, outcome: next.value };
}

test('everybody is locked out, looked at again, and gives what is newer, before the one write', () => {
  expect(walk({})).toEqual({ did: ['lock ABE', 'look AB', 'fetch A', 'look AB', 'lead'], outcome: { ok: true, value: null } });
});

test.each<[string, World, string[], string]>([
  [
    'one that started since it was asked',
    { lock: { ...everybodyHeld, B: { kind: 'up', isFailover: true } } },
    ['lock ABE', 'release ABE'],
    'P193',
  ],
  [
    'an agent that cannot lock its member out',
    { lock: { ...everybodyHeld, A: { kind: 'failed', why: 'disk' } } },
    ['lock ABE', 'release ABE'],
    '2126',
  ],
  [
    'one that was started between its lock and the last one, and is up',
    { look: { ...everybodyHeld, A: { kind: 'up', isFailover: true } } },
    ['lock ABE', 'look AB', 'release ABE'],
    'P540',
  ],
  [
    'one that was started, took the lock over, and died again',
    { look: { ...everybodyHeld, A: { kind: 'open' } } },
    ['lock ABE', 'look AB', 'release ABE'],
    'P540',
  ],
  [
    'an async that has become a failover member, unheard of here',
    { lock: { ...everybodyHeld, E: { kind: 'up', isFailover: true } } },
    ['lock ABE', 'release ABE'],
    '2178',
  ],
  ['journal data that cannot be had', { fetched: 'failed' }, ['lock ABE', 'look AB', 'fetch A', 'release ABE'], 'P197'],
  ['databases beyond the journal that it must have', { fetched: 'beyond' }, ['lock ABE', 'look AB', 'fetch A', 'release ABE'], 'P627'],
  [
    'another configuration at the moment of the write',
    { now: page(8) },
    ['lock ABE', 'look AB', 'fetch A', 'look AB', 'lead', 'release ABE'],
    'P198',
  ],
  [
    'the same number with other failover members',
    { now: page(7, 'AE') },
    ['lock ABE', 'look AB', 'fetch A', 'look AB', 'lead', 'release ABE'],
    'P198',
  ],
  [
    'one whose ValidatedMember was set back while the journal was brought',
    { last: { ...everybodyHeld, B: { kind: 'open' } } },
    ['lock ABE', 'look AB', 'fetch A', 'look AB', 'release ABE'],
    'P602',
  ],
  [
    'one that was set back and started',
    { last: { ...everybodyHeld, B: { kind: 'up', isFailover: true } } },
    ['lock ABE', 'look AB', 'fetch A', 'look AB', 'ask B', 'release ABE'],
    'P602',
  ],
  [
    'an agent that has fallen silent while the journal was brought',
    { last: { B: held(200) } },
    ['lock ABE', 'look AB', 'fetch A', 'look AB', 'release ABE'],
    '2126',
  ],
])('%s: refused, and every lock is taken back', (_label, world, did, code) => {
  expect(walk(world)).toMatchObject({ did, outcome: { refusal: { code } } });
});

test('an async was promoted, unheard of here: that is learnt, and the locks of before are taken back, not those of the configuration learnt (F1)', () => {
  expect(walk({ lock: { ...everybodyHeld, E: { kind: 'knows-more', roll: page(1007, 'AE') } } })).toMatchObject({
    did: ['lock ABE', 'learn 1007 of E', 'release ABE'],
    outcome: { refusal: { code: 'P198', args: ['E'] } },
  });
});

test('a former member that was started while the journal was brought waits for its role, and disturbs nobody', () => {
  expect(walk({ last: { ...everybodyHeld, B: { kind: 'up', isFailover: true } }, waiting: 'B' })).toMatchObject({
    did: ['lock ABE', 'look AB', 'fetch A', 'look AB', 'ask B', 'lead'],
    outcome: { ok: true },
  });
});

test('asyncs may be up, or away', () => {
  expect(walk({ lock: { A: held(300), B: held(200), E: { kind: 'up', isFailover: false } } }).outcome.ok).toBe(true);
  expect(walk({ lock: { A: held(300), B: held(200) } }).outcome.ok).toBe(true);
});

const overA = { partner: null, reachable: ['B'], fetchFrom: [], unavailable: ['A'] };
const silentA = [{ ...former('A'), instance: 'unknown' as const, agentReachable: false, journal: 'unknown' as const }, former('B')];
const asyncUp: Record<string, LockAnswer<Roll>> = { B: held(200), E: { kind: 'up', isFailover: false } };

test.each<[string, World, Partial<LeadPlan>, string | null]>([
  ['it stands aside', { lock: asyncUp, aside: { E: true } }, overA, null],
  ['it says nothing, and may be a failover member by now', { lock: asyncUp }, overA, 'P628'],
  ['it says nothing, and a person was told of it', { lock: asyncUp }, { ...overA, unavailable: ['A', 'E'] }, null],
  ['it is being promoted itself', { lock: asyncUp, aside: { E: false } }, overA, '2178'],
  ['it is a failover member by now', { lock: asyncUp, aside: { E: false } }, { ...overA, unavailable: ['A', 'E'] }, '2178'],
])('a page may be on its way from A, which cannot be asked, to an async that is up: %s', (_label, world, part, code) => {
  const { did, outcome } = walk(world, part, silentA);
  expect(did.slice(0, 2)).toEqual(['lock BE', 'aside E']);
  expect(outcome.ok ? null : outcome.refusal.code).toBe(code);
});

test('no page can be on its way to an async that is down', () => {
  expect(walk({}, overA, silentA).did).toEqual(['lock BE', 'look B', 'fetch B', 'look B', 'lead']);
});

test('an agent answers, and does not know what its member has written down', () => {
  const lock = { ...everybodyHeld, A: held(300, null), E: { kind: 'up', isFailover: false } as const };
  expect(walk({ lock, aside: { E: true } }).did.slice(0, 3)).toEqual(['lock ABE', 'aside E', 'look AB']);
});

test('without a partner what cannot be had is given up, and asyncs are asked, too', () => {
  expect(walk({ fetched: 'failed' }, { partner: null, collect: true })).toMatchObject({
    did: ['lock ABE', 'look AB', 'measure E', 'fetch A', 'fetch E', 'fetch B', 'look AB', 'lead'],
    outcome: { ok: true },
  });
});

test('everybody hangs a lock of his own on it, and takes only that one away', () => {
  const both = ownersLocked(ownersLocked([], 'one'), 'two');
  expect(ownersReleased(both, 'one')).toEqual(['two']);
  expect(ownersReleased(both, 'two')).toEqual(['one']);
  expect(ownersReleased(ownersReleased(both, 'one'), 'two')).toEqual([]);
  expect(ownersLocked(['one'], 'one')).toEqual(['one']);
  expect(ownersReleased(ownersLocked([BY_HAND], 'one'), 'one')).toEqual([BY_HAND]);
});

test('who has written down more is not locked out by a promotion that knows less', () => {
  expect(mayLockOut({ roll: page(7) }, { guid: 'E', roll: page(1007, 'AE'), epoch: 1 })).toBe(false);
  expect(mayLockOut({ roll: page(1007, 'AE') }, { guid: 'E', roll: page(1007, 'AE'), epoch: 1 })).toBe(true);
  expect(mayLockOut({ roll: page(7) }, { guid: 'E', roll: null, epoch: 1 })).toBe(true);
});

test('a primary locks out whatever is written down there, but nobody who has led after it: its word is late', () => {
  expect(mayLockOut({ roll: null, epoch: 8 }, { guid: 'E', roll: page(1007, 'AE'), epoch: 8 })).toBe(true);
  expect(mayLockOut({ roll: null, epoch: 8 }, { guid: 'E', roll: page(7), epoch: 9 })).toBe(false);
  expect(mayLockOut({ roll: null, epoch: 8 }, { guid: 'E', roll: page(7), epoch: null })).toBe(true);
  expect(mayLockOut({ roll: null, epoch: 8 }, { guid: 'E', roll: page(7), epoch: 'unreadable' })).toBe(false);
  expect(mayLockOut({ roll: null }, { guid: 'E', roll: page(7), epoch: 9 })).toBe(true);
});
