/**
 * What operators of a simulated mirror do once no fault strikes any more: they start whoever is down, mend and rebuild, and order a
 * promotion again that has come to nothing.
 */
import { compareKnowledge } from '../mirror/turn.ts';
import { mendWhereNobodyElseLeads } from './damage.ts';
import { forceToLead, knowsAllOf } from './lead-orders.ts';
import { PROMOTION_STEP } from './role-orders.ts';
import type { Host, Stage } from './stage.ts';

/** How long an operator looks at a mirror without a primary whose members may not lead. */
const LEADERLESS_MS = 10_000;

export class Rescue {
  private readonly world: Stage;
  private leaderlessMs = 0;
  private unservedMs = 0;
  /** Names of the members that an operator keeps down for a promotion. */
  private readonly stopped = new Set<string>();
  /** By name of a member: when its promotion was refused last. */
  private readonly refusedMs = new Map<string, number>();
  /** Names of the asyncs whose promotion was refused because they must be rebuilt: P627, or P197 and they lack what was purged. */
  private readonly forked = new Set<string>();

  constructor(world: Stage) {
    this.world = world;
  }

  /** From now on an operator restarts whoever goes down by itself, and starts mirroring wherever it was stopped. */
  keepRunning(): void {
    const { world } = this;
    for (const host of world.hosts) {
      // An operator starts nobody while the promotion needs all of them down.
      const isNeededDown = this.stopped.has(host.name) || world.hosts.some(({ instance }) => instance?.life.promotion.isRunning);
      if (!isNeededDown) world.startInstance(host);
      if (host.instance?.machine.role.kind === 'stopped') host.instance.life.startMirroring();
    }
    mendWhereNobodyElseLeads(world);
    for (const host of world.hosts) world.roleOrders.clearNoFailover(host);
    world.checkers.force.rebuildForked();
    this.allowFailover();
    world.checkers.purge.rebuildLeftBehind();
    this.rescue();
    world.schedule.after(1000, () => this.keepRunning());
  }

  private isLed(): boolean {
    return this.world.hosts.some(
      ({ instance, disk }) =>
        instance?.machine.role.kind === 'primary' ||
        instance?.machine.role.kind === 'taking-over' ||
        disk.promotion?.startsWith('leading') === true,
    );
  }

  /** "No failover" keeps the only one down that has the newest journal: an operator clears it (seed 18003940 of 2026-11-30). */
  private allowFailover(): void {
    const isSet = this.world.hosts.some(({ onlyPrimary, disk }) => onlyPrimary !== null && disk.promotion !== 'prepared');
    this.unservedMs = isSet && !this.isLed() ? this.unservedMs + 1000 : 0;
    if (this.unservedMs >= LEADERLESS_MS) this.world.allowOnly(null);
  }

  /**
   * Members whose `ValidatedMember` is 0 wait for a primary to tell them their role. When the promotion that wanted it has come to nothing
   * there is none: an operator stops them, and orders it again, stopping first whoever a refusal names. (Also once when a promoted member
   * has died: then nobody is stopped that leads.)
   */
  private rescue(): void {
    const { world } = this;
    const latest = Math.max(...world.hosts.map(({ disk }) => disk.belonging.roll.version));
    // One that has not heard of the last promotion learns it without anybody's help.
    const hasLed = world.members.some(({ disk }) => disk.belonging.roll.version === latest && disk.promotion === null);
    // An async has nothing to wait for (seed 4021108 of 2026-11-30).
    const waiting = world.hosts.filter(
      ({ disk }) =>
        disk.belonging.kind === 'failover' &&
        disk.promotion === 'role-unknown' &&
        !(hasLed && latest - disk.belonging.roll.version >= PROMOTION_STEP),
    );
    if (waiting.length === 0 || this.isLed()) {
      this.lookAnew();
      this.forked.clear();
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
    if (this.forceNewest(waiting)) return;
    for (const host of [...waiting, ...world.members]) this.stop(host);
    for (const host of world.hosts) world.roleOrders.cancelWaiting(host);
    // Whoever was refused last is asked last: another one may know more.
    const candidates = world.asyncs
      .filter(({ name }) => !this.forked.has(name))
      .sort((one, other) => (this.refusedMs.get(one.name) ?? 0) - (this.refusedMs.get(other.name) ?? 0));
    for (const candidate of candidates) {
      const refused = (named: readonly string[], code: string) => {
        this.refusedMs.set(candidate.name, world.schedule.now);
        if (code === 'P627' || (code === 'P197' && world.checkers.purge.isLeftBehind(candidate, null))) this.forked.add(candidate.name);
        for (const host of world.hosts) if (named.includes(host.self.name)) this.stop(host);
      };
      if (world.roleOrders.promoteAlone(candidate, refused)) return;
    }
    // Nobody can be promoted who has heard enough: perhaps they hear more from each other.
    if (this.forked.size > 0) this.setBackNewest(waiting);
    this.lookAnew();
  }

  /**
   * What a member whose newest journal file is gone tells a person who has no primary: to force the one with the newest data, once the file
   * is back. False: that is not one of these.
   */
  private forceNewest(waiting: readonly Host[]): boolean {
    const { world } = this;
    // Of all: who has been demoted, and is not known to be, may know more (seed 35013910).
    const newest = waiting.find((host) => host.disk.isEndLost && world.hosts.every((other) => knowsAllOf(host, other)));
    if (newest === undefined) return false;
    const others = world.members.filter((other) => other !== newest);
    for (const other of others) this.stop(other);
    if (!newest.disk.belonging.isValidated) {
      this.stop(newest);
      world.roleOrders.setBack(newest);
    }
    world.startInstance(newest);
    forceToLead(world, newest, others);
    return true;
  }

  /** What P627 and P197 tell a person whose last async must be rebuilt: a failover member leads again by what it knew (seed 11021269). */
  private setBackNewest(waiting: readonly Host[]): void {
    const newest = this.world.members.reduce((one, other) =>
      compareKnowledge(other.disk.journal.state, one.disk.journal.state) > 0 ? other : one,
    );
    if (waiting.includes(newest)) this.world.roleOrders.setBack(newest);
  }

  private lookAnew(): void {
    this.leaderlessMs = 0;
    this.stopped.clear();
  }

  /** Until somebody leads. */
  private stop(host: Host): void {
    this.stopped.add(host.name);
    this.world.killInstance(host);
  }
}
