import { expect, test } from 'vitest';
import type { Takeover } from '../../contract/takeover.ts';
import { down, journal, MemberInTest } from '../sim/member-in-test.ts';

const PHASES = ['settle', 'apply', 'switch-journal', 'open-databases', 'virtual-ip', 'open'] as const;

/** Each phase takes 100 ms. */
function finish(member: MemberInTest): MemberInTest {
  for (const phase of PHASES) {
    member.pass(100);
    if (phase === 'switch-journal') member.feed({ kind: 'journal-became-durable', journal: journal(member.state.durable.epoch, 0) });
    member.feed({ kind: 'takeover-phase-done', phase });
  }
  return member;
}
const told = (member: MemberInTest) => member.all('log').find(({ takeover }) => takeover)?.takeover;
const rows = ({ steps = [] }: Partial<Pick<Takeover, 'steps'>> = {}) =>
  steps.map(({ step, fromMs, toMs, tries, bytes }) => `${step} ${fromMs}-${toMs} x${tries}${bytes === null ? '' : ` ${bytes} B`}`);

test('from the last word of the primary to the clients: each step when it began and ended, the fetched bytes among them', () => {
  const member = new MemberInTest().becomeBackup();
  member.pass(300).feed({ kind: 'link-lost', session: 1 });
  member.pass(100).answerAgent(down(journal(6, 900)));
  member.pass(200).feed({ kind: 'journal-fetched', inquiry: member.openInquiry, journal: journal(6, 900), bytes: 4096 });
  const takeover = told(finish(member));
  expect(takeover).toMatchObject({ term: 7, cause: 'agent-confirmed', from: 'b', tookMs: 1200 });
  expect(rows(takeover)).toEqual([
    'noticed 0-300 x1',
    'agent-asked 300-400 x1',
    'fetched 400-600 x1 4096 B',
    'settled 600-700 x1',
    'applied 700-800 x1',
    'journal-switched 800-900 x1',
    'databases-open 900-1000 x1',
    'virtual-ip-moved 1000-1100 x1',
    'clients-admitted 1100-1200 x1',
  ]);
});

test('the arbiter is asked instead, where it decides', () => {
  const member = new MemberInTest({ settings: { hasArbiter: true } }).becomeBackup().followIntoArbiterMode();
  member.pass(100).feed({ kind: 'link-lost', session: 1 });
  member.pass(100).feed({ kind: 'arbiter-said', message: { kind: 'takeover-granted', arrangement: '6.1' } });
  const takeover = told(finish(member));
  expect(takeover?.cause).toBe('arbiter');
  expect(rows(takeover).slice(0, 3)).toEqual(['noticed 0-100 x1', 'arbiter-asked 100-200 x1', 'settled 200-300 x1']);
});

test('a question that is asked again and again is one step, from the first to the end of the last', () => {
  const member = new MemberInTest().becomeBackup();
  member.feed({ kind: 'link-lost', session: 1 });
  for (let tries = 0; tries < 3; tries += 1) {
    member.feed({ kind: 'agent-was-unreachable', inquiry: member.openInquiry }).pass(600);
    if (member.as('deciding').inquiry.kind === 'asking-partner')
      member.feed({ kind: 'partner-was-unreachable', inquiry: member.openInquiry });
  }
  const { course } = member.state;
  expect(course?.steps.find(({ step }) => step === 'agent-asked')).toMatchObject({ tries: 4, toMs: null });
  expect(course?.steps.filter(({ step }) => step === 'agent-asked')).toHaveLength(1);
});

test('a planned switch begins with the order, and the resignation ends its first step', () => {
  const member = new MemberInTest().becomeBackup();
  member.pass(500).feed({ kind: 'primary-ordered', order: 'try', orderedS: 0 });
  member.pass(100).feed({ kind: 'primary-said', session: 1, message: { kind: 'resigning', final: member.state.journal.durable } });
  const takeover = told(finish(member));
  expect(takeover).toMatchObject({ cause: 'ordered', from: 'b', tookMs: 700 });
  expect(rows(takeover)[0]).toBe('handed-over 0-100 x1');
});

test('who led last and leads again has replaced nobody', () => {
  const member = new MemberInTest({ settings: { partner: null } }).tick();
  expect(told(member.finishTakeover())).toMatchObject({ cause: 'no-other-member', from: null });
});

test('who follows is on no course', () => {
  expect(new MemberInTest().becomeBackup().state.course).toBeNull();
  expect(new MemberInTest().becomePrimary().state.course).toBeNull();
});
