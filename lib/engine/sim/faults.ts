/**
 * What goes wrong in a simulated mirror. How often, how badly and which kinds at all is drawn afresh for each seed, so that some seeds know only one kind of fault and others all of them
 * at once: a fault that hides another in a mixture shows it alone.
 */
import type { Random } from './random.ts';
import type { MemberHost, World } from './world.ts';

export interface Temper {
  readonly qosTimeoutMs: number;
  readonly hasArbiter: boolean;
  readonly faultPhaseMs: number;
  readonly delayMs: number;
  readonly slowConnectionChance: number;
  readonly slownessMs: number;
  readonly diskDelayMs: number;
  readonly clientCount: number;
  readonly writePauseMs: number;
  readonly journalSwitchChance: number;
  readonly unreadableChance: number;
  /** Usual time from one fault to the next, and how long a fault lasts at most, ms. */
  readonly faultPauseMs: number;
  readonly faultLengthMs: number;
  /** How long an instance stays down at most, ms. */
  readonly restartMs: number;
  readonly kinds: readonly FaultKind[];
}

const faultKinds = [
  'cut',
  'cut-one-way',
  'isolate',
  'reset',
  'kill',
  'die-at-effect',
  'power-off',
  'agent-stop',
  'arbiter-stop',
  'pause',
  'slow-disk',
  'clean-stop',
  'mirror-stop',
  'both-die',
  'no-failover',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export function drawTemper(random: Random): Temper {
  const kinds = faultKinds.filter(() => random.chance(0.45));
  // In a storm faults come faster than the mirror can settle: decisions overlap.
  const isStorm = random.chance(0.5);
  return {
    qosTimeoutMs: random.pick(isStorm ? [400, 1000] : [400, 1000, 2000, 8000]),
    hasArbiter: random.chance(0.85),
    faultPhaseMs: random.between(20_000, 90_000),
    delayMs: random.skewed(1, 200),
    slowConnectionChance: random.pick([0, 0, 0.05, 0.2, 0.5]),
    slownessMs: random.skewed(100, 8000),
    diskDelayMs: random.skewed(1, 100),
    clientCount: random.whole(1, 3),
    writePauseMs: random.skewed(200, 3000),
    journalSwitchChance: random.pick([0, 0.02, 0.1]),
    unreadableChance: random.pick([0, 0, 0.3]),
    faultPauseMs: isStorm ? random.skewed(100, 2000) : random.skewed(300, 12_000),
    faultLengthMs: isStorm ? random.skewed(300, 8000) : random.skewed(500, 40_000),
    restartMs: random.skewed(200, 20_000),
    kinds: kinds.length > 0 ? kinds : ['kill'],
  };
}

const pairs = [
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'c'],
  ['a', 'd'],
  ['b', 'd'],
] as const;
/** Time a clean stop is given before the process ends anyway. */
const STOP_PATIENCE_MS = 10_000;

export class FaultMaker {
  private readonly world: World;
  private isOver = false;

  constructor(world: World) {
    this.world = world;
  }

  begin(): void {
    const { world } = this;
    world.schedule.after(world.random.skewed(world.temper.faultPauseMs / 10, world.temper.faultPauseMs * 2), () => {
      if (this.isOver) return;
      this.happen(world.random.pick(world.temper.kinds));
      this.begin();
    });
    // Whoever is down is started again by an operator some time later, whatever brought it down.
    for (const host of world.members) this.operate(host);
  }

  private operate(host: MemberHost): void {
    if (host.instance || this.isRestarting.has(host.name)) return;
    this.isRestarting.add(host.name);
    const restart = () => {
      this.isRestarting.delete(host.name);
      this.world.startInstance(host);
    };
    this.later(restart, this.world.temper.restartMs);
  }

  private readonly isRestarting = new Set<string>();

  /** After the length of a fault, unless everything has been mended meanwhile. */
  private later(action: () => void, withinMs = this.world.temper.faultLengthMs): void {
    const { world } = this;
    world.schedule.after(world.random.skewed(withinMs / 100, withinMs), () => {
      if (!this.isOver) action();
    });
  }

  private happen(kind: FaultKind): void {
    const { world } = this;
    const { network, random } = world;
    const host = random.pick(world.members);
    const [one, other] = random.pick(pairs);
    switch (kind) {
      case 'cut':
      case 'cut-one-way': {
        const ways =
          kind === 'cut'
            ? [
                [one, other],
                [other, one],
              ]
            : [random.chance(0.5) ? [one, other] : [other, one]];
        world.note('-', `${kind} ${ways.map((way) => way.join('>')).join(' ')}`);
        for (const [from, to] of ways) network.cut(from as string, to as string);
        return this.later(() => {
          world.note('-', `mended ${one}${other}`);
          for (const [from, to] of ways) network.mend(from as string, to as string);
        });
      }
      case 'isolate': {
        const name = random.pick(['a', 'b', 'c']);
        const others = ['a', 'b', 'c', 'd'].filter((candidate) => candidate !== name);
        world.note('-', `isolate ${name}`);
        for (const peer of others) {
          network.cut(name, peer);
          network.cut(peer, name);
        }
        return this.later(() => {
          world.note('-', `mended ${name}`);
          for (const peer of others) {
            network.mend(name, peer);
            network.mend(peer, name);
          }
        });
      }
      case 'reset':
        world.note('-', `reset ${one}${other}`);
        return network.reset(one, other);
      case 'kill':
        world.note('-', `kill ${host.name}`);
        return world.killInstance(host);
      case 'both-die':
        world.note('-', 'kill both');
        for (const victim of world.members) world.killInstance(victim);
        return;
      case 'die-at-effect':
        if (host.instance) host.instance.dieAtEffect = random.whole(1, 30);
        return;
      case 'power-off':
        world.note('-', `power off ${host.name}`);
        world.powerOff(host);
        return this.later(() => world.powerOn(host));
      case 'agent-stop':
        world.note('-', `agent of ${host.name} stops`);
        world.stopAgent(host);
        return this.later(() => world.startAgent(host));
      case 'arbiter-stop':
        world.note('-', 'arbiter stops');
        world.stopArbiter();
        return this.later(() => {
          world.note('-', 'arbiter starts');
          world.startArbiter();
        });
      case 'pause': {
        const { instance } = host;
        if (!instance) return;
        world.note('-', `pause ${host.name}`);
        instance.process.pause();
        return this.later(() => {
          if (instance.process.alive) world.note('-', `resume ${host.name}`);
          instance.process.resume();
        });
      }
      case 'slow-disk':
        host.diskDelayMs = world.random.skewed(100, 5000);
        return this.later(() => {
          host.diskDelayMs = world.temper.diskDelayMs;
        });
      case 'no-failover': {
        const primary = world.members.find(({ instance }) => instance?.machine.role.kind === 'primary');
        if (!primary) return;
        world.allowOnly(primary.settings.self.guid);
        return this.later(() => world.allowOnly(null));
      }
      case 'clean-stop':
        return this.stopCleanly(host);
      case 'mirror-stop': {
        const { instance } = host;
        if (!instance) return;
        world.note('-', `mirror stop ${host.name}`);
        instance.process.deliver(() => instance.handle({ kind: 'mirror-stop-ordered' }));
        return this.later(() => host.instance?.process.deliver(() => host.instance?.handle({ kind: 'mirror-start-ordered' })));
      }
    }
  }

  private stopCleanly(host: MemberHost): void {
    const { instance } = host;
    if (!instance) return;
    const { world } = this;
    world.note('-', `clean stop ${host.name}`);
    const deadline = world.schedule.now + STOP_PATIENCE_MS;
    instance.process.deliver(() => {
      instance.isStopping = true;
      instance.handle({ kind: 'stop-ordered', failover: world.random.chance(0.8) });
    });
    const wait = () => {
      if (host.instance !== instance) return;
      if (instance.machine.role.kind === 'primary' && world.schedule.now < deadline && !this.isOver) return world.schedule.after(100, wait);
      world.killInstance(host);
    };
    world.schedule.after(100, wait);
  }

  mendEverything(): void {
    const { world } = this;
    this.isOver = true;
    world.network.mendAll();
    world.network.calm();
    world.startArbiter();
    world.allowOnly(null);
    for (const host of world.members) {
      host.diskDelayMs = 3;
      world.powerOn(host);
      world.startAgent(host);
      if (host.instance) host.instance.dieAtEffect = null;
      host.instance?.process.resume();
      if (host.instance?.isStopping) world.killInstance(host);
    }
    this.keepRunning();
  }

  /** From now on an operator restarts whoever goes down by itself, and starts mirroring wherever it was stopped. */
  private keepRunning(): void {
    const { world } = this;
    for (const host of world.members) {
      world.startInstance(host);
      if (host.instance?.machine.role.kind === 'stopped') host.instance.handle({ kind: 'mirror-start-ordered' });
    }
    world.schedule.after(1000, () => this.keepRunning());
  }
}
