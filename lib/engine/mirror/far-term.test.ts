import { expect, test } from 'vitest';
import { heardConfigSchema, mirrorConfigSchema } from '../../contract/mirror-config.ts';
import { HEARD_MAX, isCountable } from '../../contract/heard-number.ts';
import { decodeHeader, encodeHeader } from '../journal/header.ts';
import { heardFileCountSchema } from '../journal/file-count.ts';
import { standingSchema } from '../link/standing-schema.ts';
import { at, MemberInTest, standing } from '../sim/member-in-test.ts';
import { judgeConfiguration } from './roll.ts';

const BELIEVED_MAX = 2 ** 47;

const headerOf = (epoch: number, fileCount = 1) => ({
  fileGuid: 'F',
  fileCount,
  mirror: { guid: 'M', name: 'APRIL' },
  creatorGuid: 'a',
  createdAtMs: 0,
  previous: null,
  minTransaction: null,
  epoch,
  sizeBytesMax: 1,
});
const heard = (epoch: number) => standingSchema.parse(standing('taking-over', epoch)).epoch;

test.each([1, 1000])(
  'after the highest term that may be named a member opens one (%i above) that its own journal file and every other member takes',
  (step) => {
    const own = heard(HEARD_MAX);
    expect(decodeHeader(encodeHeader(headerOf(own + step)))?.epoch).toBe(own + step);
    const believed =
      new MemberInTest()
        .tick()
        .answerStanding(standing('taking-over', heard(BELIEVED_MAX)))
        .last('persist')?.durable.epoch ?? 0;
    expect(believed).toBe(BELIEVED_MAX);
    expect(heard(believed + step)).toBe(believed + step);
    expect(isCountable(believed + step, believed)).toBe(true);
  },
);

test('a term above all that may be named is not heard', () => {
  expect(() => heard(HEARD_MAX + 1)).toThrow();
});

test('nobody goes on from a term that is far above all that it knows: not from a word, not from a history that it shall follow', () => {
  expect(new MemberInTest().tick().answerStanding(standing('taking-over', HEARD_MAX)).last('persist')).toBeUndefined();
  const member = new MemberInTest()
    .tick()
    .answerStanding(standing('primary', HEARD_MAX))
    .feed({ kind: 'link-opened', session: 1 })
    .forget();
  member.feed({ kind: 'history-compared', session: 1, epoch: HEARD_MAX, process: 'one', common: at(5, 100), applied: at(5, 90) });
  expect(member.as('deciding').reason).toBe('inconsistent');
  expect(member.kinds).not.toContain('follow-from');
  expect(member.state.durable.epoch).toBeLessThan(10);
  expect(
    member
      .all('log')
      .map(({ text }) => text)
      .join(),
  ).toContain('join again');
});

test('who knows no term yet has nothing to judge by, and who has believed the same number follows', () => {
  expect([
    isCountable(HEARD_MAX, 0),
    isCountable(HEARD_MAX + 1, 0),
    isCountable(HEARD_MAX, 1),
    isCountable(BELIEVED_MAX + 2, BELIEVED_MAX + 1),
  ]).toEqual([true, false, false, true]);
});

test('a version of the configuration leaves room for the next ones', () => {
  const roll = (version: number) => ({ version, members: [{ guid: 'a', kind: 'failover' as const }] });
  const own = { guid: 'a', kind: 'failover' as const, isValidated: true, roll: roll(7) };
  const verdict = (version: number) => judgeConfiguration(own, roll(version), { isSame: false, isOfNewerTerm: true, isOfBefore: false });
  expect([verdict(8), verdict(BELIEVED_MAX), verdict(HEARD_MAX)]).toEqual(['take', 'take', 'leave']);
  expect(heardConfigSchema.shape.version.safeParse(HEARD_MAX + 1).success).toBe(false);
  expect(mirrorConfigSchema.shape.version.safeParse(HEARD_MAX + 1000).success).toBe(true);
});

test('a number of a journal file leaves room for the next ones, in its header and in the 32 bits of a block on the wire', () => {
  expect(heardFileCountSchema.safeParse(2 ** 31 + 1).success).toBe(false);
  expect([decodeHeader(encodeHeader(headerOf(1, 2 ** 31 + 1)))?.fileCount, decodeHeader(encodeHeader(headerOf(1, 2 ** 32)))]).toEqual([
    2 ** 31 + 1,
    null,
  ]);
});
