/**
 * The table of link losses in arbiter mode (facts 4.6), played with whole simulated members: what each of them does, and who serves in the
 * end.
 */
import { describe, expect, test } from 'vitest';
import type { MirrorState } from '../mirror/state.ts';
import { silenceMs, troubleMs } from '../mirror/timing.ts';
import type { Temper } from './temper.ts';
import { World } from './world.ts';

const QOS_MS = 2000;
/** No member may need longer to notice and settle; in arbiter mode there is no trouble timeout to wait for. */
const SETTLED_MS = 3 * QOS_MS;

const quiet: Partial<Temper> = {
  qosTimeoutMs: QOS_MS,
  hasArbiter: true,
  delayMs: 2,
  diskDelayMs: 2,
  slowConnectionChance: 0,
  takeoverFailureChance: 0,
  slowCallChance: 0,
  hiccupChance: 0,
  unreadableChance: 0,
  clientCount: 1,
  asyncCount: 0,
  writePauseMs: 100,
  answerPatienceMs: 3000,
  doubledCallChance: 0,
  readShare: 0,
  clockDrift: 0,
  kinds: [],
};

/** Healthy: host a is primary, host b Active backup, arbiter mode. */
function healthy(): World {
  const world = new World(1, { temper: quiet });
  world.schedule.runUntil(60_000, () => world.whyUnhealthy() === null);
  expect(world.whyUnhealthy()).toBeNull();
  expect(role(world, 'a').kind).toBe('primary');
  return world;
}

const pass = (world: World, durationMs: number) => world.schedule.runUntil(world.schedule.now + durationMs);
const role = (world: World, name: string) => world.host(name).instance?.machine.role ?? ({ kind: 'down' } as const);

function cut(world: World, ...pairs: string[]): void {
  for (const [one, other] of pairs.map((pair) => [...pair])) {
    world.network.cut(one as string, other as string);
    world.network.cut(other as string, one as string);
  }
}

function modes(world: World): string {
  return ['a', 'b']
    .map((name) => role(world, name))
    .map((found) => ('mode' in found ? found.mode.kind : found.kind))
    .join(' ');
}

const trouble = (world: World) => {
  const found = role(world, 'a') as MirrorState['role'];
  return found.kind === 'primary' ? found.trouble.kind : found.kind;
};

const serves = (world: World, durationMs = 2000) => {
  const before = world.checkers.acknowledgedCount;
  pass(world, durationMs);
  return world.checkers.acknowledgedCount > before;
};

describe('link losses in arbiter mode, primary on a, backup on b, arbiter on c', () => {
  test('row 0: nothing lost, arbiter mode, a serves', () => {
    const world = healthy();
    expect(modes(world)).toBe('arbiter arbiter');
    expect(serves(world)).toBe(true);
  });

  test.each([
    ['row 1: backup and arbiter', ['bc']],
    ['row 2: primary and arbiter', ['ac']],
    ['row 4: the arbiter from both', ['ac', 'bc']],
  ])('%s: agent mode, no pause, the backup stays Active; arbiter mode again when mended', (_label, pairs) => {
    const world = healthy();
    cut(world, ...pairs);
    pass(world, SETTLED_MS);
    expect(modes(world)).toBe('agent agent');
    expect(role(world, 'b')).toMatchObject({ kind: 'backup', active: true });
    expect(serves(world)).toBe(true);
    world.network.mendAll();
    pass(world, SETTLED_MS);
    expect(world.whyUnhealthy()).toBeNull();
  });

  test('row 3: members from each other, the arbiter sees both: a goes on in agent mode, b is not Active and does not take over', () => {
    const world = healthy();
    cut(world, 'ab');
    pass(world, SETTLED_MS);
    expect(trouble(world)).toBe('none');
    expect(modes(world)).toBe('agent deciding');
    expect(serves(world)).toBe(true);
    pass(world, 60_000);
    expect(role(world, 'b').kind).toBe('deciding');
    expect(world.takeoverCount).toBe(1);
  });

  test('row 5: the backup from everybody: a goes on within QoS, without a trouble timeout', () => {
    const world = healthy();
    cut(world, 'ab', 'bc', 'bd');
    pass(world, QOS_MS);
    expect(serves(world)).toBe(true);
    expect(modes(world)).toBe('agent deciding');
  });

  test('row 5, the backup’s host dies', () => {
    const world = healthy();
    world.powerOff(world.host('b'));
    pass(world, QOS_MS);
    expect(serves(world)).toBe(true);
  });

  test('row 6: the primary from everybody: a stays in trouble, b takes over; mended, a is shut down', () => {
    const world = healthy();
    cut(world, 'ab', 'ac', 'ad');
    pass(world, SETTLED_MS);
    expect(trouble(world)).toBe('indefinite');
    expect(role(world, 'b').kind).toBe('primary');
    expect(serves(world)).toBe(true);
    pass(world, 60_000);
    expect(trouble(world)).toBe('indefinite');
    world.network.mendAll();
    pass(world, SETTLED_MS);
    expect(role(world, 'a').kind).toBe('down');
    expect(world.host('a').holdsVirtualIp).toBe(false);
    world.startInstance(world.host('a'));
    pass(world, SETTLED_MS);
    expect(world.whyUnhealthy()).toBeNull();
    expect(role(world, 'b').kind).toBe('primary');
  });

  test('row 6, the primary’s host dies: b takes over within QoS and the takeover itself', () => {
    const world = healthy();
    world.powerOff(world.host('a'));
    pass(world, 2 * silenceMs(QOS_MS) + 500);
    expect(role(world, 'b').kind).toBe('primary');
  });

  test('row 7: all at once: nobody serves, however long; a resumes when b can reach it again', () => {
    const world = healthy();
    cut(world, 'ab', 'ac', 'bc');
    pass(world, QOS_MS);
    pass(world, 60_000);
    expect(trouble(world)).toBe('indefinite');
    expect(role(world, 'b').kind).toBe('deciding');
    expect(serves(world)).toBe(false);
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const)
      world.network.mend(from, to);
    pass(world, SETTLED_MS);
    expect(trouble(world)).toBe('none');
    expect(serves(world)).toBe(true);
  });

  test('losing all links one after the other: a serves on, b waits (remark below the table)', () => {
    const world = healthy();
    for (const pair of ['bc', 'ac', 'ab']) {
      cut(world, pair);
      pass(world, SETTLED_MS);
    }
    pass(world, troubleMs(QOS_MS));
    expect(serves(world)).toBe(true);
    expect(role(world, 'b').kind).toBe('deciding');
  });

  test('the instance of the primary dies: b takes over although host and agent live', () => {
    const world = healthy();
    world.killInstance(world.host('a'));
    pass(world, 1000);
    expect(role(world, 'b').kind).toBe('primary');
  });
});

describe('the new primary crashes before the old one has heard of it', () => {
  /**
   * b has taken over by the word of an arbiter that is gone now, has acknowledged writes, and has crashed; a, isolated all the while, is in
   * trouble.
   */
  function tookOverAndCrashed(): World {
    const world = healthy();
    cut(world, 'ab', 'ac', 'ad');
    pass(world, SETTLED_MS);
    expect(serves(world)).toBe(true);
    world.killInstance(world.host('b'));
    world.stopArbiter();
    pass(world, QOS_MS);
    world.startArbiter();
    return world;
  }

  test('it comes back while only the arbiter reaches both: it does not let the old primary go on', () => {
    const world = tookOverAndCrashed();
    world.startInstance(world.host('b'));
    for (const peer of ['c', 'd']) {
      world.network.mend('a', peer);
      world.network.mend(peer, 'a');
    }
    expect(serves(world, 60_000)).toBe(false);
    expect(trouble(world)).toBe('indefinite');
    expect(role(world, 'b').kind).toBe('deciding');
  });

  test('it comes back and reaches the old primary: that one ends, the later journal stays', () => {
    const world = tookOverAndCrashed();
    world.network.mendAll();
    world.startInstance(world.host('b'));
    pass(world, SETTLED_MS);
    expect(role(world, 'a').kind).toBe('down');
    expect(role(world, 'b').kind).toBe('primary');
    world.startInstance(world.host('a'));
    pass(world, SETTLED_MS);
    expect(world.whyUnhealthy()).toBeNull();
  });
});
