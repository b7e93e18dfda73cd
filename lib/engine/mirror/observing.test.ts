import { describe, expect, test } from 'vitest';
import { at, down, journal, MemberInTest, standing } from '../sim/member-in-test.ts';

/** It followed before, and knows of its partner's term. */
const settings = { hasArbiter: true, observesOnly: true };
const stories = (member: MemberInTest) => member.all('log').flatMap(({ story }) => story?.code ?? []);
const backup = () => new MemberInTest({ settings }).becomeBackup();
const lost = () => backup().feed({ kind: 'link-lost', session: 1 });
const living = { instance: 'up', responsive: false, process: 'one', standing: null } as const;

describe('a member that only observes', () => {
  test('does not claim from the arbiter, and says when it would have', () => {
    const member = backup().followIntoArbiterMode().feed({ kind: 'link-lost', session: 1 });
    expect(member.all('tell-arbiter')).toEqual([]);
    expect(stories(member)).toEqual(['lost-primary-active', 'would-claim']);
    expect(member.last('ask-agent')?.question).toBe('report');
    // The primary may go on: this member's word is as good as before.
    expect(
      member.feed({ kind: 'arbiter-said', message: { kind: 'drop-active', arrangement: '6.1' } }).last('tell-arbiter')?.message,
    ).toEqual({
      kind: 'dropped',
      arrangement: '6.1',
    });
  });

  test('does not take over from one that is down, and says so once', () => {
    const member = lost().answerAgent(down(journal(5, 100)));
    expect(member.as('deciding').reason).toBe('observing');
    member.pass(1000).feed({ kind: 'partner-was-unreachable', inquiry: member.openInquiry });
    member.answerAgent(down(journal(5, 100)));
    expect(stories(member).filter((code) => code === 'would-take-over-down')).toHaveLength(1);
  });

  test('says so when it has what the other one has, and not before', () => {
    const member = lost().answerAgent(down(journal(6, 300)));
    expect(member.kinds).toContain('fetch-journal');
    expect(stories(member)).not.toContain('would-take-over-down');
    member.feed({ kind: 'journal-fetched', inquiry: member.openInquiry, journal: journal(6, 300), bytes: 200 });
    expect(member.as('deciding').reason).toBe('observing');
    expect(stories(member)).toContain('would-take-over-down');
  });

  test('says nothing where it would not have: the journal of the other one cannot be read, and may hold more', () => {
    const member = lost().pass(60_000).feed({ kind: 'partner-was-unreachable', inquiry: 1 });
    member.pass(1000).feed({ kind: 'partner-was-unreachable', inquiry: member.openInquiry });
    member.answerAgent(down('unreadable'));
    expect(member.as('deciding').reason).toBe('journal-out-of-reach');
    expect(stories(member)).not.toContain('would-take-over-down');
  });

  test('does not force one down that hangs', () => {
    const member = lost().answerAgent(living);
    expect(member.all('ask-agent').map(({ question }) => question)).toEqual(['report']);
    expect(stories(member)).toContain('would-take-over-hanging');
  });

  test('says both of one that hangs and is down a moment later, each once', () => {
    const member = lost();
    const again = () => member.pass(1000).feed({ kind: 'partner-was-unreachable', inquiry: member.openInquiry });
    member.answerAgent(living);
    again().answerAgent(living);
    again().answerAgent(down(journal(5, 100)));
    again().answerAgent(down(journal(5, 100)));
    expect(stories(member).filter((code) => code.startsWith('would-'))).toEqual(['would-take-over-hanging', 'would-take-over-down']);
  });

  test('carries out an order', () => {
    const member = lost().feed({ kind: 'primary-ordered', order: 'try', orderedS: 0 }).tick();
    member.feed({ kind: 'partner-was-unreachable', inquiry: member.openInquiry });
    expect(member.last('ask-agent')?.question).toBe('force-down');
    expect(member.answerAgent(down(journal(5, 100))).as('taking-over').cause).toBe('ordered');
  });

  test('takes over from a primary that hands over to it', () => {
    const member = backup().feed({ kind: 'primary-said', session: 1, message: { kind: 'resigning', final: at(5, 100) } });
    expect(member.as('taking-over').cause).toBe('primary-resigned');
  });

  test('goes on with its own term: who led last takes over from nobody', () => {
    const member = new MemberInTest({ settings }).becomePrimary();
    const again = new MemberInTest({ settings, journal: member.state.journal, epoch: member.state.durable.epoch });
    again.state = { ...again.state, durable: member.state.durable };
    again.tick().feed({ kind: 'partner-was-unreachable', inquiry: 1 });
    expect(again.answerAgent(down('none')).as('taking-over').cause).toBe('agent-confirmed');
  });

  test('does not go on where the other one has led since, nor where that one hangs and may have', () => {
    const restarted = () => {
      const member = new MemberInTest({ settings }).becomePrimary();
      const again = new MemberInTest({ settings, journal: member.state.journal, epoch: member.state.durable.epoch });
      again.state = { ...again.state, durable: member.state.durable };
      return again.tick().feed({ kind: 'partner-was-unreachable', inquiry: 1 });
    };
    const since = restarted().answerAgent(down(journal(9, 100)));
    since.feed({ kind: 'journal-fetched', inquiry: since.openInquiry, journal: journal(9, 100), bytes: 200 });
    expect(since.as('deciding').reason).toBe('observing');
    // The term may have been heard of before, from the other one itself.
    const heard = restarted();
    heard.answerAgent({ instance: 'up', responsive: true, standing: null }).pass(1000);
    heard.feed({ kind: 'partner-answered', inquiry: heard.openInquiry, standing: standing('taking-over', 9, 100) }).pass(1000);
    heard.feed({ kind: 'partner-was-unreachable', inquiry: heard.openInquiry }).answerAgent(down(journal(9, 100)));
    heard.feed({ kind: 'journal-fetched', inquiry: heard.openInquiry, journal: journal(9, 100), bytes: 200 });
    expect([heard.state.durable.epoch, heard.state.durable.lastRole]).toEqual([9, 'none']);
    expect(heard.as('deciding').reason).toBe('observing');
    const hanging = restarted().answerAgent(living);
    expect(hanging.as('deciding').reason).toBe('observing');
    expect(stories(hanging)).toContain('would-take-over-hanging');
  });

  test('takes over at once when the setting is cleared and the other one is still down', () => {
    const member = lost().answerAgent(down(journal(5, 100)));
    member.feed({ kind: 'settings-changed', settings: { ...member.state.settings, observesOnly: false } });
    member.pass(1000).feed({ kind: 'partner-was-unreachable', inquiry: member.openInquiry });
    expect(member.answerAgent(down(journal(5, 100))).as('taking-over').cause).toBe('agent-confirmed');
  });

  test('does not take over by a grant that it asked for before it was told to observe', () => {
    const member = new MemberInTest({ settings: { hasArbiter: true } }).becomeBackup().followIntoArbiterMode();
    member.feed({ kind: 'link-lost', session: 1 });
    member.feed({ kind: 'settings-changed', settings: { ...member.state.settings, observesOnly: true } });
    member.feed({ kind: 'arbiter-said', message: { kind: 'takeover-granted', arrangement: '6.1' } });
    expect(member.as('deciding').inquiry.kind).not.toBe('asking-arbiter');
  });

  test('leads when an operator forces it, and when it is promoted', () => {
    const forced = lost().feed({ kind: 'primary-ordered', order: 'force', orderedS: 0 }).tick();
    forced.feed({ kind: 'partner-was-unreachable', inquiry: forced.openInquiry });
    forced.feed({ kind: 'agent-was-unreachable', inquiry: forced.openInquiry });
    expect(forced.as('taking-over').cause).toBe('forced');
    const promoted = lost().feed({ kind: 'promotion-settled', forced: false, orderedS: 0 });
    expect(promoted.as('taking-over').cause).toBe('promoted');
  });

  test('leads where there is nobody else', () => {
    expect(new MemberInTest({ settings: { ...settings, partner: null } }).tick().as('taking-over').cause).toBe('no-other-member');
  });

  test('lets the one lead that led last, though its own GUID is lower', () => {
    const led = { ...standing('deciding', 5, 100), ledLast: true };
    expect(new MemberInTest({ settings }).tick().answerStanding(led).as('deciding').reason).toBe('partner-knows-more');
    expect(new MemberInTest().tick().answerStanding(led).last('ask-partner')?.question.kind).toBe('proposal');
  });

  test('tells its partner so', () => {
    expect(backup().state.settings.observesOnly).toBe(true);
    const member = lost();
    member.feed({ kind: 'partner-asked', call: 1, question: { kind: 'standing' } });
    expect(member.last('answer-partner')?.answer).toMatchObject({ standing: { unable: true } });
  });
});
