import { describe, expect, test } from 'vitest';
import { ARRANGEMENT, at, journal, MemberInTest, QOS_MS, standing } from '../sim/member-in-test.ts';
import { RETRY_MS, silenceMs } from './timing.ts';

const settings = { hasArbiter: true };
const heartbeat = (incarnation: string | null) =>
  ({ kind: 'backup-said', session: 1, message: { kind: 'heartbeat', sentMs: 1, incarnation } }) as const;

describe('the connection to the arbiter (facts 1.1, 4.6)', () => {
  test('is kept as soon as there are two members, and not before', () => {
    expect(new MemberInTest({ settings }).tick().kinds).toContain('open-arbiter');
    expect(new MemberInTest({ settings: { ...settings, partner: null } }).tick().kinds).not.toContain('open-arbiter');
  });

  test('is opened again after a loss', () => {
    const member = new MemberInTest({ settings }).tick().connectArbiter().feed({ kind: 'arbiter-lost' }).forget();
    expect(member.kinds).not.toContain('open-arbiter');
    expect(member.pass(RETRY_MS).kinds).toContain('open-arbiter');
  });

  test('an arbiter that falls silent is lost', () => {
    const member = new MemberInTest({ settings })
      .becomeBackup()
      .connectArbiter()
      .pass(silenceMs(QOS_MS) - 200);
    expect(member.state.arbiter.kind).toBe('connected');
    expect(member.pass(300).kinds).toContain('close-arbiter');
  });
});

describe('entering arbiter mode (facts 4.4)', () => {
  const primary = () => new MemberInTest({ settings }).becomePrimary().activateBackup();

  test('both members connected to the same arbiter process, backup Active: the primary enters first and tells both', () => {
    const member = primary().connectArbiter().forget().feed(heartbeat('keeper'));
    expect(member.primary).toMatchObject({ mode: { kind: 'arbiter' }, modeConfirmed: false });
    expect(member.last('tell-arbiter')?.message.kind).toBe('arrange');
    expect(member.last('tell-backup')?.message.kind).toBe('enter-arbiter-mode');
  });

  test.each([
    ['the backup sees another process of the arbiter', 'another'],
    ['the backup sees no arbiter', null],
  ])('not when %s', (_label, incarnation) => {
    expect(primary().connectArbiter().feed(heartbeat(incarnation)).primary.mode.kind).toBe('agent');
  });

  test('not while the backup is catching up', () => {
    const member = new MemberInTest({ settings }).becomePrimary().feed({ kind: 'follower-connected', session: 1, guid: 'b' });
    expect(member.connectArbiter().feed(heartbeat('keeper')).primary.mode.kind).toBe('agent');
  });

  test('no two arrangements have one name', () => {
    const names = primary().connectArbiter().feed(heartbeat('keeper'));
    const first = names.last('tell-arbiter')?.message;
    names
      .feed({ kind: 'follower-connected', session: 2, guid: 'b' }, { kind: 'follower-synchronized', session: 2 })
      .acknowledged(at(6, 0), 2)
      .feed({ ...heartbeat('keeper'), session: 2 });
    const second = names.last('tell-arbiter')?.message;
    expect(first).toMatchObject({ kind: 'arrange' });
    expect(second).toMatchObject({ kind: 'arrange' });
    expect(second).not.toEqual(first);
  });
});

describe('the arbiter asks for the backup’s word (facts 4.7)', () => {
  const drop = { kind: 'arbiter-said', message: { kind: 'drop-active', arrangement: ARRANGEMENT.id } } as const;

  test('the backup gives up being Active, then says so', () => {
    const member = new MemberInTest({ settings }).becomeBackup().followIntoArbiterMode().feed(drop);
    expect(member.role.kind).toBe('deciding');
    expect(member.kinds).toEqual(['close-link', 'tell-arbiter']);
    expect(member.last('tell-arbiter')?.message).toEqual({ kind: 'dropped', arrangement: ARRANGEMENT.id });
  });

  test('a member that is taking over or primary says nothing', () => {
    expect(new MemberInTest({ settings }).becomePrimary().connectArbiter().forget().feed(drop).kinds).toEqual([]);
  });

  test('nor does one whose journal has a later term: it took over by that arrangement, and crashed since', () => {
    const member = new MemberInTest({ settings, journal: journal(7, 3) }).tick().connectArbiter().forget().feed(drop);
    expect(member.kinds).toEqual([]);
  });

  test('one that has restarted without taking over gives it', () => {
    const member = new MemberInTest({ settings, journal: journal(6, 3) }).tick().connectArbiter().forget().feed(drop);
    expect(member.kinds).toEqual(['tell-arbiter']);
  });

  test('a stopped member has no arbiter', () => {
    const member = new MemberInTest({ settings })
      .tick()
      .answerStanding(standing('taking-over', 6))
      .connectArbiter()
      .forget()
      .feed({ kind: 'mirror-stop-ordered', why: 'operator' });
    expect(member.kinds).toEqual(['persist', 'close-link', 'close-arbiter']);
  });
});
