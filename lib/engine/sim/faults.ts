/** What goes wrong in a simulated mirror: strikes as the temper of the seed says (`temper.ts`), and mends everything in the end. */
import { partnerIn } from '../mirror/roll.ts';
import { damageNowAndThen } from './damage.ts';
import { loseFilesNowAndThen, putFileBack } from './holes.ts';
import { orderToLead } from './lead-orders.ts';
import { observeNowAndThen } from './observers.ts';
import { loseEndNowAndThen, putEndBack } from './lost-end.ts';
import { Rescue } from './rescue.ts';
import { refuseNowAndThen } from './stores.ts';
import { Strikes } from './strikes.ts';
import { type AsyncFaultKind, asyncFaultKinds, type FaultKind } from './temper.ts';
import { isProcessThere } from './host.ts';
import { jumpNowAndThen } from './wall-clocks.ts';
import type { Host, Stage } from './stage.ts';

export class FaultMaker {
  private readonly world: Stage;
  private readonly strikes: Strikes;

  constructor(world: Stage) {
    this.world = world;
    this.strikes = new Strikes(world, (action, withinMs) => this.later(action, withinMs));
  }

  begin(): void {
    this.nextFault();
    this.nextRoleChange();
    this.nextAddress();
    const { damagePauseMs, holePauseMs, lateOrderMs, lostEndPauseMs, storePauseMs, wallJumpPauseMs, cutWriterChance, observePauseMs } =
      this.world.temper;
    if (lateOrderMs !== null) this.world.onLocked = (host) => this.startLocked(host);
    if (cutWriterChance > 0)
      this.world.onPage = (host, concerned) => this.world.random.chance(cutWriterChance) && this.cutWriter(host, concerned);
    if (holePauseMs !== null) loseFilesNowAndThen(this.world, holePauseMs, () => this.world.isMended);
    if (lostEndPauseMs !== null) loseEndNowAndThen(this.world, lostEndPauseMs);
    if (wallJumpPauseMs !== null) jumpNowAndThen(this.world, wallJumpPauseMs, () => this.world.isMended);
    if (observePauseMs !== null) observeNowAndThen(this.world, observePauseMs, () => this.world.isMended);
    if (storePauseMs !== null) refuseNowAndThen(this.world, storePauseMs, () => this.world.isMended);
    if (damagePauseMs !== null) damageNowAndThen(this.world, damagePauseMs, () => this.world.isMended);
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
      if (this.world.isMended) return;
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
      if (this.world.isMended) return;
      this.orderRoles();
      this.nextRoleChange();
    });
  }

  /** Promotion of an async, or demotion of the backup, by itself or by the primary; what is not possible now is not ordered. */
  private orderRoles(): void {
    const { random, roleOrders, hosts, temper } = this.world;
    const host = random.pick(hosts);
    if (temper.boldOrders.length > 0 && hosts.some((other) => roleOrders.seeTo(other))) return;
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
    if (this.world.isMended || partner === null || random.chance(0.5)) return;
    const soon = (leastMs: number, mostMs: number, action: () => void) =>
      schedule.after(random.between(leastMs, mostMs), () => !this.world.isMended && action());
    soon(0, 200, () => this.world.startInstance(partner));
    soon(500, 1500, () => this.world.startInstance(locked));
    soon(2000, 5000, () => this.world.killInstance(partner));
  }

  /** Of the primary, of whom it writes in and of whom it writes off, some no longer hear each other; and it dies, with its host perhaps. */
  private cutWriter(writer: Host, concerned: readonly Host[]): void {
    const { random, schedule } = this.world;
    if (this.world.isMended) return;
    for (const one of concerned) {
      for (const other of concerned) {
        if (one.name >= other.name || random.chance(0.3)) continue;
        this.strikes.strike(random.pick(['cut', 'cut', 'cut-one-way']), { host: one, isolated: one.name, cable: [one.name, other.name] });
      }
    }
    if (random.chance(0.7)) this.strikes.strike('isolate', { host: writer, isolated: writer.name, cable: [writer.name, writer.name] });
    schedule.after(random.skewed(50, 2000), () => {
      if (this.world.isMended) return;
      this.strikes.strike(random.pick(['kill', 'kill', 'power-off']), {
        host: writer,
        isolated: writer.name,
        cable: [writer.name, writer.name],
      });
    });
  }

  /** Where promotions take long, the operator stops at once whom a refusal names. */
  private obey(named: readonly string[]): void {
    const { temper, hosts } = this.world;
    if (this.world.isMended || temper.lateOrderMs === null) return;
    for (const host of hosts) if (named.includes(host.self.name)) this.world.killInstance(host);
  }

  private nextFault(): void {
    const { world } = this;
    world.schedule.after(world.random.skewed(world.temper.faultPauseMs / 10, world.temper.faultPauseMs * 2), () => {
      if (this.world.isMended) return;
      this.happen(world.random.pick(world.temper.kinds));
      this.strikeAsync();
      if (world.temper.doForce && world.random.chance(0.1)) world.checkers.force.rebuildForked();
      if (world.temper.purgePauseMs !== null && world.random.chance(0.1)) world.checkers.purge.rebuildLeftBehind();
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
      if (!this.world.isMended) action();
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
        for (const peer of this.strikes.others(host.name)) {
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
        return orderToLead(world, host, this.partnerOf(host));
      case 'clean-stop':
        world.note('-', `clean stop ${host.name}`);
        return world.stopInstance(host, { mayFailOver: random.chance(0.8) });
      case 'snap':
        return this.snap(host);
      case 'isolate':
        return this.strikes.strike(kind, {
          isolated: random.pick([...world.failoverNames, 'c']),
          host,
          cable: random.pick(this.cables()),
        });
      default:
        return this.strikes.strike(kind, { isolated: host.name, host, cable: random.pick(this.cables()) });
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
      if (this.world.isMended) return;
      if (!isCut) return one.instance === null ? undefined : this.strikes.pause(one.instance);
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
    const kind = random.pick(kinds);
    this.strikes.strike(kind, { isolated: host.name, host, cable: [host.name, random.pick(this.world.failoverNames)] });
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

  /** "No failover" stays: the only member that may be primary runs again, and ends it. */
  mendEverything(): void {
    const { world } = this;
    world.isMended = true;
    world.network.mendAll();
    world.network.calm();
    world.startArbiter();
    for (const host of world.hosts) {
      putFileBack(world, host);
      host.isStoreRefusing = false;
      putEndBack(world, host);
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
