import { describe, expect, test } from 'vitest';
import { comeToNothing, nameOfPromotion } from './lock-out.ts';
import type { Roll } from './roll.ts';
import { type Heard, type Told, type Watcher, watchRole, type WatchStep } from './role-watch.ts';

/** A and B are the failover members, D a DR async, R a reporting async. */
const page = (version: number, failover = 'AB'): Roll => ({
  version,
  members: [...'ABDR'].map((guid) => ({
    guid,
    kind: failover.includes(guid)
      ? ('failover' as const)
      : guid === 'R'
        ? ('read-only-reporting' as const)
        : ('disaster-recovery' as const),
  })),
});
const watcher = (part: Partial<Watcher>): Watcher => ({
  guid: 'A',
  roll: page(7),
  role: 'deciding',
  isRoleUnknown: false,
  isEndLost: false,
  lockedBy: [],
  mayLead: true,
  epoch: 3,
  ...part,
});
const primary = (guid: string, version: number, epoch: number): Told => ({ guid, roll: page(version, `${guid}B`), leads: true, epoch });

const heard = (answer: Told | Heard<Told>): Heard<Told> =>
  'over' in answer ? answer : { guid: answer.guid, told: answer, over: [], version: answer.roll.version };

const say = (step: WatchStep<Told>): string => {
  switch (step.kind) {
    case 'ask':
      return [`ask ${step.guids.join('')} within ${step.withinMs}`, ...step.promotions].join(', ');
    case 'wait':
      return `wait ${step.ms}`;
    case 'give-way':
    case 'learn':
      return `${step.kind} ${step.told.guid}`;
    default:
      return step.kind;
  }
};

/** Its first `count` steps. `answers`: to one question after the other; `own`: as it is at each step, the last one for ever. */
function watch(own: readonly Watcher[], answers: readonly (readonly (Told | Heard<Told>)[])[], count: number): string[] {
  let asked = 0;
  let looked = 0;
  const steps = watchRole<Told>(() => own[Math.min(looked++, own.length - 1)] ?? watcher({}));
  const did: string[] = [];
  let answer: readonly Heard<Told>[] = [];
  while (did.length < count) {
    const step = steps.next(answer).value;
    answer = step.kind === 'ask' ? (answers[asked++] ?? []).map(heard) : [];
    did.push(say(step));
  }
  return did;
}

describe('before it starts', () => {
  test('it asks who has been promoted since, briefly, and then watches', () => {
    expect(watch([watcher({})], [], 6)).toEqual([
      'ask D within 1000',
      'start',
      'wait 1000',
      'ask D within 5000',
      'wait 5000',
      'ask D within 5000',
    ]);
  });

  test('it learns that it has been passed over', () => {
    expect(watch([watcher({})], [[primary('D', 1007, 40)]], 3)).toEqual(['ask D within 1000', 'learn D', 'start']);
  });

  test('an async has nothing to ask, nor one on which mirroring is stopped, nor the backup', () => {
    for (const role of [null, 'stopped', 'backup', 'synchronizing'] as const)
      expect(watch([watcher({ role })], [], 3)).toEqual(['start', 'wait 1000', 'wait 5000']);
  });
});

test('whose role is unknown says so once, asks its former partner, too, and soon again', () => {
  expect(watch([watcher({ isRoleUnknown: true, mayLead: false })], [], 7)).toEqual([
    'tell-unknown',
    'ask BD within 1000',
    'start',
    'wait 1000',
    'ask BD within 5000',
    'wait 1000',
    'ask BD within 5000',
  ]);
});

test('one whose own promotion has not come to its end asks everybody, for it may have been passed over', () => {
  expect(watch([watcher({ mayLead: false })], [[primary('D', 2007, 60)]], 2)).toEqual(['ask BD within 1000', 'learn D']);
});

test.each([['primary'], ['taking-over']] as const)('%s: it gives way to a later term', (role) => {
  expect(watch([watcher({ role })], [[primary('D', 1007, 40)]], 2)).toEqual(['ask D within 1000', 'give-way D']);
});

test('it began to lead while the others were asked: what counts is what it is now', () => {
  // Looked at three times before the answer is judged: whether the role is unknown, whom to ask, and what came of it.
  expect(watch([watcher({}), watcher({}), watcher({ role: 'primary' })], [[primary('D', 1007, 40)]], 2)).toEqual([
    'ask D within 1000',
    'give-way D',
  ]);
});

test('it was demoted while the others were asked: nothing of what they say makes it a failover member again', () => {
  const waiting = watcher({ isRoleUnknown: true, mayLead: false });
  const demoted = watcher({ isRoleUnknown: true, mayLead: false, role: null, roll: page(8, 'B') });
  expect(watch([waiting, waiting, demoted], [[primary('B', 7, 3)]], 3)).toEqual(['tell-unknown', 'ask BD within 1000', 'start']);
});

test('it has lost its newest journal file: it hears its role from no primary of an earlier term', () => {
  const waiting = watcher({ isRoleUnknown: true, isEndLost: true, mayLead: false, epoch: 4 });
  const asked = ['tell-unknown', 'ask BD within 1000'];
  expect(watch([waiting], [[primary('B', 7, 3)]], 3)).toEqual([...asked, 'start']);
  expect(watch([waiting], [[primary('B', 7, 4)]], 3)).toEqual([...asked, 'learn B']);
});

test('of several answers that of the primary of the latest term counts', () => {
  const former: Told = { guid: 'E', roll: page(5), leads: false, epoch: 90 };
  expect(watch([watcher({ isRoleUnknown: true, mayLead: false })], [[former, primary('D', 1007, 40), primary('B', 3007, 60)]], 3)).toEqual([
    'tell-unknown',
    'ask BD within 1000',
    'learn B',
  ]);
});

test('a member that is above whoever answers goes on', () => {
  expect(watch([watcher({ role: 'primary', epoch: 50, roll: page(2007) })], [[primary('D', 1007, 40)]], 3)).toEqual([
    'ask D within 1000',
    'start',
    'wait 1000',
  ]);
});

describe('locked out by a promotion that may have come to nothing', () => {
  const [first, second] = [nameOfPromotion('D', '1'), nameOfPromotion('E', '1')];
  const lockedBy = (...names: string[]) => watcher({ isRoleUnknown: true, mayLead: false, lockedBy: names });
  const async = (guid: string, over: string[], version = 7): Heard<Told> => ({ guid, told: null, over, version });
  const locked = ['tell-unknown', `ask BD within 1000, ${first}`];

  test('a member says so of its own promotions, as an async that is not being promoted', () => {
    const own = { guid: 'D', isAsync: true, isBeingPromoted: false };
    expect(comeToNothing([first, second, ''], own)).toEqual([first]);
    expect(comeToNothing([first], { ...own, isBeingPromoted: true })).toBeNull();
    expect(comeToNothing([first], { ...own, isAsync: false })).toBeNull();
  });

  test('it asks whoever was to be promoted, and goes on as what it was when that one has not led', () => {
    expect(watch([lockedBy(first)], [[async('D', [first])]], 3)).toEqual([...locked, 'unlock']);
  });

  test('all of them must have come to nothing; what was heard once stays so', () => {
    expect(watch([lockedBy(first, second)], [[async('D', [first])], [async('E', [second])]], 6)).toEqual([
      'tell-unknown',
      `ask BD within 1000, ${first}, ${second}`,
      'start',
      'wait 1000',
      `ask BD within 5000, ${first}, ${second}`,
      'unlock',
    ]);
  });

  test.each([
    ['nobody says so', [first], []],
    ['another one says so', [first], [async('B', [first])]],
    ['a person wanted it, too', [first, ''], [async('D', [first, ''])]],
    ['nobody knows whose it was', ['one'], [async('D', ['one'])]],
    ['the one who says so has heard of a later promotion', [first], [async('D', [first], 1007)]],
    ['nobody knows by whom', [], [async('D', [first])]],
  ])('it waits on when %s', (_, names, answers) => {
    expect(watch([lockedBy(...names)], [answers], 3).at(-1)).toBe('start');
  });

  test('a primary tells it its role all the same', () => {
    expect(watch([lockedBy(first)], [[async('D', [first]), primary('B', 1007, 40)]], 3)).toEqual([...locked, 'learn B']);
  });

  test('one that has led meanwhile, or is no failover member any more, has nothing to take back', () => {
    for (const part of [{ isRoleUnknown: false }, { role: null }])
      expect(watch([lockedBy(first), lockedBy(first), { ...lockedBy(first), ...part }], [[async('D', [first])]], 3)).toEqual([
        ...locked,
        'start',
      ]);
  });
});
