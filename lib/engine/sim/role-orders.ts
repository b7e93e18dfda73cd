/**
 * What operators of a simulated mirror order about who its failover members are, and what they were told of it: a promotion or demotion that was answered with success holds until another one is ordered.
 */
import type { Process } from './process.ts';
import type { RoleOutcome } from './roll-work.ts';
import type { Host, World } from './world.ts';

/** An order that nobody answered may still be carried out for so long. */
const STRAY_MS = 40_000;

interface Order {
  readonly orderedMs: number;
  /** Names of the failover members afterwards, in order. */
  readonly pair: string;
  /** Who is left when the order came to its middle and no further: the partner was demoted, and nobody promoted. */
  readonly halfway: string;
}

const pairOf = (...hosts: Host[]) =>
  hosts
    .map(({ name }) => name)
    .sort()
    .join(' and ');

export class RoleOrders {
  private readonly world: World;
  private settled: Order = { orderedMs: 0, pair: 'a and b', halfway: 'a and b' };
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
    this.put({ what: `promote ${host.name}`, primary, pair: pairOf(primary, host), by: instance.process }, (settle) => instance.life.roll.askPromotion(primary.self.guid, settle));
    return true;
  }

  /** On the backup. */
  demote(host: Host): boolean {
    const instance = this.world.failoverAt(host.name);
    if (instance?.machine.role.kind !== 'backup' || instance.machine.settings.partner === null) return false;
    const primary = this.world.hostWith(instance.machine.settings.partner.guid);
    this.put({ what: `demote ${host.name}`, primary, pair: pairOf(primary), by: instance.process }, (settle) => instance.life.roll.askDemotion(primary.self.guid, settle));
    return true;
  }

  /** On the primary. */
  demoteOther(host: Host): boolean {
    const instance = this.world.failoverAt(host.name);
    if (instance?.machine.role.kind !== 'primary') return false;
    this.put({ what: `demote the other member, on ${host.name}`, primary: host, pair: pairOf(host), by: instance.process }, (settle) => instance.life.roll.change(null, settle));
    return true;
  }

  private put({ what, primary, pair, by }: { readonly what: string; readonly primary: Host; readonly pair: string; readonly by: Process }, ask: (settle: (outcome: RoleOutcome) => void) => void): void {
    const { world } = this;
    world.hasChangedRoles = true;
    world.note('-', `operator: ${what}`);
    const order = { orderedMs: world.schedule.now, pair, halfway: pairOf(primary) };
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
    this.settled = order;
    for (const other of this.open) if (other === order || other.orderedMs < this.world.schedule.now - STRAY_MS) this.open.delete(other);
  }

  /** null: the failover members that the primary has written down are those that an operator was told of last, or those of an order that got no answer. */
  whyNot(pair: readonly Host[]): string | null {
    const found = pairOf(...pair);
    const isExplained = found === this.settled.pair || [...this.open].some((order) => order.pair === found || order.halfway === found);
    return isExplained ? null : `the failover members are ${found}, and an operator was told ${this.settled.pair}`;
  }
}
