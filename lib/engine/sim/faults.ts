/**
 * What goes wrong in a simulated mirror. How often, how badly and which kinds at all is drawn afresh for each seed, so that some seeds know only one kind of fault and others all of them
 * at once: a fault that hides another in a mixture shows it alone.
 */
import type { AsyncInstance } from './async-instance.ts';
import type { Instance } from './instance.ts';
import type { Random } from './random.ts';
import { whyNotForce, whyNotResume } from '../mirror/operator.ts';
import type { MirrorEvent } from '../mirror/state.ts';
import { partnerIn } from '../mirror/roll.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import { damageNowAndThen, mendWhereNobodyElseLeads } from './damage.ts';
import { loseFilesNowAndThen, putFileBack } from './holes.ts';
import { PROMOTION_STEP } from './role-orders.ts';
import type { Host, World } from './world.ts';

export interface Temper {
  readonly qosTimeoutMs: number;
  readonly hasArbiter: boolean;
  readonly faultPhaseMs: number;
  readonly delayMs: number;
  readonly slowConnectionChance: number;
  readonly slowCallChance: number;
  readonly slownessMs: number;
  readonly hiccupChance: number;
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
  /** How long a member waits for the answer to a question at most, ms. Long ones let answers come when the world has moved on. */
  readonly answerPatienceMs: number;
  readonly doubledCallChance: number;
  readonly readShare: number;
  /** Monotonic clocks run faster or slower than the world by at most this share. */
  readonly clockDrift: number;
  /** Chance that opening the databases or taking the virtual IP fails at first. */
  readonly takeoverFailureChance: number;
  /** 0 to 3. */
  readonly asyncCount: number;
  /** They have cables of their own: who is isolated is still seen by them. */
  readonly areAsyncsFar: boolean;
  /** Usual time from one promotion or demotion to the next; null: nobody orders any. */
  readonly roleChangePauseMs: number | null;
  /** Usual time from one moment at which the address of a member becomes another host's to the next; null: addresses stay. */
  readonly addressPauseMs: number | null;
  /** About how often bits change in the journal of a member that follows; null: never. */
  readonly damagePauseMs: number | null;
  /** About how often an old journal file of a failover member is deleted, and put back after a while; null: never. */
  readonly holePauseMs: number | null;
  /** Chance that a person sets ValidatedMember of a former failover member back while a promotion brings the journal. */
  readonly setBackChance: number;
}

const faultKinds = [
  'cut',
  'cut-one-way',
  'isolate',
  'swizzle',
  'reset',
  'stall',
  'kill',
  'die-at-effect',
  'power-off',
  'agent-stop',
  'arbiter-stop',
  'pause',
  'doze',
  'slow-disk',
  'failing-disk',
  'clean-stop',
  'mirror-stop',
  'mirror-blink',
  'both-die',
  'no-failover',
  'operator',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What can happen to an async and the cables at its host. */
const asyncFaultKinds = ['cut', 'cut-one-way', 'isolate', 'reset', 'stall', 'kill', 'die-at-effect', 'power-off', 'pause', 'doze', 'slow-disk', 'failing-disk', 'mirror-stop', 'mirror-blink'] as const;
type AsyncFaultKind = (typeof asyncFaultKinds)[number];

/** Mixtures in which rare orders of events become usual. */
const themes: readonly ((random: Random) => Partial<Temper>)[] = [
  // Answers come when the question is long forgotten.
  (random) => ({
    qosTimeoutMs: 400,
    delayMs: random.skewed(1, 20),
    diskDelayMs: random.skewed(1, 20),
    slowConnectionChance: 0,
    slowCallChance: random.pick([0.3, 0.6]),
    slownessMs: random.between(2000, 15_000),
    hiccupChance: 0,
    answerPatienceMs: 20_000,
    faultPauseMs: random.skewed(300, 2000),
    faultLengthMs: random.skewed(300, 3000),
    restartMs: random.skewed(200, 1000),
    kinds: random.pick([
      ['kill', 'reset'],
      ['kill', 'mirror-blink', 'reset'],
      ['kill', 'mirror-blink'],
      ['mirror-blink', 'both-die'],
    ]),
  }),
  // A connection dies slowly while its successor is in use.
  (random) => ({
    qosTimeoutMs: random.pick([400, 1000]),
    delayMs: random.skewed(1, 10),
    diskDelayMs: random.skewed(1, 200),
    slownessMs: random.skewed(500, 3000),
    hiccupChance: random.skewed(0.005, 0.05),
    writePauseMs: random.skewed(100, 500),
    faultPauseMs: random.skewed(200, 2000),
    faultLengthMs: random.skewed(200, 1500),
    kinds: ['stall', 'reset'],
  }),
  // Links come back one after the other, so that a primary that was isolated meets a forgetful arbiter first, or a successor that crashed.
  (random) => ({
    qosTimeoutMs: 400,
    hasArbiter: true,
    delayMs: random.skewed(1, 20),
    slowConnectionChance: 0,
    slowCallChance: 0,
    faultPauseMs: random.skewed(500, 3000),
    faultLengthMs: random.between(10_000, 60_000),
    restartMs: random.skewed(200, 1500),
    kinds: random.pick([
      ['swizzle', 'kill', 'arbiter-stop'],
      ['swizzle', 'kill', 'arbiter-stop', 'arbiter-stop'],
      ['swizzle', 'arbiter-stop'],
      ['swizzle', 'die-at-effect', 'arbiter-stop', 'agent-stop'],
    ]),
  }),
  // Members sleep for long moments, and wake up with old news in their ears.
  (random) => ({
    qosTimeoutMs: 400,
    hasArbiter: random.chance(0.3),
    slownessMs: random.skewed(200, 1000),
    hiccupChance: random.pick([0, 0.01]),
    writePauseMs: random.skewed(100, 500),
    faultPauseMs: random.skewed(300, 3000),
    faultLengthMs: random.between(20_000, 100_000),
    kinds: ['pause', 'doze', 'doze', 'reset', 'kill'],
  }),
  // An isolated primary goes on writing what nobody will ever acknowledge, in many files.
  (random) => ({
    qosTimeoutMs: 400,
    hasArbiter: true,
    journalSwitchChance: 0.5,
    writePauseMs: random.skewed(100, 500),
    faultLengthMs: random.skewed(3000, 20_000),
    restartMs: random.skewed(200, 2000),
    kinds: ['isolate', 'both-die', 'power-off', 'arbiter-stop'],
  }),
  // The arbiter comes and goes, and is seen by one and not the other.
  (random) => ({
    qosTimeoutMs: random.pick([400, 1000]),
    hasArbiter: true,
    faultPauseMs: random.skewed(100, 1000),
    faultLengthMs: random.skewed(300, 5000),
    kinds: ['arbiter-stop', 'isolate', 'pause', 'cut-one-way', 'cut', 'stall', 'reset'],
  }),
  // Planned stops in full flow.
  (random) => ({
    diskDelayMs: random.skewed(20, 300),
    writePauseMs: random.skewed(50, 300),
    faultPauseMs: random.skewed(1000, 5000),
    restartMs: random.skewed(200, 2000),
    kinds: ['clean-stop', 'slow-disk', 'reset'],
  }),
  // Hosts of which only half works.
  (random) => ({ unreadableChance: 0.6, faultPauseMs: random.skewed(200, 2000), kinds: ['kill', 'die-at-effect', 'agent-stop', 'cut', 'power-off', 'failing-disk'] }),
  // Operators who cannot wait.
  (random) => ({
    qosTimeoutMs: random.pick([400, 1000]),
    faultPauseMs: random.skewed(200, 1500),
    faultLengthMs: random.skewed(1000, 8000),
    restartMs: random.skewed(500, 8000),
    kinds: ['operator', 'operator', 'kill', 'agent-stop', 'isolate', 'slow-disk', 'no-failover', 'cut-one-way'],
  }),
  // Stops and starts without end.
  (random) => ({
    qosTimeoutMs: 400,
    faultPauseMs: random.skewed(100, 600),
    faultLengthMs: random.skewed(200, 2000),
    restartMs: random.skewed(100, 1500),
    kinds: ['kill', 'mirror-stop', 'both-die', 'die-at-effect', 'agent-stop'],
  }),
];

export function drawTemper(random: Random): Temper {
  const mixture = drawMixture(random);
  const themed = random.chance(0.6) ? { ...mixture, ...random.pick(themes)(random) } : mixture;
  // Last, so that it changes nothing of the rest.
  const temper = { ...themed, asyncCount: random.whole(0, 3), areAsyncsFar: false, roleChangePauseMs: null, addressPauseMs: null, damagePauseMs: null, holePauseMs: null, setBackChance: 0.3 };
  const placed = temper.asyncCount > 0 && random.chance(0.15) ? { ...temper, ...farAsyncs(random) } : temper;
  const ordered = drawRoleChanges(random, placed);
  const addressed = random.chance(0.2) ? { ...ordered, addressPauseMs: random.skewed(2000, 20_000) } : ordered;
  const damaged = random.chance(0.2) ? { ...addressed, damagePauseMs: random.skewed(2000, 20_000) } : addressed;
  return random.chance(0.2) ? { ...damaged, holePauseMs: random.skewed(2000, 20_000) } : damaged;
}

function drawRoleChanges(random: Random, placed: Temper): Temper {
  if (!random.chance(0.4)) return placed;
  const ordered = { ...placed, roleChangePauseMs: random.skewed(500, 15_000) };
  return random.chance(0.25) ? { ...ordered, ...disaster(random) } : ordered;
}

/** An isolated primary that only asyncs see, for so long that they find its successor, and lose it. */
function farAsyncs(random: Random): Partial<Temper> {
  return {
    areAsyncsFar: true,
    qosTimeoutMs: 400,
    hasArbiter: true,
    faultPhaseMs: 90_000,
    delayMs: random.skewed(1, 20),
    slowConnectionChance: 0,
    slowCallChance: 0,
    hiccupChance: 0,
    faultPauseMs: random.skewed(3000, 12_000),
    faultLengthMs: random.between(30_000, 90_000),
    restartMs: random.skewed(1000, 10_000),
    kinds: random.pick([
      ['isolate', 'kill'],
      ['swizzle', 'kill'],
      ['isolate', 'power-off', 'reset'],
    ]),
  };
}

/** Both failover members are down for long enough that somebody promotes another one, again and again. */
const disaster = (random: Random): Partial<Temper> => ({
  qosTimeoutMs: 400,
  asyncCount: random.whole(1, 3),
  roleChangePauseMs: random.skewed(300, 1500),
  faultPauseMs: random.skewed(2000, 12_000),
  restartMs: random.between(2000, 15_000),
  kinds: random.pick([['both-die'], ['both-die', 'kill'], ['both-die', 'agent-stop', 'reset'], ['both-die', 'die-at-effect', 'power-off'], ['both-die', 'slow-disk', 'swizzle']]),
});

function drawMixture(random: Random): Omit<Temper, 'asyncCount' | 'areAsyncsFar' | 'roleChangePauseMs' | 'addressPauseMs' | 'damagePauseMs' | 'holePauseMs' | 'setBackChance'> {
  const kinds = faultKinds.filter(() => random.chance(0.45));
  // In a storm faults come faster than the mirror can settle: decisions overlap.
  const isStorm = random.chance(0.5);
  return {
    qosTimeoutMs: random.pick(isStorm ? [400, 1000] : [400, 1000, 2000, 8000]),
    hasArbiter: random.chance(0.85),
    faultPhaseMs: random.between(20_000, 90_000),
    delayMs: random.skewed(1, 200),
    slowConnectionChance: random.pick([0, 0, 0.05, 0.2, 0.5]),
    slowCallChance: random.pick([0, 0, 0.05, 0.2, 0.5]),
    slownessMs: random.skewed(100, 8000),
    hiccupChance: random.pick([0, 0, 0, 0.003, 0.02]),
    diskDelayMs: random.skewed(1, 100),
    clientCount: random.whole(1, 3),
    writePauseMs: random.skewed(200, 3000),
    journalSwitchChance: random.pick([0, 0.02, 0.1]),
    unreadableChance: random.pick([0, 0, 0.3]),
    faultPauseMs: isStorm ? random.skewed(100, 2000) : random.skewed(300, 12_000),
    faultLengthMs: isStorm ? random.skewed(300, 8000) : random.skewed(500, 40_000),
    restartMs: random.skewed(200, 20_000),
    kinds: kinds.length > 0 ? kinds : ['kill'],
    answerPatienceMs: random.pick([3000, 4500, 9000, 20_000]),
    doubledCallChance: random.pick([0, 0, 0.1]),
    readShare: random.pick([0.1, 0.3]),
    clockDrift: random.pick([0, 0.001, 0.02]),
    takeoverFailureChance: 0.05,
  };
}

/** Stopped and started so soon that the answers to what was asked before are still on their way. */
const BLINK_MS = 1000;
/** How long an operator looks at a mirror without a primary whose members may not lead. */
const LEADERLESS_MS = 10_000;

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
    const { damagePauseMs, holePauseMs } = this.world.temper;
    if (holePauseMs !== null) loseFilesNowAndThen(this.world, holePauseMs, () => this.isOver);
    if (damagePauseMs !== null) damageNowAndThen(this.world, damagePauseMs, () => this.isOver);
  }

  /** Machines that come back with another's address, or a wrong one written down: whoever calls a member reaches another host, its own perhaps. */
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
    const { random, roleOrders, hosts } = this.world;
    const host = random.pick(hosts);
    if (roleOrders.promote(host) || roleOrders.promoteAlone(host)) return;
    const shallDemote = random.chance(0.4);
    if (!shallDemote) return;
    if (!roleOrders.demote(host)) roleOrders.demoteOther(host);
  }

  private nextFault(): void {
    const { world } = this;
    world.schedule.after(world.random.skewed(world.temper.faultPauseMs / 10, world.temper.faultPauseMs * 2), () => {
      if (this.isOver) return;
      this.happen(world.random.pick(world.temper.kinds));
      this.strikeAsync();
      this.nextFault();
    });
    // Whoever is down is started again by an operator some time later, whatever brought it down.
    for (const host of world.hosts) this.operate(host);
  }

  private operate(host: Host): void {
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
      case 'isolate':
        return this.strike(kind, random.pick([...world.failoverNames, 'c']), host, random.pick(this.cables()));
      default:
        return this.strike(kind, host.name, host, random.pick(this.cables()));
    }
  }

  /** A kind of fault that these members never meet does not meet the asyncs either. */
  private strikeAsync(): void {
    const { random, asyncs, temper } = this.world;
    const kinds = asyncFaultKinds.filter((kind) => temper.kinds.includes(kind));
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
        return this.later(() => host.instance?.process.deliver(() => host.instance?.life.startMirroring()), kind === 'mirror-blink' ? BLINK_MS : world.temper.faultLengthMs);
      }
    }
  }

  /**
   * "Try" may be ordered at any moment and must lose nothing. Force and resume take a person's word for it that the other member is down and knows no more; here the word is true,
   * and so nothing may be lost either.
   */
  private order(host: Host): void {
    const instance = this.world.failoverAt(host.name);
    const other = this.partnerOf(host);
    // Refused by the instance (P131), before its machine hears of it.
    if (!instance || !other || !host.disk.belonging.isValidated) return;
    const isVouchedFor = other.instance === null && compareKnowledge(host.disk.journal.state, other.disk.journal.state) >= 0;
    const order = (event: MirrorEvent) => {
      this.world.note('-', `operator: ${event.kind} on ${host.name}`);
      instance.process.deliver(() => instance.handle(event));
    };
    if (isVouchedFor && whyNotResume(instance.machine) === null) return order({ kind: 'resume-ordered' });
    if (isVouchedFor && whyNotForce(instance.machine) === null) return order({ kind: 'primary-ordered', order: 'force' });
    order({ kind: 'primary-ordered', order: 'try' });
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
    this.keepRunning();
  }

  /**
   * Members whose `ValidatedMember` is 0 wait for a primary to tell them their role. When the promotion that wanted it has come to nothing there is none: an operator stops them, and orders it
   * again, stopping first whoever a refusal names. (Also once when a promoted member has died: then nobody is stopped that leads.)
   */
  private rescue(): void {
    const { world } = this;
    const latest = Math.max(...world.hosts.map(({ disk }) => disk.belonging.roll.version));
    // One that has not heard of the last promotion learns it without anybody's help.
    const hasLed = world.members.some(({ disk }) => disk.belonging.roll.version === latest && disk.promotion === null);
    const waiting = world.hosts.filter(({ disk }) => disk.promotion === 'role-unknown' && !(hasLed && latest - disk.belonging.roll.version >= PROMOTION_STEP));
    const isLed = world.hosts.some(({ instance, disk }) => instance?.machine.role.kind === 'primary' || instance?.machine.role.kind === 'taking-over' || disk.promotion === 'leading');
    if (waiting.length === 0 || isLed) {
      this.leaderlessMs = 0;
      this.stopped.clear();
      return;
    }
    this.leaderlessMs += 1000;
    if (this.leaderlessMs < LEADERLESS_MS) return;
    // First only these: one that knows its role may lead once its partner is down.
    if (this.leaderlessMs < 2 * LEADERLESS_MS) {
      for (const host of waiting) this.stop(host);
      return;
    }
    if (world.hosts.some(({ instance }) => instance?.life.promotion.isRunning)) return;
    for (const host of [...waiting, ...world.members]) this.stop(host);
    // Whoever was refused last is asked last: another one may know more.
    const candidates = [...world.asyncs].sort((one, other) => (this.refusedMs.get(one.name) ?? 0) - (this.refusedMs.get(other.name) ?? 0));
    for (const candidate of candidates) {
      const refused = (named: readonly string[]) => {
        this.refusedMs.set(candidate.name, world.schedule.now);
        for (const host of world.hosts) if (named.includes(host.self.name)) this.stop(host);
      };
      if (world.roleOrders.promoteAlone(candidate, refused)) return;
    }
    // Nobody can be promoted who has heard enough: perhaps they hear more from each other.
    this.leaderlessMs = 0;
    this.stopped.clear();
  }

  /** Until somebody leads. */
  private stop(host: Host): void {
    this.stopped.add(host.name);
    this.world.killInstance(host);
  }

  private leaderlessMs = 0;
  /** Names of the members that an operator keeps down for a promotion. */
  private readonly stopped = new Set<string>();
  /** By name of a member: when its promotion was refused last. */
  private readonly refusedMs = new Map<string, number>();

  /** From now on an operator restarts whoever goes down by itself, and starts mirroring wherever it was stopped. */
  private keepRunning(): void {
    const { world } = this;
    for (const host of world.hosts) {
      // An operator starts nobody while the promotion needs all of them down.
      const isNeededDown = this.stopped.has(host.name) || world.hosts.some(({ instance }) => instance?.life.promotion.isRunning);
      if (!isNeededDown) world.startInstance(host);
      if (host.instance?.machine.role.kind === 'stopped') host.instance.life.startMirroring();
    }
    mendWhereNobodyElseLeads(world);
    this.rescue();
    world.schedule.after(1000, () => this.keepRunning());
  }
}
