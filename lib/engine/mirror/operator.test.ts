import { describe, expect, test } from 'vitest';
import { at, down, journal, MemberInTest, standing } from '../sim/member-in-test.ts';
import { whyNotForce, whyNotResume, whyNotTry } from './operator.ts';
import { HAND_OVER_MS, silenceMs } from './timing.ts';

const stories = (member: MemberInTest) => member.all('log').flatMap(({ story }) => (story ? [story.code] : []));
/** Restarted, and its agent question is open: the other member did not answer. */
const alone = (options: ConstructorParameters<typeof MemberInTest>[0] = {}) => new MemberInTest(options).tick();
const partnerSilent = (member: MemberInTest) => member.feed({ kind: 'partner-was-unreachable', inquiry: member.openInquiry });
const agentSilent = (member: MemberInTest) => member.feed({ kind: 'agent-was-unreachable', inquiry: member.openInquiry });
const force = (member: MemberInTest, orderedS = 0) => member.feed({ kind: 'primary-ordered', order: 'force', orderedS }).tick();
const tryIt = (member: MemberInTest) => member.feed({ kind: 'primary-ordered', order: 'try', orderedS: 0 }).tick();
const isolated = () => {
  const member = new MemberInTest({ settings: { hasArbiter: true } }).becomePrimary().activateBackup().enterArbiterMode();
  return member.feed({ kind: 'arbiter-lost' }, { kind: 'follower-lost', session: 1 }).forget();
};

describe('force this node to become the primary (facts 4.13)', () => {
  test('neither the other member nor its agent can be asked: it takes over, in a term above all that can have been opened unseen', () => {
    const member = force(alone());
    partnerSilent(member);
    expect(member.last('ask-agent')).toMatchObject({ question: 'force-down', meant: { kind: 'running' } });
    agentSilent(member);
    expect(member.as('taking-over')).toMatchObject({ cause: 'forced', fence: true });
    member.feed({ kind: 'takeover-phase-done', phase: 'settle' }, { kind: 'takeover-phase-done', phase: 'apply' });
    expect(member.state.durable.epoch).toBe(1005);
    member.finishTakeover().tick();
    // It never followed the other member: whatever leads there in an earlier term is meant, and nothing else.
    expect(member.last('ask-agent')).toMatchObject({ question: 'force-down', meant: { kind: 'older-term', than: 1005 } });
  });

  test.each([
    ['later than any that the other one can have opened when it was forced before, unheard', 1_900_000_000, 1_900_000_000],
    ['and above all that it knows, however wrong its clock is', 17, 1005],
  ])('its term is %s', (_label, orderedS, epoch) => {
    const member = force(alone(), orderedS);
    partnerSilent(member);
    agentSilent(member);
    member.feed({ kind: 'takeover-phase-done', phase: 'settle' }, { kind: 'takeover-phase-done', phase: 'apply' });
    expect(member.state.durable.epoch).toBe(epoch);
  });

  test('a force that was refused lifts no later term', () => {
    const member = force(alone(), 1_900_000_000).answerStanding(standing('taking-over', 6));
    expect(member.state.orderRefused?.why).toBe('partner-is-taking-over');
    partnerSilent(member.pass(5000));
    member
      .answerAgent(down('none'))
      .feed({ kind: 'takeover-phase-done', phase: 'settle' }, { kind: 'takeover-phase-done', phase: 'apply' });
    expect(member.state.durable.epoch).toBe(7);
  });

  test('whoever orders again tells the refusal of that order from the one before, though the reason is the same', () => {
    const member = force(alone()).answerStanding(standing('taking-over', 6));
    const { orderRefused: first } = member.state;
    force(member.pass(1000)).answerStanding(standing('taking-over', 6));
    expect(member.state.orderRefused).toEqual(first);
    expect(member.state.orderRefused).not.toBe(first);
  });

  test('without the order the same member waits for ever', () => {
    const member = alone();
    partnerSilent(member);
    agentSilent(member);
    member.pass(600_000);
    expect(member.role.kind).toBe('deciding');
    expect(member.all('run-takeover-phase')).toEqual([]);
  });

  test('the agent can be asked: the other member is forced down and its newer journal fetched, so nothing is lost', () => {
    const member = force(alone());
    partnerSilent(member);
    member.answerAgent(down(journal(6, 50)));
    expect(member.last('fetch-journal')).toBeDefined();
    member.feed({ kind: 'journal-fetched', inquiry: member.openInquiry, journal: journal(6, 50), bytes: 50 });
    expect(member.as('taking-over')).toMatchObject({ cause: 'ordered' });
  });

  test('the fetch fails: it goes on without, as ordered', () => {
    const member = force(alone());
    partnerSilent(member);
    member.answerAgent(down(journal(6, 50)));
    agentSilent(member);
    expect(member.as('taking-over').cause).toBe('forced');
  });

  test('the other member is primary and can be reached: refused, it follows', () => {
    const member = force(alone()).answerStanding(standing('primary', 6));
    expect(member.state.orderRefused).toEqual({ why: 'partner-is-primary' });
    expect(member.role.kind).toBe('synchronizing');
  });

  test.each([
    ['taking-over', 'partner-is-taking-over'],
    ['deciding', 'partner-knows-more'],
  ] as const)('the other member is %s with newer data: refused', (role, why) => {
    const member = force(alone()).answerStanding(standing(role, 9));
    expect(member.state.orderRefused).toEqual({ why });
    expect(member.as('deciding').order).toBe('none');
  });

  test('a promise given to the other member ends the order', () => {
    const member = force(alone());
    member.feed({ kind: 'partner-asked', call: 1, question: { kind: 'proposal', from: standing('deciding', 9) } });
    expect(member.last('answer-partner')?.answer).toEqual({ kind: 'verdict', accepted: true });
    expect(member.as('deciding').order).toBe('none');
  });

  test('not offered while a primary is connected, on a primary, and where mirroring is stopped', () => {
    expect(whyNotForce(new MemberInTest().becomeBackup().state)).toBe('follows-primary');
    expect(whyNotForce(new MemberInTest().becomePrimary().state)).toBe('is-primary');
    expect(whyNotForce(new MemberInTest().feed({ kind: 'mirror-stop-ordered', why: 'operator' }).state)).toBe('mirror-stopped');
    expect(force(new MemberInTest().becomeBackup()).kinds).not.toContain('ask-agent');
  });

  test('it remembers over restarts whether it was active when it was last connected', () => {
    const member = new MemberInTest().becomeBackup();
    member.feed({ kind: 'link-lost', session: 1 });
    expect(member.state.durable.wasActive).toBe(true);
    const again = new MemberInTest().tick().answerStanding(standing('primary', 6)).feed({ kind: 'link-opened', session: 1 });
    again.feed({ kind: 'history-compared', session: 1, epoch: 6, process: 'one', common: at(5, 100), applied: at(5, 100) });
    expect(again.last('persist')?.durable.wasActive).toBe(false);
  });
});

describe('the way back of a primary that was forced out (facts 4.15)', () => {
  const meet = (applied: number, common: number) => {
    const member = new MemberInTest({ journal: journal(5, 300) })
      .tick()
      .answerStanding(standing('primary', 1005))
      .feed({ kind: 'link-opened', session: 1 });
    return member.feed({
      kind: 'history-compared',
      session: 1,
      epoch: 1005,
      process: 'one',
      common: at(5, common),
      applied: at(5, applied),
    });
  };

  test('surplus that was never applied is cut', () => {
    const member = meet(100, 100);
    expect(stories(member)).toContain('surplus-discarded');
    expect(member.last('follow-from')?.position).toEqual(at(5, 100));
  });

  test('databases beyond the fork: the documented severe line, and it waits, without filling the log', () => {
    const member = meet(300, 100);
    expect(member.all('log').find(({ story }) => story?.code === 'inconsistent')).toMatchObject({
      severity: 2,
      text: expect.stringContaining('inconsistent with the mirror APRIL. If the primary is running'),
    });
    expect(member.as('deciding').reason).toBe('inconsistent');
    member.forget().pass(59_000);
    expect(member.effects).toEqual([]);
    member.pass(2000).answerStanding(standing('primary', 1005)).feed({ kind: 'link-opened', session: 2 });
    member.feed({ kind: 'history-compared', session: 2, epoch: 1005, process: 'one', common: at(5, 100), applied: at(5, 300) });
    expect(member.all('log')).toEqual([]);
  });
});

describe('try to make this the primary (facts 4.9, 4.13)', () => {
  test('an active backup asks the primary to hand over, and takes over on its resignation, also against "no failover"', () => {
    const member = new MemberInTest({ settings: { onlyPrimary: 'b' } }).becomeBackup();
    tryIt(member);
    expect(member.last('tell-primary')?.message.kind).toBe('hand-over-asked');
    member.feed({ kind: 'primary-said', session: 1, message: { kind: 'resigning', final: member.state.journal.durable } });
    expect(member.as('taking-over').cause).toBe('ordered');
    member.finishTakeover();
    expect(member.all('allow-failover')).toHaveLength(1);
    expect(member.state.settings.onlyPrimary).toBeNull();
  });

  test('the primary does not hand over in time: its agent forces it down', () => {
    const member = tryIt(new MemberInTest().becomeBackup()).pass(HAND_OVER_MS);
    expect(member.last('ask-agent')?.question).toBe('force-down');
    member.answerAgent(down(member.state.journal));
    expect(member.as('taking-over').cause).toBe('ordered');
  });

  test('a backup that is not active forces down at once, and fetches before it takes over', () => {
    const member = new MemberInTest().tick().answerStanding(standing('primary', 6)).feed({ kind: 'link-opened', session: 1 }).forget();
    member.feed({ kind: 'primary-ordered', order: 'try', orderedS: 0 });
    expect(member.kinds).toEqual(['close-link', 'ask-agent']);
    member.answerAgent(down(journal(6, 900)));
    expect(member.role.kind).toBe('deciding');
    expect(member.last('fetch-journal')).toBeDefined();
  });

  test('the agent cannot be asked: refused, nothing is lost', () => {
    const member = tryIt(alone());
    partnerSilent(member);
    agentSilent(member);
    expect(member.state.orderRefused).toEqual({ why: 'agent-unreachable' });
    expect(member.all('run-takeover-phase')).toEqual([]);
  });

  test('its journal is out of reach: refused, told once, and not carried out later by itself', () => {
    const member = tryIt(alone());
    for (let round = 0; round < 20; round++) {
      if (member.as('deciding').inquiry.kind === 'asking-partner') partnerSilent(member);
      if (member.as('deciding').inquiry.kind !== 'idle') member.answerAgent(down('unreadable'));
      member.pass(600);
    }
    expect(member.state.orderRefused).toEqual({ why: 'journal-out-of-reach' });
    expect(member.as('deciding')).toMatchObject({ order: 'none', reason: 'journal-out-of-reach' });
    expect(stories(member)).toEqual(['try-ordered', 'forcing-down', 'order-refused']);
  });

  test('its own disk does not take the journal that it fetches: that is why, and not the other member', () => {
    const member = tryIt(alone());
    partnerSilent(member);
    member.answerAgent(down(journal(6, 50)));
    member.feed({ kind: 'agent-was-unreachable', inquiry: member.openInquiry, ownDisk: true });
    expect(member.state.orderRefused).toEqual({ why: 'own-journal-disk' });
    expect(member.as('deciding').reason).toBe('own-journal-disk');
  });

  test('a member that outlives being forced down is forced again, and that is told once', () => {
    const member = alone();
    let asked = 0;
    for (let round = 0; round < 20; round++) {
      const { inquiry } = member.as('deciding');
      if (inquiry.kind === 'asking-partner') partnerSilent(member);
      if (member.as('deciding').inquiry.kind === 'asking-agent') member.answerAgent({ instance: 'up', responsive: false, standing: null });
      if (member.as('deciding').inquiry.kind === 'forcing-down') {
        asked += 1;
        member.answerAgent({ instance: 'up', responsive: false, standing: null });
      }
      member.pass(600);
    }
    expect(asked).toBeGreaterThan(5);
    expect(stories(member)).toEqual(['forcing-down']);
  });

  test('not offered on a primary', () => {
    expect(whyNotTry(new MemberInTest().becomePrimary().state)).toBe('is-primary');
  });
});

describe('the primary that is asked to hand over', () => {
  const asked = () =>
    new MemberInTest({ settings: { onlyPrimary: null } })
      .becomePrimary()
      .activateBackup()
      .wrote(500)
      .forget()
      .feed({ kind: 'backup-said', session: 1, message: { kind: 'hand-over-asked' } });

  test('takes no more writes, resigns when all is acknowledged, and ends when the backup has taken over', () => {
    const member = asked();
    expect(member.primary.stopping).toBe(true);
    expect(member.kinds).toEqual([]);
    member.acknowledged(member.state.journal.durable);
    expect(member.kinds).toEqual(['commit-through', 'close-databases', 'tell-backup']);
    member.feed({ kind: 'backup-said', session: 1, message: { kind: 'resignation-taken' } });
    expect(member.kinds.slice(-2)).toEqual(['close-databases', 'halt']);
  });

  test('the backup is lost before the resignation was sent: it stays primary and takes writes again', () => {
    const member = asked().feed({ kind: 'follower-lost', session: 1 });
    expect(member.primary).toMatchObject({ stopping: false, handOver: null });
  });

  test('the resignation is not confirmed: it may never write again, so it ends', () => {
    const member = asked();
    member.acknowledged(member.state.journal.durable).feed({ kind: 'follower-lost', session: 1 }).pass(HAND_OVER_MS);
    expect(member.role.kind).toBe('resigned');
    expect(member.kinds).toContain('halt');
  });
});

describe('an isolated primary (facts 4.14)', () => {
  test('holds its writes until a person vouches, then goes on in agent mode', () => {
    const member = isolated().wrote(700).pass(600_000);
    expect(member.primary.trouble.kind).toBe('indefinite');
    expect(member.all('commit-through')).toEqual([]);
    expect(whyNotResume(member.state)).toBeNull();
    member.feed({ kind: 'resume-ordered' });
    expect(member.primary).toMatchObject({ trouble: { kind: 'none' }, mode: { kind: 'agent' } });
    expect(member.last('commit-through')?.through).toEqual(member.state.journal.durable);
  });

  test('nobody else can be resumed', () => {
    for (const member of [new MemberInTest(), new MemberInTest().becomeBackup(), new MemberInTest().becomePrimary()]) {
      expect(whyNotResume(member.state)).toBe('not-in-trouble');
      expect(member.forget().feed({ kind: 'resume-ordered' }).effects).toEqual([]);
    }
  });
});

describe('no failover (facts 4.16)', () => {
  test('is cleared when the only member that may has become primary', () => {
    const member = new MemberInTest({ settings: { onlyPrimary: 'a' } }).tick().answerStanding(standing('deciding', 1));
    member.feed({ kind: 'partner-accepted', inquiry: member.openInquiry, accepted: true }).finishTakeover();
    expect(member.all('allow-failover')).toHaveLength(1);
    expect(stories(member)).toContain('no-failover-ended');
  });
});

describe('stop mirroring on a backup (portal facts 8.6)', () => {
  test('it writes it down, says so, and only then leaves', () => {
    const member = new MemberInTest().becomeBackup().feed({ kind: 'mirror-stop-ordered', why: 'operator' });
    expect(member.kinds).toEqual(['persist', 'tell-primary', 'close-link']);
    expect(member.last('tell-primary')?.message.kind).toBe('stopping-mirror');
    expect(member.state.durable).toMatchObject({ stopped: true, wasActive: false });
  });

  test('the primary goes on at once, without trouble, and shows it as stopped while it says so', () => {
    const member = new MemberInTest().becomePrimary().activateBackup().wrote(500).forget();
    member.feed({ kind: 'backup-said', session: 1, message: { kind: 'stopping-mirror', why: 'operator' } });
    expect(member.primary).toMatchObject({ trouble: { kind: 'none' }, backup: { kind: 'none', word: 'stopped' } });
    expect(member.last('commit-through')?.through).toEqual(member.state.journal.durable);
    member.pass(silenceMs(8000) + 1000);
    const { inquiry } = member.last('ask-partner') ?? { inquiry: 0 };
    member.feed({ kind: 'partner-answered', inquiry, standing: standing('stopped', 5) });
    expect(member.primary.backup).toMatchObject({ word: 'stopped' });
    member.feed({ kind: 'partner-was-unreachable', inquiry });
    expect(member.primary.backup).toMatchObject({ word: 'unknown' });
  });

  test.each([
    ['operator', 'backup-stopped', ['mirror-stopped', 'mirror-started']],
    ['demotion', 'backup-demoted', []],
    ['leaving', 'backup-leaves', []],
    ['new-name', 'backup-takes-new-name', []],
  ] as const)('%s: the primary tells what it is, and only what an operator stopped is told as that', (why, code, own) => {
    const primary = new MemberInTest().becomePrimary().activateBackup().forget();
    primary.feed({ kind: 'backup-said', session: 1, message: { kind: 'stopping-mirror', why } });
    expect(stories(primary)).toEqual([code]);
    const backup = new MemberInTest()
      .becomeBackup()
      .forget()
      .feed({ kind: 'mirror-stop-ordered', why }, { kind: 'mirror-start-ordered', why });
    expect(stories(backup).filter((story) => story?.startsWith('mirror-st'))).toEqual(own);
  });
});
