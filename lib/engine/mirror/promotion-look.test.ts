import { expect, test } from 'vitest';
import { type Beholder, type Gathered, lookAround, type LookReply, mayBePromoted, type HeardWord } from './promotion-look.ts';
import type { Roll } from './roll.ts';
import type { AgentReport, Standing } from './dialogue.ts';
import type { JournalState } from './state.ts';

const journal = (offset: number): JournalState => ({ durable: { fileCount: 2, offset }, epoch: 3 });
/** D is promoted; A and B are the failover members, E is another DR async, R a reporting one. */
const page = (version: number, failover = 'AB'): Roll => ({
  version,
  members: [...'ABDER'].map((guid) => ({
    guid,
    kind: failover.includes(guid)
      ? ('failover' as const)
      : guid === 'R'
        ? ('read-only-reporting' as const)
        : ('disaster-recovery' as const),
  })),
});
const standing = (guid: string, role: Standing['role'], epoch = 3): Standing => ({
  guid,
  role,
  epoch,
  journal: journal(300),
  onlyPrimary: null,
});
const says = (guid: string, role: Standing['role'], { epoch = 3, isRoleUnknown = false } = {}): HeardWord<Roll> => ({
  kind: 'standing',
  standing: standing(guid, role, epoch),
  isRoleUnknown,
});
const async = (roll: Roll | null, isBeingPromoted = false): HeardWord<Roll> => ({ kind: 'async', isBeingPromoted, roll });
const down = (offset: number): AgentReport => ({ instance: 'down', journal: journal(offset) });

interface World {
  own?: Partial<Beholder<Roll>>;
  words?: Record<string, HeardWord<Roll>>;
  reports?: Record<string, AgentReport>;
  /** What it has written down after it has learnt. */
  learns?: Roll;
}

function look({ own, words = {}, reports = {}, learns }: World): { did: string[]; gathered: Gathered<Roll> } {
  const did: string[] = [];
  let beholder: Beholder<Roll> = {
    guid: 'D',
    isAsync: true,
    roll: page(7),
    journal: journal(100),
    primary: null,
    lastPrimary: 'B',
    ...own,
  };
  const steps = lookAround<Roll>({ own: () => beholder, nameOf: (_roll, guid) => `${guid}/IRIS` });
  let next = steps.next();
  while (!next.done) {
    const step = next.value;
    let reply: LookReply<Roll> = { kind: 'done' };
    if (step.kind === 'look-at') {
      did.push(`look at ${step.members.join('')}, agents ${step.agents.join('')}`);
      const of = <T>(answers: Record<string, T>, guids: readonly string[]) =>
        new Map(Object.entries(answers).filter(([guid]) => guids.includes(guid)));
      reply = { kind: 'seen', words: of(words, step.members), reports: of(reports, step.agents) };
    } else {
      did.push(`learn ${step.roll.version} of ${step.guid}`);
      beholder = { ...beholder, roll: learns ?? beholder.roll };
    }
    next = steps.next(reply);
  }
  return { did, gathered: next.value };
}

test('everybody who could lead is asked, and everybody’s agent; who is silent is unreachable', () => {
  const { did, gathered } = look({ reports: { A: down(300) } });
  expect(did).toEqual(['look at ABE, agents ABE']);
  expect(gathered).toMatchObject({
    promotedElsewhere: false,
    facts: {
      runningPrimary: null,
      lastPrimary: 'B',
      waiting: [],
      members: [
        { guid: 'A', name: 'A/IRIS', instance: 'down', agentReachable: true, journal: journal(300) },
        { guid: 'B', instance: 'unknown', agentReachable: false, journal: 'unknown' },
      ],
    },
  });
});

test.each<[string, World, string[]]>([
  ['neither it nor its agent says anything', {}, ['E/IRIS']],
  [
    'it says nothing, and its agent says that it is up',
    { reports: { E: { instance: 'up', responsive: false, standing: null } } },
    ['E/IRIS'],
  ],
  ['it says that it is an async', { words: { E: async(page(7)) } }, []],
  ['its agent says that it is down', { reports: { E: down(100) } }, []],
])('another DR async that may have become a failover member: %s', (_label, world, names) => {
  expect(look(world).gathered.facts.unheard.map(({ name }) => name)).toEqual(names);
});

test('a member that answers is up, whatever its agent says, and one whose agent says so, however silent it is', () => {
  const { gathered } = look({
    words: { A: { kind: 'other' } },
    reports: { A: down(300), B: { instance: 'up', responsive: false, standing: null } },
  });
  expect(gathered.facts.members.map(({ instance }) => instance)).toEqual(['up', 'up']);
});

test('of two that say that they are primary the one of the later term is; and whom it is connected to is, when nobody says so', () => {
  expect(
    look({ words: { A: says('A', 'primary', { epoch: 4 }), B: says('B', 'primary', { epoch: 5 }) } }).gathered.facts.runningPrimary,
  ).toBe('B');
  expect(look({ own: { primary: 'A' } }).gathered.facts.runningPrimary).toBe('A');
});

test('whoever waits for its role is named', () => {
  expect(
    look({ words: { A: says('A', 'deciding', { isRoleUnknown: true }), E: says('E', 'deciding', { isRoleUnknown: true }) } }).gathered,
  ).toMatchObject({
    promotedElsewhere: false,
    facts: { waiting: ['A/IRIS', 'E/IRIS'] },
  });
});

test.each([
  ['is being promoted', async(page(7), true)],
  ['speaks as a failover member', says('E', 'deciding')],
])('another DR async %s: refused', (_label, word) => {
  const { gathered } = look({ words: { E: word } });
  expect(mayBePromoted(gathered, true)).toMatchObject({ refusal: { code: '2178' } });
});

test('it has heard that it is a failover member: refused', () => {
  expect(mayBePromoted(look({}).gathered, false)).toMatchObject({ refusal: { code: '2117' } });
  expect(mayBePromoted(look({}).gathered, true).ok).toBe(true);
});

test('what another async has heard later is written down, and everybody is asked anew', () => {
  const { did, gathered } = look({ words: { E: async(page(8, 'B')) }, learns: page(8, 'B') });
  expect(did).toEqual(['look at ABE, agents ABE', 'learn 8 of E', 'look at ABE, agents ABE']);
  expect(gathered.roll).toEqual(page(8, 'B'));
  expect(gathered.facts.members.map(({ guid }) => guid)).toEqual(['B']);
});

test('what cannot be written down is not asked for ever', () => {
  expect(look({ words: { E: async(page(8, 'B')) } }).did).toEqual(['look at ABE, agents ABE', 'learn 8 of E']);
});
