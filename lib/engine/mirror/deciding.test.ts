import { describe, expect, test } from 'vitest';
import { at, down, journal, MemberInTest, standing } from '../sim/member-in-test.ts';

const asked = () => new MemberInTest().tick();
const alone = () => asked().feed({ kind: 'partner-was-unreachable', inquiry: 1 });

describe('a member without a role (facts 4.5, 4.14, 4.15)', () => {
  test('asks its partner first', () => {
    expect(asked().last('ask-partner')?.question.kind).toBe('standing');
  });

  test('becomes primary at once when it has no partner (facts 2.1)', () => {
    const member = new MemberInTest({ settings: { partner: null } }).tick();
    expect(member.as('taking-over').cause).toBe('no-other-member');
  });

  test('follows a partner that is primary', () => {
    const member = asked().answerStanding(standing('primary', 6));
    expect(member.role.kind).toBe('synchronizing');
    expect(member.kinds).toContain('open-link');
  });

  test('does not follow a primary of an earlier term than its own journal, but tells it its standing', () => {
    const member = asked().answerStanding(standing('primary', 4));
    expect(member.last('ask-partner')?.question).toMatchObject({ kind: 'proposal', from: { journal: journal(5, 100) } });
  });

  test('waits while its partner takes over', () => {
    expect(asked().answerStanding(standing('taking-over', 6)).as('deciding').reason).toBe('partner-is-taking-over');
  });

  test('writes down a later term as soon as it hears of one', () => {
    expect(asked().answerStanding(standing('taking-over', 9)).last('persist')?.durable.epoch).toBe(9);
  });

  test.each([
    ['the partner knows less', standing('deciding', 5, 99), true],
    ['both know as much and its GUID is lower', standing('deciding', 5, 100), true],
    ['the partner has more of the same term', standing('deciding', 5, 101), false],
    ['the partner has less, of a later term', standing('deciding', 6, 1), false],
  ])('both are deciding, %s: proposes itself %#', (_label, partner, proposes) => {
    const member = asked().answerStanding(partner);
    expect(member.last('ask-partner')?.question.kind === 'proposal').toBe(proposes);
    expect(member.as('deciding').reason).toBe(proposes ? 'negotiating' : 'partner-knows-more');
  });

  test.each([
    ['its partner is the only one that may: does not propose itself, though its GUID is lower', { onlyPrimary: 'b' }, null, false],
    ['it has not heard that its partner is the only one that may', {}, 'b', false],
    ['its partner has not heard that it is the only one that may', { onlyPrimary: 'a' }, null, true],
  ])('both know as much, no failover is set, %s', (_label, settings, only, proposes) => {
    const member = new MemberInTest({ settings }).tick().answerStanding({ ...standing('deciding', 5, 100), onlyPrimary: only });
    expect(member.last('ask-partner')?.question.kind === 'proposal').toBe(proposes);
  });

  test('consents to the only one that may, though its own GUID is lower', () => {
    const member = new MemberInTest({ settings: { onlyPrimary: 'b' } }).tick();
    member.feed({ kind: 'partner-asked', call: 1, question: { kind: 'proposal', from: standing('deciding', 5, 100) } });
    expect(member.last('answer-partner')?.answer).toMatchObject({ accepted: true });
  });

  test('takes over only with the consent it asked for last', () => {
    const member = asked().answerStanding(standing('deciding', 1));
    const stale = member.openInquiry - 1;
    expect(member.feed({ kind: 'partner-accepted', inquiry: stale, accepted: true }).role.kind).toBe('deciding');
    expect(member.feed({ kind: 'partner-accepted', inquiry: stale + 1, accepted: true }).as('taking-over').cause).toBe('negotiated');
  });

  test('its own yes to a proposal closes every question of its own', () => {
    const member = asked().answerStanding(standing('deciding', 5, 0));
    const open = member.openInquiry;
    member.feed({ kind: 'partner-asked', call: 1, question: { kind: 'proposal', from: standing('deciding', 7) } });
    expect(member.last('answer-partner')?.answer).toEqual({ kind: 'verdict', accepted: true });
    expect(member.feed({ kind: 'partner-accepted', inquiry: open, accepted: true }).role.kind).toBe('deciding');
  });

  test('says no to a partner that knows less', () => {
    const member = asked().feed({ kind: 'partner-asked', call: 1, question: { kind: 'proposal', from: standing('deciding', 4) } });
    expect(member.last('answer-partner')?.answer).toEqual({ kind: 'verdict', accepted: false });
  });

  test('says no while the arbiter decides about its claim', () => {
    const member = new MemberInTest({ settings: { hasArbiter: true } })
      .becomeBackup()
      .followIntoArbiterMode()
      .feed({ kind: 'link-lost', session: 1 });
    member.feed({ kind: 'partner-asked', call: 1, question: { kind: 'proposal', from: standing('deciding', 9) } });
    expect(member.last('answer-partner')?.answer).toEqual({ kind: 'verdict', accepted: false });
  });
});

describe('a partner that does not answer (facts 4.5)', () => {
  test('its agent is asked', () => {
    expect(alone().last('ask-agent')?.question).toBe('report');
  });

  test('agent unreachable: waits, however long it takes', () => {
    const member = alone();
    for (let round = 0; round < 100; round += 1) {
      member.feed({ kind: 'agent-was-unreachable', inquiry: member.openInquiry }).pass(600);
      member.feed({ kind: 'partner-was-unreachable', inquiry: member.openInquiry });
    }
    expect(member.role.kind).toBe('deciding');
  });

  test('instance up: waits', () => {
    expect(alone().answerAgent({ instance: 'up', responsive: true, standing: null }).as('deciding').reason).toBe('partner-unreachable');
  });

  test('instance hangs: has it forced down before anything else', () => {
    const member = alone().answerAgent({ instance: 'up', responsive: false, standing: null });
    expect(member.last('ask-agent')?.question).toBe('force-down');
    expect(member.role.kind).toBe('deciding');
    expect(member.answerAgent(down(journal(5, 50))).as('taking-over').cause).toBe('agent-confirmed');
  });

  test('instance hangs: that very process is meant; one that was started since is asked, and leads if it does', () => {
    const member = alone().answerAgent({ instance: 'up', responsive: false, standing: null, process: 'hung' });
    expect(member.last('ask-agent')).toMatchObject({ question: 'force-down', meant: { kind: 'hanging', process: 'hung' } });
    expect(member.answerAgent({ instance: 'up', responsive: true, standing: null, process: 'later' }).as('deciding').reason).toBe(
      'partner-unreachable',
    );
  });

  test('instance down with a journal that says no more: takes over', () => {
    expect(
      alone()
        .answerAgent(down(journal(5, 100)))
        .as('taking-over').cause,
    ).toBe('agent-confirmed');
  });

  test('instance down and never had a journal: takes over', () => {
    expect(alone().answerAgent(down('none')).role.kind).toBe('taking-over');
  });

  test('instance down with more journal: fetches it first', () => {
    const member = alone().answerAgent(down(journal(5, 101)));
    expect(member.kinds).toContain('fetch-journal');
    expect(member.role.kind).toBe('deciding');
    member.feed({ kind: 'journal-fetched', inquiry: member.openInquiry, journal: journal(5, 101), bytes: 300 });
    expect(member.role.kind).toBe('taking-over');
  });

  test('the fetch fails: waits', () => {
    const member = alone().answerAgent(down(journal(6, 1)));
    member.feed({ kind: 'agent-was-unreachable', inquiry: member.openInquiry });
    expect(member.as('deciding').reason).toBe('journal-out-of-reach');
  });

  test('instance down, journal unreadable: waits, unless it was Active a moment ago', () => {
    expect(alone().answerAgent(down('unreadable')).as('deciding').reason).toBe('journal-out-of-reach');
  });

  test('"no failover" for another member: never takes over (facts 4.16)', () => {
    const member = new MemberInTest({ settings: { onlyPrimary: 'b' } }).tick().feed({ kind: 'partner-was-unreachable', inquiry: 1 });
    expect(member.answerAgent(down('none')).as('deciding').reason).toBe('no-failover');
  });

  test('answers to an older question change nothing', () => {
    const member = alone();
    const before = member.state;
    member.feed(
      { kind: 'agent-answered', inquiry: member.openInquiry - 1, report: down('none') },
      { kind: 'journal-fetched', inquiry: member.openInquiry, journal: { durable: at(9, 9), epoch: 9 }, bytes: 1 },
    );
    expect(member.state).toEqual(before);
  });
});

test('a primary that does not list this member yet is waited for: its agent is not asked, and the log says so once', () => {
  const member = new MemberInTest().tick();
  member.feed({ kind: 'not-listed-yet', inquiry: member.openInquiry });
  expect(member.as('deciding').reason).toBe('awaiting-authorization');
  member.pass(2000);
  member.feed({ kind: 'not-listed-yet', inquiry: member.openInquiry });
  expect(member.kinds).not.toContain('ask-agent');
  expect(member.all('log').filter(({ text }) => text === 'Waiting for authorization on SERVERB')).toHaveLength(1);
});
