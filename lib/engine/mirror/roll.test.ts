import { expect, test } from 'vitest';
import { learntFrom } from './promotion.ts';
import { answerDemotion, type Belonging, crossedOut, judgeConfiguration, meetAsyncPartner } from './roll.ts';

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
  expect(meetAsyncPartner(primary, 'deciding', theirs)).toBe('take');
  const learnt = learntFrom(primary.roll, 'A', { guid: 'B', roll: theirs });
  expect(learnt).toEqual(page(12, 'A'));
  const demoted = belonging('G', 'disaster-recovery', page(11, 'A'));
  expect(judgeConfiguration(demoted, learnt ?? demoted.roll, { isSame: false, isOfNewerTerm: false })).toBe('take');
  expect(learnt?.members.find(({ guid }) => guid === 'G')?.kind).toBe('disaster-recovery');
});
