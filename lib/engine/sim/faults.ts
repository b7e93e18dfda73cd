/** What goes wrong in a simulated mirror: strikes as the temper of the seed says (`temper.ts`), and mends everything in the end. */
import type { AsyncInstance } from './async-instance.ts';
import type { Instance } from './instance.ts';
import { whyNotForce, whyNotResume } from '../mirror/operator.ts';
import type { MirrorEvent } from '../mirror/events.ts';
import { partnerIn } from '../mirror/roll.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import { damageNowAndThen } from './damage.ts';
import { loseFilesNowAndThen, putFileBack } from './holes.ts';
import { Rescue } from './rescue.ts';
import { type AsyncFaultKind, asyncFaultKinds, type FaultKind } from './temper.ts';
import { type Host, isProcessThere } from './host.ts';
import type { World } from './world.ts';

/** Stopped and started so soon that the answers to what was asked before are still on their way. */
const BLINK_MS = 1000;
export class FaultMaker {
  private readonly world: World;
  private isOver = false;

  constructor(world: World) {
    this.world = world;
  }

  begin(): void {
    this.nextFault();
    this.nextRoleChange();
    this.nextAddress();
    const { damagePauseMs, holePauseMs, lateOrderMs } = this.world.temper;
    if (lateOrderMs !== null) this.world.onLocked = (host) => this.startLocked(host);
    if (holePauseMs !== null) loseFilesNowAndThen(this.world, holePauseMs, () => this.isOver);
    if (damagePauseMs !== null) damageNowAndThen(this.world, damagePauseMs, () => this.isOver);
  }

  /**
   * Machines that come back with another's address, or a wrong one written down: whoever calls a member reaches another host, its own
   * perhaps.
   */
  private nextAddress(): void {
    const { random, schedule, temper, network, hosts } = this.world;
    const { addressPauseMs } = temper;
    if (addressPauseMs === null) return;
    schedule.after(random.skewed(addressPauseMs / 10, addressPauseMs * 2), () => {
      if (this.isOver) return;
      const host = random.pick(this.world.members);
      const owner = random.pick(hosts.filter((other) => other !== host));
      this.world.note('-', `the address of ${host.name} is ${owner.name}'s`);
      network.giveAddress(host.name, owner.name);
      this.later(() => network.takeAddressBack(host.name));
      this.nextAddress();
    });
  }

  private nextRoleChange(): void {
    const { random, schedule, temper } = this.world;
    const { roleChangePauseMs } = temper;
    if (roleChangePauseMs === null) return;
    schedule.after(random.skewed(roleChangePauseMs / 10, roleChangePauseMs * 2), () => {
      if (this.isOver) return;
      this.orderRoles();
      this.nextRoleChange();
    });
  }

  /** Promotion of an async, or demotion of the backup, by itself or by the primary; what is not possible now is not ordered. */
  private orderRoles(): void {
    const { random, roleOrders, hosts, temper } = this.world;
    const host = random.pick(hosts);
    // While a slow promotion is on, whoever led meanwhile would change the configuration, and it would come to nothing.
    if (temper.lateOrderMs !== null && random.chance(0.8)) return void roleOrders.promoteAlone(host, (named) => this.obey(named));
    if (roleOrders.promote(host) || roleOrders.promoteAlone(host, (named) => this.obey(named))) return;
    const shallDemote = random.chance(0.4);
    if (!shallDemote) return;
    if (!roleOrders.demote(host)) roleOrders.demoteOther(host);
  }

  /**
   * Somebody who knows nothing of a promotion starts the members that it has not locked out yet, then the one that it has, and one of them
   * dies again.
   */
  private startLocked(locked: Host): void {
    const { random, schedule } = this.world;
    const partner = this.partnerOf(locked);
    if (this.isOver || partner === null || random.chance(0.5)) return;
    const soon = (leastMs: number, mostMs: number, action: () => void) =>
      schedule.after(random.between(leastMs, mostMs), () => !this.isOver && action());
    soon(0, 200, () => this.world.startInstance(partner));
    soon(500, 1500, () => this.world.startInstance(locked));
    soon(2000, 5000, () => this.world.killInstance(partner));
  }

  /** Where promotions take long, the operator stops at once whom a refusal names. */
  private obey(named: readonly string[]): void {
    const { temper, hosts } = this.world;
    if (this.isOver || temper.lateOrderMs === null) return;
    for (const host of hosts) if (named.includes(host.self.name)) this.world.killInstance(host);
  }

  private nextFault(): void {
    const { world } = this;
    world.schedule.after(world.random.skewed(world.temper.faultPauseMs / 10, world.temper.faultPauseMs * 2), () => {
      if (this.isOver) return;
      this.happen(world.random.pick(world.temper.kinds));
      this.strikeAsync();
      if (world.temper.doForce && world.random.chance(0.1)) world.checkers.force.rebuildForked();
      this.nextFault();
    });
    // Whoever is down is started again by an operator some time later, whatever brought it down.
    for (const host of world.hosts) this.operate(host);
  }

  private operate(host: Host): void {
    if (isProcessThere(host) || this.isRestarting.has(host.name)) return;
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

  /** To the failover members and what is between them, the arbiter and the clients. */
  private happen(kind: FaultKind): void {
    const { world } = this;
    const { network, random } = world;
    const host = random.pick(world.members);
    switch (kind) {
      case 'swizzle': {
        world.note('-', `isolate ${host.name}, mended link by link`);
        const partner = this.partnerOf(host)?.name;
        // Often the partner comes back last.
        const partnerMs = world.temper.faultLengthMs * (random.chance(0.5) ? 4 : 1);
        for (const peer of this.others(host.name)) {
          network.cut(host.name, peer);
          network.cut(peer, host.name);
          this.later(
            () => {
              world.note('-', `mended ${host.name}${peer}`);
              network.mend(host.name, peer);
              network.mend(peer, host.name);
            },
            peer === partner ? partnerMs : world.temper.faultLengthMs,
          );
        }
        return;
      }
      case 'both-die':
        world.note('-', 'kill both');
        for (const victim of world.members) world.killInstance(victim);
        return;
      case 'agent-stop':
        world.note('-', `agent of ${host.name} stops`);
        world.stopAgent(host);
        return this.later(() => world.startAgent(host));
      case 'arbiter-stop':
        world.note('-', 'arbiter stops');
        world.stopArbiter();
        return this.later(
          () => {
            world.note('-', 'arbiter starts');
            world.startArbiter();
          },
          random.chance(0.5) ? world.temper.restartMs : world.temper.faultLengthMs,
        );
      case 'no-failover': {
        const primary = world.members.find(({ instance }) => instance?.machine.role.kind === 'primary');
        if (!primary) return;
        world.allowOnly(primary.self.guid);
        return this.later(() => world.allowOnly(null));
      }
      case 'operator':
        return this.order(host);
      case 'clean-stop':
        world.note('-', `clean stop ${host.name}`);
        return world.stopInstance(host, { mayFailOver: random.chance(0.8) });
      case 'snap':
        return this.snap(host);
      case 'isolate':
        return this.strike(kind, random.pick([...world.failoverNames, 'c']), host, random.pick(this.cables()));
      default:
        return this.strike(kind, host.name, host, random.pick(this.cables()));
    }
  }

  /** At its next news, for that is when decisions fall: one way to the other member breaks, or one of the two hangs. */
  private snap(host: Host): void {
    const { network, random } = this.world;
    const partner = this.partnerOf(host);
    if (host.instance?.kind !== 'failover' || partner === null) return;
    const one = random.pick([host, partner]);
    const other = one === host ? partner : host;
    const isCut = random.chance(0.3);
    const { instance } = host;
    instance.onNews = () => {
      instance.onNews = null;
      if (this.isOver) return;
      if (!isCut) return one.instance === null ? undefined : this.pause(one.instance);
      this.world.note('-', `cut ${one.name}>${other.name}`);
      network.cut(one.name, other.name);
      this.later(() => {
        this.world.note('-', `mended ${one.name}>${other.name}`);
        network.mend(one.name, other.name);
      });
    };
  }

  /** A kind of fault that these members never meet does not meet the asyncs either. */
  private strikeAsync(): void {
    const { random, asyncs, temper } = this.world;
    const kinds: readonly AsyncFaultKind[] = asyncFaultKinds.filter((kind) => temper.kinds.includes(kind));
    if (asyncs.length === 0 || kinds.length === 0) return;
    const host = random.pick(asyncs);
    this.strike(random.pick(kinds), host.name, host, [host.name, random.pick(this.world.failoverNames)]);
  }

  /** Between the failover members, the arbiter and the clients. */
  private cables(): readonly (readonly [string, string])[] {
    const names = this.world.failoverNames;
    const [one, other] = names;
    const between = one !== undefined && other !== undefined ? [[one, other] as const] : [];
    return [...between, ...names.map((name) => [name, 'c'] as const), ...names.map((name) => [name, 'd'] as const)];
  }

  private partnerOf({ disk, self }: Host): Host | null {
    const entry = partnerIn(disk.belonging.roll, self.guid);
    return entry && this.world.hostWith(entry.guid);
  }

  private others(name: string): readonly string[] {
    const { temper, asyncs } = this.world;
    const near = temper.areAsyncsFar ? [] : asyncs.map((host) => host.name);
    return [...this.world.failoverNames, 'c', 'd', ...near].filter((candidate) => candidate !== name);
  }

  private strike(kind: AsyncFaultKind, isolated: string, host: Host, [one, other]: readonly [string, string]): void {
    const { world } = this;
    const { network, random } = world;
    switch (kind) {
      case 'cut':
      case 'cut-one-way': {
        const ways: readonly (readonly [string, string])[] =
          kind === 'cut'
            ? [
                [one, other],
                [other, one],
              ]
            : [random.chance(0.5) ? [one, other] : [other, one]];
        world.note('-', `${kind} ${ways.map((way) => way.join('>')).join(' ')}`);
        for (const [from, to] of ways) network.cut(from, to);
        return this.later(() => {
          world.note('-', `mended ${one}${other}`);
          for (const [from, to] of ways) network.mend(from, to);
        });
      }
      case 'isolate': {
        const others = this.others(isolated);
        world.note('-', `isolate ${isolated}`);
        for (const peer of others) {
          network.cut(isolated, peer);
          network.cut(peer, isolated);
        }
        return this.later(() => {
          world.note('-', `mended ${isolated}`);
          for (const peer of others) {
            network.mend(isolated, peer);
            network.mend(peer, isolated);
          }
        });
      }
      case 'reset':
        world.note('-', `reset ${one}${other}`);
        return network.reset(one, other);
      case 'stall':
        world.note('-', `stall ${one}${other}`);
        return network.stall(one, other);
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
        host.diskDelayMs = world.random.skewed(100, 5000);
        return this.later(() => {
          host.diskDelayMs = world.temper.diskDelayMs;
        });
      case 'failing-disk':
        world.note('-', `disk of ${host.name} fails`);
        host.isDiskFailing = true;
        return this.later(() => {
          host.isDiskFailing = false;
        });
      case 'mirror-stop':
      case 'mirror-blink': {
        const { instance } = host;
        if (!instance) return;
        world.note('-', `${kind} ${host.name}`);
        instance.process.deliver(() => instance.handle({ kind: 'mirror-stop-ordered', why: 'operator' }));
        return this.later(
          () => host.instance?.process.deliver(() => host.instance?.life.startMirroring()),
          kind === 'mirror-blink' ? BLINK_MS : world.temper.faultLengthMs,
        );
      }
    }
  }

  /**
   * "Try" may be ordered at any moment and must lose nothing. Force and resume take a person's word for it that the other member is down
   * and knows no more; here the word is true, and so nothing may be lost either.
   */
  private order(host: Host): void {
    const instance = this.world.failoverAt(host.name);
    const other = this.partnerOf(host);
    // Refused by the instance (P131), before its machine hears of it.
    if (!instance || !other || !host.disk.belonging.isValidated) return;
    const isVouchedFor = !isProcessThere(other) && compareKnowledge(host.disk.journal.state, other.disk.journal.state) >= 0;
    const order = (event: MirrorEvent) => {
      this.world.note('-', `operator: ${event.kind} on ${host.name}`);
      instance.process.deliver(() => instance.handle(event));
    };
    if (isVouchedFor && whyNotResume(instance.machine) === null) return order({ kind: 'resume-ordered' });
    const mayBeForced = whyNotForce(instance.machine) === null;
    // Vouched for, nothing is lost; else it is down, but knows more, and what only it has is given up.
    const isForced = mayBeForced && (isVouchedFor || (this.world.temper.doForce && !isProcessThere(other)));
    if (isForced && this.world.checkers.mayForce(host, other)) {
      if (this.world.temper.doForce && this.world.random.chance(0.4)) this.endInTheMiddle(host);
      return order({ kind: 'primary-ordered', order: 'force' });
    }
    order({ kind: 'primary-ordered', order: 'try' });
  }

  /** Its disk takes nothing, and it dies, perhaps before its term is in any journal; so it may be demoted by who leads then. */
  private endInTheMiddle(host: Host): void {
    const { world } = this;
    host.isDiskFailing = true;
    world.schedule.after(world.random.between(100, 4000), () => {
      if (this.isOver) return;
      host.isDiskFailing = false;
      world.killInstance(host);
    });
  }

  private pause({ process, host }: Instance | AsyncInstance): void {
    if (!process.alive || this.isOver) return;
    this.world.note('-', `pause ${host.name}`);
    process.pause();
    this.later(() => {
      if (process.alive) this.world.note('-', `resume ${host.name}`);
      process.resume();
    });
  }

  /** "No failover" stays: the only member that may be primary runs again, and ends it. */
  mendEverything(): void {
    const { world } = this;
    this.isOver = true;
    world.isMended = true;
    world.network.mendAll();
    world.network.calm();
    world.startArbiter();
    for (const host of world.hosts) {
      putFileBack(world, host);
      host.diskDelayMs = 3;
      host.isDiskFailing = false;
      world.powerOn(host);
      world.startAgent(host);
      if (host.instance) host.instance.dieAtEffect = null;
      host.instance?.process.resume();
      if (host.instance?.isStopping) world.killInstance(host);
    }
    new Rescue(world).keepRunning();
  }
}
