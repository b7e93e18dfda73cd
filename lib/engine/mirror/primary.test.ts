import { describe, expect, test } from 'vitest';
import { at, journal, MemberInTest, QOS_MS, standing } from '../sim/member-in-test.ts';
import { silenceMs, troubleMs } from './timing.ts';

/** Primary of term 6, journal at 6:0. */
const alone = () => new MemberInTest().becomePrimary();
const pair = () => alone().activateBackup().forget();
const arbitrated = () => new MemberInTest({ settings: { hasArbiter: true } }).becomePrimary().activateBackup().enterArbiterMode();

describe('acknowledgement (facts 4.2)', () => {
  test('without a backup a record is committed when durable here', () => {
    expect(alone().wrote(10).last('commit-through')?.through).toEqual(at(6, 10));
  });

  test('a backup that is catching up is not waited for', () => {
    expect(alone().feed({ kind: 'follower-connected', session: 1, guid: 'b' }).wrote(10).last('commit-through')?.through).toEqual(
      at(6, 10),
    );
  });

  test('an Active backup is: durable here first', () => {
    const member = pair().wrote(10);
    expect(member.kinds).not.toContain('commit-through');
    expect(member.acknowledged(at(6, 7)).last('commit-through')?.through).toEqual(at(6, 7));
  });

  test('an Active backup is: durable there first', () => {
    const member = pair().acknowledged(at(6, 10));
    expect(member.kinds).not.toContain('commit-through');
    expect(member.wrote(8).last('commit-through')?.through).toEqual(at(6, 8));
  });

  test('the backup is told that it is Active only when it holds all that was committed without it', () => {
    const member = alone()
      .wrote(10)
      .feed({ kind: 'follower-connected', session: 1, guid: 'b' }, { kind: 'follower-synchronized', session: 1 });
    expect(member.kinds).not.toContain('tell-backup');
    expect(member.acknowledged(at(6, 9)).kinds).not.toContain('tell-backup');
    expect(member.acknowledged(at(6, 10)).last('tell-backup')?.message.kind).toBe('you-are-active');
  });

  test('while it is being activated, commits wait for it already', () => {
    const member = alone()
      .wrote(10)
      .feed({ kind: 'follower-connected', session: 1, guid: 'b' }, { kind: 'follower-synchronized', session: 1 })
      .forget();
    expect(member.wrote(20).kinds).not.toContain('commit-through');
  });

  test('a stranger and a request on an older link are turned away', () => {
    expect(alone().feed({ kind: 'follower-connected', session: 1, guid: 'x' }).kinds).toEqual(['close-follower']);
    expect(pair().feed({ kind: 'follower-connected', session: 1, guid: 'b' }).kinds).toEqual(['close-follower']);
  });

  test('words of a link that is gone mean nothing', () => {
    expect(pair().wrote(10).acknowledged(at(6, 10), 7).kinds).not.toContain('commit-through');
  });
});

describe('losing the backup in agent mode (facts 4.5)', () => {
  test('it was not Active: carries on, no trouble state', () => {
    const member = alone().feed({ kind: 'follower-connected', session: 1, guid: 'b' }, { kind: 'follower-lost', session: 1 });
    expect(member.primary.trouble.kind).toBe('none');
  });

  test('it was Active: nothing is committed until the trouble timeout ends', () => {
    const member = pair()
      .feed({ kind: 'follower-lost', session: 1 })
      .wrote(10)
      .pass(troubleMs(QOS_MS) - 200);
    expect(member.primary.trouble.kind).toBe('until');
    expect(member.kinds).not.toContain('commit-through');
    expect(member.pass(300).last('commit-through')?.through).toEqual(at(6, 10));
  });

  test('a QoS timeout that was made shorter counts from when the backup has heard of it: until then it may hold its journal to be complete', () => {
    const settings = { qosTimeoutMs: 1000, longestQosTimeoutMs: 60_000 };
    const member = new MemberInTest({ settings }).becomePrimary().activateBackup();
    member.feed({ kind: 'follower-lost', session: 1 }).wrote(10);
    expect(member.primary.trouble).toMatchObject({ kind: 'until', untilMs: member.now + troubleMs(60_000) });
    // What it hears afterwards changes nothing.
    member.feed({ kind: 'settings-changed', settings: { ...member.state.settings, longestQosTimeoutMs: 1000 } });
    expect(member.forget().pass(troubleMs(60_000) - 1000).kinds).not.toContain('commit-through');
    expect(member.pass(1000).kinds).toContain('commit-through');
  });

  test('it comes back and follows: trouble is over at once, it has given up being Active', () => {
    const member = pair().wrote(10).feed({ kind: 'follower-lost', session: 1 }, { kind: 'follower-connected', session: 2, guid: 'b' });
    expect(member.primary.trouble.kind).toBe('none');
    expect(member.last('commit-through')?.through).toEqual(at(6, 10));
  });

  test('no acknowledgement within QoS: no longer Active, disconnected, trouble state', () => {
    const member = pair().wrote(10);
    for (let waited = 0; waited < silenceMs(QOS_MS); waited += 1000)
      member.feed({ kind: 'backup-said', session: 1, message: { kind: 'heartbeat', sentMs: 0, incarnation: null } }).pass(1000);
    expect(member.primary.trouble.kind).toBe('until');
    expect(member.kinds).toContain('close-follower');
  });
});

describe('losing the backup in arbiter mode (facts 4.7)', () => {
  test('asks the arbiter, and holds commits without a time limit', () => {
    const member = arbitrated()
      .feed({ kind: 'follower-lost', session: 1 })
      .wrote(10)
      .pass(10 * troubleMs(QOS_MS));
    expect(member.all('tell-arbiter').map((effect) => effect.message.kind)).toContain('continue');
    expect(member.primary.trouble.kind).toBe('indefinite');
    expect(member.kinds).not.toContain('commit-through');
  });

  const granted = (member: MemberInTest) => {
    const { mode } = member.primary;
    return member.feed({
      kind: 'arbiter-said',
      message: { kind: 'continue-granted', arrangement: mode.kind === 'arbiter' ? mode.arrangement.id : '' },
    });
  };

  test('rows 3 and 5: the arbiter lets it go on, in agent mode', () => {
    const member = granted(arbitrated().wrote(10).feed({ kind: 'follower-lost', session: 1 }));
    expect(member.primary).toMatchObject({ trouble: { kind: 'none' }, mode: { kind: 'agent' } });
    expect(member.last('commit-through')?.through).toEqual(at(6, 10));
  });

  test('the backup had not confirmed the mode: not before the trouble timeout, by which it may act', () => {
    const member = new MemberInTest({ settings: { hasArbiter: true } }).becomePrimary().activateBackup().connectArbiter();
    member.feed(
      { kind: 'backup-said', session: 1, message: { kind: 'heartbeat', sentMs: 1, incarnation: 'keeper' } },
      { kind: 'follower-lost', session: 1 },
    );
    expect(granted(member).primary.trouble.kind).toBe('indefinite');
    member.now += troubleMs(QOS_MS);
    expect(granted(member).primary.trouble.kind).toBe('none');
  });

  const shortened = { hasArbiter: true, qosTimeoutMs: 1000, longestQosTimeoutMs: QOS_MS };
  test('the same while it may not have heard of a shorter QoS timeout: by the longer one', () => {
    const member = new MemberInTest({ settings: shortened }).becomePrimary().activateBackup().connectArbiter();
    member.feed(
      { kind: 'backup-said', session: 1, message: { kind: 'heartbeat', sentMs: 1, incarnation: 'keeper' } },
      { kind: 'follower-lost', session: 1 },
    );
    member.now += troubleMs(QOS_MS) - 1;
    expect(granted(member).primary.trouble.kind).toBe('indefinite');
    member.now += 1;
    expect(granted(member).primary.trouble.kind).toBe('none');
  });

  test('row 6: the backup was let take over, this member ends', () => {
    const member = arbitrated().feed({ kind: 'follower-lost', session: 1 }).forget();
    const { mode } = member.primary;
    member.feed({
      kind: 'arbiter-said',
      message: { kind: 'continue-refused', arrangement: mode.kind === 'arbiter' ? mode.arrangement.id : '' },
    });
    expect(member.kinds).toEqual(['close-databases', 'halt', 'close-arbiter']);
  });

  test('row 2: the arbiter alone is lost, leaves the mode after the backup has', () => {
    const member = arbitrated().feed({ kind: 'arbiter-lost' });
    expect(member.last('tell-backup')?.message.kind).toBe('leave-arbiter-mode');
    expect(member.primary.mode.kind).toBe('arbiter');
    const { mode } = member.primary;
    member.feed({
      kind: 'backup-said',
      session: 1,
      message: { kind: 'left-arbiter-mode', arrangement: mode.kind === 'arbiter' ? mode.arrangement.id : '' },
    });
    expect(member.primary.mode.kind).toBe('agent');
    expect(member.primary.trouble.kind).toBe('none');
  });
});

describe('a later term (facts 4.9)', () => {
  test.each([
    ['primary', standing('primary', 7)],
    ['taking over', standing('taking-over', 7)],
    ['deciding again, after it was primary', standing('deciding', 7)],
  ])('the partner is %s: steps down and ends', (_label, partner) => {
    expect(alone().feed({ kind: 'partner-answered', inquiry: 0, standing: partner }).kinds).toEqual(['close-databases', 'halt']);
  });

  test('the same when the partner asks and says so itself', () => {
    expect(alone().feed({ kind: 'partner-asked', call: 1, question: { kind: 'proposal', from: standing('deciding', 7) } }).kinds).toEqual([
      'answer-partner',
      'close-databases',
      'halt',
    ]);
  });

  test('a term that somebody only heard of ends nothing', () => {
    const heard = { ...standing('deciding', 6), epoch: 9, journal: journal(5, 0) };
    expect(alone().feed({ kind: 'partner-answered', inquiry: 0, standing: heard }).role.kind).toBe('primary');
  });

  test('after a takeover by the arbiter the old primary is forced down, again and again until its agent has answered', () => {
    const member = new MemberInTest({ settings: { hasArbiter: true } }).becomeBackup().followIntoArbiterMode();
    member
      .feed({ kind: 'link-lost', session: 1 }, { kind: 'arbiter-said', message: { kind: 'takeover-granted', arrangement: '6.1' } })
      .finishTakeover()
      .forget()
      .pass(200);
    const asked = member.last('ask-agent');
    expect(asked).toMatchObject({ question: 'force-down', meant: { kind: 'process', process: 'one' } });
    member
      .feed({ kind: 'agent-was-unreachable', inquiry: asked?.inquiry ?? 0 })
      .forget()
      .pass(700);
    const again = member.last('ask-agent');
    member.feed({ kind: 'agent-answered', inquiry: again?.inquiry ?? 0, report: { instance: 'down', journal: 'none' } });
    expect(member.primary.fence).toBeNull();
  });
});

describe('a clean stop (facts 4.9)', () => {
  test('resigns only when everything written is acknowledged', () => {
    const member = pair().wrote(10).feed({ kind: 'stop-ordered', failover: true });
    expect(member.kinds).not.toContain('tell-backup');
    expect(member.acknowledged(at(6, 10)).last('tell-backup')?.message).toEqual({ kind: 'resigning', final: at(6, 10) });
  });

  test('the backup has taken it: no longer primary, databases closed', () => {
    const member = pair()
      .feed({ kind: 'stop-ordered', failover: true })
      .forget()
      .feed({ kind: 'backup-said', session: 1, message: { kind: 'resignation-taken' } });
    expect(member.role.kind).toBe('resigned');
    expect(member.kinds).toContain('close-databases');
  });

  test('databases are closed and the virtual IP is off the card before the backup can hear of it', () => {
    expect(pair().feed({ kind: 'stop-ordered', failover: true }).kinds).toEqual(['close-databases', 'tell-backup']);
  });

  test('"no failover" names this member: it does not hand over (facts 4.16)', () => {
    const member = new MemberInTest().becomePrimary().activateBackup().forget();
    member.feed({ kind: 'settings-changed', settings: { ...member.state.settings, onlyPrimary: 'a' } }).forget();
    expect(member.feed({ kind: 'stop-ordered', failover: true }).kinds).toEqual([]);
  });

  test('a second order does not take it back', () => {
    expect(pair().feed({ kind: 'stop-ordered', failover: true }, { kind: 'stop-ordered', failover: false }).primary.stopping).toBe(true);
  });

  test('stopping only mirroring is refused on a primary', () => {
    const member = pair().feed({ kind: 'mirror-stop-ordered', why: 'operator' });
    expect(member.role.kind).toBe('primary');
    expect(member.kinds).toEqual([]);
  });
});
