import { describe, expect, test } from 'vitest';
import { at, MemberInTest, standing } from '../sim/member-in-test.ts';

const takingOver = () => new MemberInTest({ settings: { partner: null } }).tick();

describe('order of a takeover (facts 4.12)', () => {
  test('settles what was received, dejournals, writes the term down, switches the journal, opens databases, takes the virtual IP, lets users in', () => {
    expect(takingOver().finishTakeover().kinds).toEqual(['run settle', 'run apply', 'persist', 'run switch-journal', 'run open-databases', 'run virtual-ip', 'run open', 'commit-through']);
  });

  test('the new term is one above every term heard of, in the journal or by word', () => {
    const member = new MemberInTest({ settings: { partner: null }, epoch: 9 }).tick().feed({ kind: 'takeover-phase-done', phase: 'settle' }).feed({ kind: 'takeover-phase-done', phase: 'apply' });
    expect(member.last('persist')?.durable).toEqual({ epoch: 10, lastRole: 'primary', stopped: false, wasActive: false, followed: null });
    expect(member.last('run-takeover-phase')).toMatchObject({ phase: 'switch-journal', epoch: 10 });
  });

  test('everything in the journal counts as committed from then on', () => {
    expect(takingOver().finishTakeover().last('commit-through')?.through).toEqual(at(6, 0));
  });

  test('a virtual IP that cannot be taken: not primary, tried again (facts 5)', () => {
    const member = takingOver();
    for (const phase of ['settle', 'apply', 'switch-journal', 'open-databases'] as const) member.feed({ kind: 'takeover-phase-done', phase });
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
    expect(takingOver().feed({ kind: 'mirror-stop-ordered' }).role.kind).toBe('taking-over');
  });

  test('a partner that proposes itself is told no', () => {
    const member = takingOver().feed({ kind: 'partner-asked', call: 1, question: { kind: 'proposal', from: standing('deciding', 9, 9) } });
    expect(member.last('answer-partner')?.answer).toEqual({ kind: 'verdict', accepted: false });
  });
});
