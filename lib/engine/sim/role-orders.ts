/**
 * What operators of a simulated mirror order about who its failover members are, and what they were told of it: a promotion or demotion
 * that was answered with success holds until another one is ordered.
 */
import { BY_HAND, ownersLocked, ownersReleased } from '../mirror/lock-out.ts';
import type { PartnerChoice } from '../mirror/promotion.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import type { Process } from './process.ts';
import type { RoleOutcome } from './roll-work.ts';
import { type Host, isProcessThere } from './host.ts';
import type { World } from './world.ts';

/** An order that nobody answered may still be carried out for so long. */
const STRAY_MS = 40_000;

/** Gets the names of the members that the refusal tells to stop, and its code. */
type Refused = (named: readonly string[], code: string) => void;

/** Refusals that tell a person to stop the members that they name. */
const STOP_FIRST: ReadonlySet<string> = new Set(['P193', 'P540', 'P541', 'P602']);

/** A promotion without a primary counts the configuration up by more than this. */
export const PROMOTION_STEP = 500;

interface Order {
  readonly orderedMs: number;
  /** Names of the failover members afterwards, in order. */
  readonly pair: string;
  /** What they may be instead when the order came to its middle and no further, or was never answered. */
  readonly otherwise: readonly string[];
}

const pairOf = (...hosts: Host[]) =>
  hosts
    .map(({ name }) => name)
    .sort()
    .join(' and ');

export class RoleOrders {
  private readonly world: World;
  private settled: Order = { orderedMs: 0, pair: 'a and b', otherwise: [] };
  private settledMs = 0;
  /** Not answered yet, or never. */
  private readonly open = new Set<Order>();
  acceptedCount = 0;

  constructor(world: World) {
    this.world = world;
  }

  /** On a DR async that is connected to a primary. False when this one may not be promoted now. */
  promote(host: Host): boolean {
    const { instance } = host;
    if (instance?.kind !== 'async' || instance.primaryGuid === null) return false;
    const primary = this.world.hostWith(instance.primaryGuid);
    this.put({ what: `promote ${host.name}`, primary, pair: pairOf(primary, host), by: instance.process }, (settle) =>
      instance.life.roll.askPromotion(primary.self.guid, settle),
    );
    return true;
  }

  /** On the backup. */
  demote(host: Host): boolean {
    const instance = this.world.failoverAt(host.name);
    if (instance?.machine.role.kind !== 'backup' || instance.machine.settings.partner === null) return false;
    const primary = this.world.hostWith(instance.machine.settings.partner.guid);
    this.put({ what: `demote ${host.name}`, primary, pair: pairOf(primary), by: instance.process }, (settle) =>
      instance.life.roll.askDemotion(primary.self.guid, settle),
    );
    return true;
  }

  /** On the primary. */
  demoteOther(host: Host): boolean {
    const instance = this.world.failoverAt(host.name);
    if (instance?.machine.role.kind !== 'primary') return false;
    this.put({ what: `demote the other member, on ${host.name}`, primary: host, pair: pairOf(host), by: instance.process }, (settle) =>
      instance.life.roll.change(null, settle),
    );
    return true;
  }

  /**
   * On a DR async that knows no primary. False when it may not be promoted now: a person does not promote two at once, nor a member that
   * has not heard who the failover members are. Without a partner only if a person can vouch for it: all failover members are down and know
   * no more than this one, and each is edited by hand before it starts again. So nothing may be lost.
   */
  promoteAlone(host: Host, refused: Refused = () => {}): boolean {
    const { world } = this;
    const { instance } = host;
    if (
      instance?.kind !== 'async' ||
      instance.primaryGuid !== null ||
      world.hosts.some((other) => other.instance?.life.promotion.isRunning)
    )
      return false;
    const { roll } = host.disk.belonging;
    const latest = world.hosts.map(({ disk }) => disk.belonging.roll).reduce((one, other) => (other.version > one.version ? other : one));
    const knows = (guid: string) => roll.members.some((entry) => entry.guid === guid && entry.kind === 'failover');
    const isInformed =
      latest.version - roll.version < PROMOTION_STEP && latest.members.every(({ guid, kind }) => kind !== 'failover' || knows(guid));
    if (!isInformed) return false;
    const former = roll.members.filter(({ kind }) => kind === 'failover').map(({ guid }) => world.hostWith(guid));
    const isVouchedFor = former.every(
      (other) => !isProcessThere(other) && compareKnowledge(host.disk.journal.state, other.disk.journal.state) >= 0,
    );
    const isAlone = isVouchedFor && world.random.chance(0.5);
    if (isAlone) for (const other of former) other.disk.edit = ownersLocked(other.disk.edit, BY_HAND);
    this.orderAlone(host, isAlone ? { kind: 'none', noFailover: false } : { kind: 'automatic' }, refused);
    return true;
  }

  /** Whatever may come of it. */
  orderAlone(host: Host, choice: PartnerChoice, refused: Refused = () => {}): void {
    const { world } = this;
    const { instance } = host;
    if (instance === null) return;
    const former = host.disk.belonging.roll.members.filter(({ kind }) => kind === 'failover').map(({ guid }) => world.hostWith(guid));
    world.hasChangedRoles = true;
    world.hasPromotedAlone = true;
    const what = `promote ${host.name} without a primary${choice.kind === 'none' ? ', without a partner' : ''}`;
    world.note('-', `operator: ${what}`);
    const order = { orderedMs: world.schedule.now, pair: pairOf(host), otherwise: former.map((partner) => pairOf(host, partner)) };
    this.open.add(order);
    instance.process.deliver(() =>
      instance.life.promotion.promote(choice, (outcome) => {
        world.note('-', `operator: ${what}: ${'plan' in outcome ? 'done' : outcome.failed}`);
        if ('plan' in outcome) {
          const { partner } = outcome.plan;
          this.open.delete(order);
          return this.done({ ...order, pair: partner === null ? pairOf(host) : pairOf(host, world.hostWith(partner)), otherwise: [] });
        }
        this.open.delete(order);
        for (const other of former) other.disk.edit = ownersReleased(other.disk.edit, BY_HAND);
        refused(STOP_FIRST.has(outcome.failed) ? (outcome.named ?? []).flatMap((names) => names.split(', ')) : [], outcome.failed);
      }),
    );
  }

  /**
   * While the promotion brings the journal, a person takes its lock off a former member, and may start it: it leads as if it had never been
   * locked out, and so the promotion must not.
   */
  setBackMeanwhile(promotion: string, former: readonly Host[]): void {
    const { world } = this;
    if (!world.random.chance(world.temper.setBackChance)) return;
    // Not where an earlier promotion wanted it, too.
    const candidates = former
      .filter((other) => !isProcessThere(other))
      .filter(({ disk }) => disk.belonging.isValidated && disk.promotion === null && disk.edit.length === 1 && disk.edit[0] === promotion);
    if (candidates.length === 0) return;
    const host = world.random.pick(candidates);
    this.setBack(host);
    if (world.random.chance(0.5)) world.startInstance(host);
  }

  /** By a person, while it is down. */
  setBack(host: Host): void {
    this.world.note('-', `ValidatedMember of ${host.name} is set back to 1`);
    host.disk.edit = [];
    host.disk.isSetBack = true;
  }

  private put(
    { what, primary, pair, by }: { readonly what: string; readonly primary: Host; readonly pair: string; readonly by: Process },
    ask: (settle: (outcome: RoleOutcome) => void) => void,
  ): void {
    const { world } = this;
    world.hasChangedRoles = true;
    world.note('-', `operator: ${what}`);
    // The partner was demoted, and nobody promoted.
    const order = { orderedMs: world.schedule.now, pair, otherwise: [pairOf(primary)] };
    this.open.add(order);
    by.deliver(() =>
      ask((outcome) => {
        world.note('-', `operator: ${what}: ${outcome ?? 'done'}`);
        if (outcome === null) this.done(order);
        // A primary that was asked and refuses has changed nothing.
        else if (outcome !== 'unanswered') this.open.delete(order);
      }),
    );
  }

  private done(order: Order): void {
    this.acceptedCount += 1;
    // Answers may come in another order than what they tell of: of two orders that overlap either may be the last.
    const isEarlier = order.orderedMs < this.settled.orderedMs;
    const overlaps = order.orderedMs < this.settledMs;
    const former = this.settled;
    if (!isEarlier) {
      this.settled = order;
      this.settledMs = this.world.schedule.now;
    }
    for (const other of this.open) if (other === order || other.orderedMs < this.world.schedule.now - STRAY_MS) this.open.delete(other);
    if (overlaps) this.open.add(isEarlier ? order : former);
  }

  /**
   * null: the failover members that the primary has written down are those that an operator was told of last, or those of an order that got
   * no answer.
   */
  whyNot(pair: readonly Host[]): string | null {
    const found = pairOf(...pair);
    const isExplained =
      found === this.settled.pair || [...this.open].some((order) => order.pair === found || order.otherwise.includes(found));
    return isExplained ? null : `the failover members are ${found}, and an operator was told ${this.settled.pair}`;
  }
}
