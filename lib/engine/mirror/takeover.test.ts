import { describe, expect, test } from 'vitest';
import type { Standing } from './dialogue.ts';
import { at, MemberInTest, standing } from '../sim/member-in-test.ts';

const takingOver = () => new MemberInTest({ settings: { partner: null } }).tick();

describe('order of a takeover (facts 4.12)', () => {
  test('settles what was received, dejournals, writes the term down, switches the journal, opens databases, takes the virtual IP, lets users in', () => {
    expect(takingOver().finishTakeover().kinds).toEqual([
      'run settle',
      'run apply',
      'persist',
      'run switch-journal',
      'run open-databases',
      'run virtual-ip',
      'run open',
      'commit-through',
    ]);
  });

  test('the new term is one above every term heard of, in the journal or by word', () => {
    const member = new MemberInTest({ settings: { partner: null }, epoch: 9 })
      .tick()
      .feed({ kind: 'takeover-phase-done', phase: 'settle' })
      .feed({ kind: 'takeover-phase-done', phase: 'apply' });
    expect(member.last('persist')?.durable).toEqual({
      epoch: 10,
      lastRole: 'primary',
      stopped: false,
      wasActive: false,
      followed: null,
      followedEpoch: 0,
    });
    expect(member.last('run-takeover-phase')).toMatchObject({ phase: 'switch-journal', epoch: 10 });
  });

  test('everything in the journal counts as committed from then on', () => {
    expect(takingOver().finishTakeover().last('commit-through')?.through).toEqual(at(6, 0));
  });

  test('a virtual IP that cannot be taken: not primary, tried again (facts 5)', () => {
    const member = takingOver();
    for (const phase of ['settle', 'apply', 'switch-journal', 'open-databases'] as const)
      member.feed({ kind: 'takeover-phase-done', phase });
    member.feed({ kind: 'takeover-phase-failed', phase: 'virtual-ip', reason: 'no such card' });
    expect(member.last('log')).toMatchObject({ severity: 2, text: 'AddVirtualAddress failed, cannot become primary: no such card' });
    member.forget().pass(1900);
    expect(member.kinds).toEqual([]);
    expect(member.pass(200).kinds).toEqual(['run virtual-ip']);
    expect(member.role.kind).toBe('taking-over');
  });

  test('the end of a phase that is not the present one means nothing', () => {
    const member = takingOver();
    const before = member.state;
    expect(member.feed({ kind: 'takeover-phase-done', phase: 'open' }).state).toEqual(before);
  });

  test('stopping mirroring is refused meanwhile', () => {
    expect(takingOver().feed({ kind: 'mirror-stop-ordered', why: 'operator' }).role.kind).toBe('taking-over');
  });

  test('a partner that proposes itself is told no', () => {
    const member = takingOver().feed({ kind: 'partner-asked', call: 1, question: { kind: 'proposal', from: standing('deciding', 9, 9) } });
    expect(member.last('answer-partner')?.answer).toEqual({ kind: 'verdict', accepted: false });
  });
});

describe('a journal that cannot be applied', () => {
  const damaged = { kind: 'takeover-phase-failed', phase: 'apply', reason: 'journal file #3 is damaged at offset 400000' } as const;
  /** Its partner agreed, and applying has failed at every try for longer than it is tried. */
  const gaveWay = () => {
    const member = new MemberInTest().tick().answerStanding(standing('deciding', 1));
    member.feed(
      { kind: 'partner-accepted', inquiry: member.openInquiry, accepted: true },
      { kind: 'takeover-phase-done', phase: 'settle' },
    );
    for (let tries = 0; member.role.kind === 'taking-over' && tries < 20; tries += 1) member.feed(damaged).pass(2000);
    return member;
  };
  const asked = (from: Standing) => ({ kind: 'partner-asked', call: 9, question: { kind: 'proposal', from } }) as const;
  const verdict = (member: MemberInTest) => {
    const { answer } = member.last('answer-partner') ?? {};
    return answer?.kind === 'verdict' && answer.accepted;
  };

  test('is tried for a while, said once, and then it steps back, saying so, without a term of its own', () => {
    const member = gaveWay();
    expect(member.role).toMatchObject({ kind: 'deciding' });
    expect(member.all('log').filter(({ story }) => story?.code === 'takeover-phase-failed')).toHaveLength(1);
    expect(member.all('log').filter(({ story }) => story?.code === 'takeover-given-up')).toHaveLength(1);
    expect(member.all('persist').filter(({ durable }) => durable.lastRole === 'primary')).toEqual([]);
  });

  test('lets a partner lead that has as much, and one whose own the last term was, but not one that may lack what was acknowledged', () => {
    const mine = gaveWay().state.journal;
    const other = (part: Partial<Standing>): Standing => ({ ...standing('deciding', mine.epoch, 0), guid: 'z', ...part });
    const less = { durable: { fileCount: 1, offset: 1 }, epoch: mine.epoch };
    expect(verdict(gaveWay().feed(asked(other({ journal: mine }))))).toBe(true);
    expect(verdict(gaveWay().feed(asked(other({ journal: less, ledLast: true }))))).toBe(true);
    expect(verdict(gaveWay().feed(asked(other({ journal: less }))))).toBe(false);
    expect(verdict(gaveWay().feed(asked(other({ journal: mine, unable: true }))))).toBe(false);
  });

  test('does not take over again when its partner is down, until a while has passed', () => {
    const member = gaveWay();
    const lookAgain = () => {
      member.pass(2000).feed({ kind: 'partner-was-unreachable', inquiry: member.openInquiry });
      if (member.role.kind === 'deciding' && member.role.inquiry.kind === 'asking-agent')
        member.answerAgent({ instance: 'down', journal: 'none' });
    };
    for (let look = 0; look < 10; look += 1) lookAgain();
    expect(member.role).toMatchObject({ kind: 'deciding', reason: 'cannot-apply' });
    for (let look = 0; look < 30 && member.role.kind === 'deciding'; look += 1) lookAgain();
    expect(member.role).toMatchObject({ kind: 'taking-over', cause: 'agent-confirmed' });
  });

  test('nor does it wait for ever for a disk that hangs', () => {
    const member = new MemberInTest().tick().answerStanding(standing('deciding', 1));
    member.feed({ kind: 'partner-accepted', inquiry: member.openInquiry, accepted: true }).pass(29_000);
    expect(member.role).toMatchObject({ kind: 'taking-over', phase: 'settle' });
    expect(member.pass(2000).role.kind).toBe('deciding');
    expect(member.feed({ kind: 'takeover-phase-done', phase: 'settle' }).role.kind).toBe('deciding');
  });

  test('a promoted member goes on trying: the others are locked out', () => {
    const member = new MemberInTest().feed(
      { kind: 'promotion-settled', forced: false, orderedS: 0 },
      { kind: 'takeover-phase-done', phase: 'settle' },
    );
    for (let tries = 0; tries < 20; tries += 1) member.feed(damaged).pass(2000);
    expect(member.role.kind).toBe('taking-over');
  });
});
