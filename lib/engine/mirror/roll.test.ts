import { expect, test } from 'vitest';
import { learntFrom } from './promotion.ts';
import { MemberInTest } from '../sim/member-in-test.ts';
import {
  answerDemotion,
  type Belonging,
  changeRoles,
  crossedOut,
  type DemotionResult,
  judgeConfiguration,
  meetAsyncPartner,
} from './roll.ts';

const page = (version: number, ...failover: string[]) => ({
  version,
  members: ['A', 'B', 'G'].map((guid) => ({
    guid,
    kind: failover.includes(guid) ? ('failover' as const) : ('disaster-recovery' as const),
  })),
});
const belonging = (guid: string, kind: Belonging['kind'], roll: Belonging['roll']): Belonging => ({ guid, kind, isValidated: true, roll });

test('who crosses itself out leaves the primary alone, whomever its own copy names beside that one', () => {
  expect(crossedOut(page(3, 'A', 'B').members, 'B', 'A')).toEqual(page(4, 'A').members);
  // Seed 6004886 of 2026-11-30: G had been demoted for B, B never heard of that, and A died before it wrote the next page.
  const primary = belonging('A', 'failover', page(11, 'A', 'B'));
  const told = belonging('B', 'disaster-recovery', page(10, 'A', 'G'));
  expect(answerDemotion({ own: told, role: 'searching', from: 'A', version: 12 })).toBe('obey');
  const theirs = { version: 12, members: crossedOut(told.roll.members, told.guid, 'A') };
  expect(meetAsyncPartner(primary, { role: 'deciding', isChangingRoles: false }, theirs)).toBe('take');
  const learnt = learntFrom(primary.roll, 'A', { guid: 'B', roll: theirs });
  expect(learnt).toEqual(page(12, 'A'));
  const demoted = belonging('G', 'disaster-recovery', page(11, 'A'));
  expect(judgeConfiguration(demoted, learnt ?? demoted.roll, { isSame: false, isOfNewerTerm: false, isOfBefore: false })).toBe('take');
  expect(learnt?.members.find(({ guid }) => guid === 'G')?.kind).toBe('disaster-recovery');
});

test('a page is handed to a partner that never heard of it, but by nobody who does not know its own role, or is changing roles', () => {
  const own = belonging('A', 'failover', page(12, 'A', 'G'));
  const unknown = { ...own, isValidated: false };
  const met = (one: Belonging, role: 'deciding' | 'primary', isChangingRoles = false) =>
    meetAsyncPartner(one, { role, isChangingRoles }, page(11, 'A'));
  expect([met(own, 'deciding'), met(unknown, 'deciding'), met(unknown, 'primary')]).toEqual(['hand', 'nothing', 'hand']);
  expect(met(own, 'primary', true)).toBe('nothing');
});

test('what was on its way when it stood aside makes nobody a failover member, and says all else', () => {
  const own = belonging('G', 'disaster-recovery', page(11, 'A'));
  const verdict = (offered: Belonging['roll'], isOfBefore: boolean) =>
    judgeConfiguration(own, offered, { isSame: false, isOfNewerTerm: true, isOfBefore });
  expect([verdict(page(12, 'A', 'G'), true), verdict(page(12, 'A', 'G'), false), verdict(page(12, 'A', 'B'), true)]).toEqual([
    'leave',
    'take',
    'take',
  ]);
});

/** What a primary without a connected partner does to promote G in the place of B, when B and its agent answer with `results`. */
function promoting(results: readonly DemotionResult[], goesWithout: boolean, isConnected: boolean) {
  const member = new MemberInTest().becomePrimary();
  if (isConnected) member.activateBackup();
  const own = belonging('A', 'failover', page(3, 'A', 'B'));
  const steps = changeRoles({ state: () => member.state, own, isNoFailoverSet: false, promoted: 'G', goesWithout });
  const kinds: string[] = [];
  const answers = [...results];
  for (let next = steps.next(); ; next = steps.next(answers.shift() ?? 'out')) {
    if (next.done) return { kinds, outcome: next.value };
    kinds.push(next.value.kind);
  }
}

test.each<[string, DemotionResult[], boolean, boolean, string[], string | null]>([
  ['has crossed itself out', ['out'], false, true, ['demote', 'write'], null],
  ['is down, and locked out by its agent', ['silent', 'out'], false, true, ['demote', 'lock-out', 'write'], null],
  ['cannot be asked', ['silent', 'silent'], false, false, ['demote', 'lock-out'], 'unanswered'],
  ['cannot be asked, and is connected: it is only slow', ['silent', 'silent'], true, true, ['demote', 'lock-out'], 'unanswered'],
  [
    'cannot be asked, and a person edits it by hand',
    ['silent', 'silent'],
    true,
    false,
    ['demote', 'lock-out', 'have-no-partner', 'write'],
    null,
  ],
  ['is up by its agent and says nothing, whatever a person says', ['silent', 'refused'], true, false, ['demote', 'lock-out'], 'unanswered'],
  ['refuses, whatever a person says', ['refused'], true, false, ['demote'], 'unanswered'],
])('a member is promoted in the place of one that %s', (_label, results, goesWithout, isConnected, kinds, outcome) => {
  expect(promoting(results, goesWithout, isConnected)).toEqual({ kinds, outcome });
});
