import { describe, expect, test } from 'vitest';
import { ARRANGEMENT, at, down, journal, MemberInTest, standing } from '../sim/member-in-test.ts';
import { relianceMs, silenceMs, troubleMs } from './timing.ts';
import { QOS_MS } from '../sim/member-in-test.ts';

const synchronizing = () =>
  new MemberInTest().tick().answerStanding(standing('primary', 6)).feed({ kind: 'link-opened', session: 1 }).forget();
const active = () => new MemberInTest().becomeBackup();
const arbitrated = () => new MemberInTest({ settings: { hasArbiter: true } }).becomeBackup().followIntoArbiterMode();

describe('joining a primary (facts 4.15)', () => {
  test('writes the term down before it asks to follow', () => {
    const member = synchronizing().feed({
      kind: 'history-compared',
      session: 1,
      epoch: 6,
      process: 'one',
      common: at(5, 100),
      applied: at(5, 90),
    });
    expect(member.kinds).toEqual(['persist', 'follow-from']);
    expect(member.last('persist')?.durable).toMatchObject({ epoch: 6, lastRole: 'backup' });
  });

  test('surplus that was never applied is cut off, and not acknowledged meanwhile', () => {
    const member = synchronizing().feed({
      kind: 'history-compared',
      session: 1,
      epoch: 6,
      process: 'one',
      common: at(5, 90),
      applied: at(5, 90),
    });
    expect(member.last('follow-from')?.position).toEqual(at(5, 90));
    expect(member.state.journal.durable).toEqual(at(5, 90));
  });

  test('a database beyond the common history refuses to join, loudly', () => {
    const member = synchronizing().feed({
      kind: 'history-compared',
      session: 1,
      epoch: 6,
      process: 'one',
      common: at(5, 90),
      applied: at(5, 91),
    });
    expect(member.as('deciding').reason).toBe('inconsistent');
    expect(member.kinds).not.toContain('follow-from');
    expect(member.all('log').map((line) => line.severity)).toContain(2);
  });

  test('a comparison of another link means nothing', () => {
    expect(
      synchronizing().feed({ kind: 'history-compared', session: 2, epoch: 6, process: 'one', common: at(5, 90), applied: at(5, 90) })
        .effects,
    ).toEqual([]);
  });

  test('a journal that lacks nothing is acknowledged with the heartbeats', () => {
    expect(
      synchronizing()
        .pass(1000)
        .all('tell-primary')
        .map((effect) => effect.message),
    ).toContainEqual({ kind: 'acknowledge', through: at(5, 100) });
  });

  test('received blocks are acknowledged when durable', () => {
    expect(
      synchronizing()
        .feed({ kind: 'journal-became-durable', journal: journal(6, 3) })
        .last('tell-primary')?.message,
    ).toEqual({ kind: 'acknowledge', through: at(6, 3) });
  });

  test('the database follows what the primary has committed, not what has arrived', () => {
    const member = synchronizing().feed({ kind: 'journal-became-durable', journal: journal(6, 30) });
    expect(member.kinds).not.toContain('commit-through');
    member.feed({ kind: 'primary-said', session: 1, message: { kind: 'heartbeat', committed: at(6, 20), echoMs: 0, mode: 'agent' } });
    expect(member.last('commit-through')?.through).toEqual(at(6, 20));
  });
});

describe('losing the primary in agent mode (facts 4.5)', () => {
  test('asks the agent of the primary, not the primary', () => {
    const member = active().feed({ kind: 'link-lost', session: 1 });
    expect(member.kinds).toEqual(['ask-agent']);
  });

  test('a primary that falls silent is lost between half and the whole of QoS', () => {
    const member = active().pass(QOS_MS / 2);
    expect(member.role.kind).toBe('backup');
    expect(member.pass(QOS_MS / 2).role.kind).toBe('deciding');
  });

  test('Active, the agent confirms within the trouble timeout, journal unreadable: takes over', () => {
    const member = active().feed({ kind: 'link-lost', session: 1 });
    expect(member.answerAgent(down('unreadable')).role.kind).toBe('taking-over');
  });

  test('the same after the trouble timeout: does not, the primary may have gone on alone', () => {
    const member = active().feed({ kind: 'link-lost', session: 1 });
    member.now += troubleMs(QOS_MS);
    expect(member.answerAgent(down('unreadable')).as('deciding').reason).toBe('journal-out-of-reach');
  });

  test('the trouble timeout counts from the last heartbeat that the primary is known to have heard', () => {
    const member = active();
    member.now += silenceMs(QOS_MS) - 1000;
    member.feed({ kind: 'tick' });
    const sentMs = member.now;
    member.now += 10;
    member.feed({ kind: 'primary-said', session: 1, message: { kind: 'heartbeat', committed: at(5, 100), echoMs: sentMs, mode: 'agent' } });
    expect(member.backup.echoedMs).toBe(sentMs);
    member.feed({ kind: 'link-lost', session: 1 });
    expect(member.as('deciding').completeUntilMs).toBe(sentMs + relianceMs(QOS_MS));
  });

  test('a primary that echoes what was never sent is counted on for no longer', () => {
    const member = active();
    const sentMs = member.backup.lastSentMs;
    member.feed({
      kind: 'primary-said',
      session: 1,
      message: { kind: 'heartbeat', committed: at(5, 100), echoMs: member.now + 1_000_000, mode: 'agent' },
    });
    expect(member.backup.echoedMs).toBe(Math.max(sentMs, active().backup.echoedMs));
  });
});

describe('arbiter mode (facts 4.4, 4.8)', () => {
  test('is entered only with the arbiter process that this member is connected to; else the primary is told so', () => {
    const member = new MemberInTest({ settings: { hasArbiter: true } }).becomeBackup().connectArbiter('another').forget();
    member.feed({ kind: 'primary-said', session: 1, message: { kind: 'enter-arbiter-mode', arrangement: ARRANGEMENT } });
    expect(member.backup.mode.kind).toBe('agent');
    expect(member.last('tell-primary')?.message).toEqual({ kind: 'left-arbiter-mode', arrangement: ARRANGEMENT.id });
  });

  test('primary lost: claims from the arbiter, and asks nobody else', () => {
    expect(
      arbitrated()
        .feed({ kind: 'link-lost', session: 1 })
        .effects.filter((effect) => effect.kind !== 'log'),
    ).toEqual([{ kind: 'tell-arbiter', message: { kind: 'claim', arrangement: '6.1' } }]);
  });

  test('row 6: the arbiter grants, takes over and will force the old primary down', () => {
    const member = arbitrated().feed(
      { kind: 'link-lost', session: 1 },
      { kind: 'arbiter-said', message: { kind: 'takeover-granted', arrangement: '6.1' } },
    );
    expect(member.as('taking-over')).toMatchObject({ cause: 'arbiter', fence: true });
  });

  test('row 3: the arbiter still sees the primary, no longer Active, asks the agent', () => {
    const member = arbitrated().feed(
      { kind: 'link-lost', session: 1 },
      { kind: 'arbiter-said', message: { kind: 'takeover-refused', arrangement: '6.1' } },
    );
    expect(member.as('deciding').completeUntilMs).toBe(0);
    expect(member.last('ask-agent')?.question).toBe('report');
  });

  test('row 7: the arbiter is lost as well, only the agent can tell', () => {
    const member = arbitrated().feed({ kind: 'link-lost', session: 1 }).forget().feed({ kind: 'arbiter-lost' });
    expect(member.last('ask-agent')?.question).toBe('report');
    expect(member.as('deciding').completeUntilMs).toBe(0);
  });

  test('row 1: the arbiter alone is lost, leaves the mode and gives its word for it', () => {
    const member = arbitrated().feed({ kind: 'arbiter-lost' });
    expect(member.backup.mode.kind).toBe('agent');
    expect(member.all('tell-primary').map((effect) => effect.message)).toContainEqual({ kind: 'left-arbiter-mode', arrangement: '6.1' });
  });

  test('after leaving no time counts for it until the primary is in agent mode too', () => {
    const member = arbitrated().feed({ kind: 'arbiter-lost' }, { kind: 'link-lost', session: 1 });
    expect(member.answerAgent(down('unreadable')).as('deciding').reason).toBe('journal-out-of-reach');
  });

  test('"no failover" names the primary: does not claim, so that the primary may go on (facts 4.16)', () => {
    const member = new MemberInTest({ settings: { hasArbiter: true, onlyPrimary: 'b' } })
      .becomeBackup()
      .followIntoArbiterMode()
      .feed({ kind: 'link-lost', session: 1 });
    expect(member.kinds).toEqual(['ask-agent']);
  });

  test('a grant for another arrangement means nothing', () => {
    const member = arbitrated().feed(
      { kind: 'link-lost', session: 1 },
      { kind: 'arbiter-said', message: { kind: 'takeover-granted', arrangement: '6.0' } },
    );
    expect(member.role.kind).toBe('deciding');
  });
});

describe('the primary hands over (facts 4.9)', () => {
  test('Active and complete: takes over, and says that it has', () => {
    const member = active().feed({ kind: 'primary-said', session: 1, message: { kind: 'resigning', final: at(5, 100) } });
    expect(member.last('tell-primary')?.message.kind).toBe('resignation-taken');
    expect(member.as('taking-over').cause).toBe('primary-resigned');
  });

  test('something is missing yet: not now', () => {
    expect(active().feed({ kind: 'primary-said', session: 1, message: { kind: 'resigning', final: at(6, 1) } }).role.kind).toBe('backup');
  });

  test('not Active: no', () => {
    expect(synchronizing().feed({ kind: 'primary-said', session: 1, message: { kind: 'resigning', final: at(5, 1) } }).role.kind).toBe(
      'synchronizing',
    );
  });
});
