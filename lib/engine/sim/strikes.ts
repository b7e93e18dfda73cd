/**
 * What can strike a host of a simulated mirror, or the cables between two: failover members, asyncs, the arbiter and the clients alike.
 * Each is over after a while.
 */
import type { AsyncFaultKind } from './temper.ts';
import type { AsyncProcess, FailoverProcess, Host, Stage } from './stage.ts';

/** Stopped and started so soon that the answers to what was asked before are still on their way. */
const BLINK_MS = 1000;

type CableFault = 'cut' | 'cut-one-way' | 'isolate' | 'reset' | 'stall';
const isOfCables = (kind: AsyncFaultKind): kind is CableFault =>
  kind === 'cut' || kind === 'cut-one-way' || kind === 'isolate' || kind === 'reset' || kind === 'stall';

/** Where it strikes. */
export interface Target {
  readonly host: Host;
  /** Name of the host that is cut off from all others, where that is what happens. */
  readonly isolated: string;
  /** Names of the hosts at both ends of the cable that is struck. */
  readonly cable: readonly [string, string];
}

export class Strikes {
  private readonly world: Stage;
  /** After the length of a fault, unless everything has been mended meanwhile. */
  private readonly later: (action: () => void, withinMs?: number) => void;

  constructor(world: Stage, later: (action: () => void, withinMs?: number) => void) {
    this.world = world;
    this.later = later;
  }

  strike(kind: AsyncFaultKind, target: Target): void {
    if (isOfCables(kind)) this.strikeCables(kind, target);
    else this.strikeHost(kind, target.host);
  }

  private strikeCables(kind: CableFault, { isolated, cable: [one, other] }: Target): void {
    const { network, random } = this.world;
    switch (kind) {
      case 'cut':
        return this.cut(
          kind,
          [
            [one, other],
            [other, one],
          ],
          `${one}${other}`,
        );
      case 'cut-one-way':
        return this.cut(kind, [random.chance(0.5) ? [one, other] : [other, one]], `${one}${other}`);
      case 'isolate': {
        this.world.note('-', `isolate ${isolated}`);
        const ways = this.others(isolated).flatMap((peer) => [[isolated, peer] as const, [peer, isolated] as const]);
        for (const [from, to] of ways) network.cut(from, to);
        return this.mendLater(ways, isolated);
      }
      case 'reset':
        this.world.note('-', `reset ${one}${other}`);
        return network.reset(one, other);
      case 'stall':
        this.world.note('-', `stall ${one}${other}`);
        return network.stall(one, other);
    }
  }

  private cut(kind: string, ways: readonly (readonly [string, string])[], what: string): void {
    this.world.note('-', `${kind} ${ways.map((way) => way.join('>')).join(' ')}`);
    for (const [from, to] of ways) this.world.network.cut(from, to);
    this.mendLater(ways, what);
  }

  private mendLater(ways: readonly (readonly [string, string])[], what: string): void {
    this.later(() => {
      this.world.note('-', `mended ${what}`);
      for (const [from, to] of ways) this.world.network.mend(from, to);
    });
  }

  /** All hosts that `name` is connected to. */
  others(name: string): readonly string[] {
    const { temper, asyncs, failoverNames } = this.world;
    const near = temper.areAsyncsFar ? [] : asyncs.map((host) => host.name);
    return [...failoverNames, 'c', 'd', ...near].filter((candidate) => candidate !== name);
  }

  private strikeHost(kind: Exclude<AsyncFaultKind, CableFault>, host: Host): void {
    const { world } = this;
    const { random, temper } = world;
    switch (kind) {
      case 'kill':
        world.note('-', `kill ${host.name}`);
        return world.killInstance(host);
      case 'die-at-effect':
        if (host.instance) host.instance.dieAtEffect = random.whole(1, 30);
        return;
      case 'power-off':
        world.note('-', `power off ${host.name}`);
        world.powerOff(host);
        return this.later(() => world.powerOn(host));
      case 'pause':
        if (host.instance) this.pause(host.instance);
        return;
      case 'doze': {
        const { instance } = host;
        // In the middle of something, which a moment drawn at random seldom is.
        if (instance) instance.interruption = { effectsLeft: random.whole(1, 30), interrupt: () => this.pause(instance) };
        return;
      }
      case 'slow-disk':
        host.diskDelayMs = random.skewed(100, 5000);
        return this.later(() => {
          host.diskDelayMs = temper.diskDelayMs;
        });
      case 'failing-disk':
        world.note('-', `disk of ${host.name} fails`);
        host.isDiskFailing = true;
        return this.later(() => {
          host.isDiskFailing = false;
        });
      case 'mirror-stop':
      case 'mirror-blink':
        return this.stopMirroring(kind, host);
    }
  }

  private stopMirroring(kind: 'mirror-stop' | 'mirror-blink', host: Host): void {
    const { instance } = host;
    if (!instance) return;
    this.world.note('-', `${kind} ${host.name}`);
    instance.process.deliver(() => instance.handle({ kind: 'mirror-stop-ordered', why: 'operator' }));
    this.later(
      () => host.instance?.process.deliver(() => host.instance?.life.startMirroring()),
      kind === 'mirror-blink' ? BLINK_MS : this.world.temper.faultLengthMs,
    );
  }

  pause({ process, host }: FailoverProcess | AsyncProcess): void {
    if (!process.alive || this.world.isMended) return;
    this.world.note('-', `pause ${host.name}`);
    process.pause();
    this.later(() => {
      if (process.alive) this.world.note('-', `resume ${host.name}`);
      process.resume();
    });
  }
}
