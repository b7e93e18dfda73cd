/**
 * What operators of a simulated mirror order about who its failover members are, and what they were told of it: a promotion or demotion
 * that was answered with success holds until another one is ordered.
 */
import { ownersLocked, ownersReleased } from '../mirror/lock-out.ts';
import type { PartnerChoice } from '../mirror/promotion.ts';
import type { LeadPlan } from '../mirror/promotion-steps.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import type { Process } from './process.ts';
import { hostOf, isProcessThere } from './host.ts';
import type { BoldOrder } from './temper.ts';
import type { Host, Operators, Refused, RoleOutcome, Stage } from './stage.ts';

/** An order that nobody answered may still be carried out for so long. */
const STRAY_MS = 40_000;

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

/** It is down, and has nothing that the promoted member does not have. */
const mayBeSeenTo = (promoted: Host, other: Host): boolean =>
  !isProcessThere(other) && compareKnowledge(promoted.disk.journal.state, other.disk.journal.known) >= 0;

const describeChoice = (choice: PartnerChoice): string => {
  if (choice.kind === 'none') return choice.noFailover ? ', without a partner, under no failover' : ', without a partner';
  return choice.kind === 'member' ? `, with ${hostOf(choice.guid)}` : '';
};

export class RoleOrders implements Operators {
  private readonly world: Stage;
  private settled: Order = { orderedMs: 0, pair: 'a and b', otherwise: [] };
  private settledMs = 0;
  /** Not answered yet, or never. */
  private readonly open = new Set<Order>();
  /** Ordered, and waiting for a partner. */
  private readonly awaiting = new Map<Host, Order>();
  /** Promoted under "no failover", which nobody has cleared. */
  private readonly prepared = new Set<Host>();
  /** In the process that was told to lead without its partner, and has not answered. */
  private readonly forcing = new Map<Host, Process>();
  acceptedCount = 0;
  private editCount = 0;

  constructor(world: Stage) {
    this.world = world;
  }

  /** On a DR async that is connected to a primary. False when this one may not be promoted now. */
  promote(host: Host): boolean {
    const { instance } = host;
    if (instance?.kind !== 'async' || instance.primaryGuid === null) return false;
    const primary = this.world.hostWith(instance.primaryGuid);
    const goesWithout = this.isBold('go-without', 0.7);
    const what = `promote ${host.name}${goesWithout ? ', without whoever cannot be asked' : ''}`;
    this.put({ what, primary, pair: pairOf(primary, host), by: instance.process }, (settle) =>
      instance.life.roll.askPromotion(primary.self.guid, goesWithout, settle),
    );
    return true;
  }

  private isBold(order: BoldOrder, chance: number): boolean {
    const { temper, random } = this.world;
    return temper.boldOrders.includes(order) && random.chance(chance);
  }

  /** A primary goes on without that member by a person's word. The person keeps it: sees to it that it is down, and edits it by hand. */
  goesWithout(guid: string | undefined): void {
    if (guid === undefined) return;
    const host = this.world.hostWith(guid);
    this.world.note('-', `operator: ${host.name} is stopped, and edited by hand`);
    this.world.killInstance(host);
    this.edit([host]);
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
      instance.life.roll.change(null, false, settle),
    );
    return true;
  }

  /**
   * On a DR async that knows no primary. False when it may not be promoted now: a person does not promote two at once, nor a member that
   * has missed an earlier promotion. Without a partner only if a person can vouch for it: all failover members of which it has heard are
   * down and know no more than this one, and each is edited by hand before it starts again. So is whoever else is down and knows no more;
   * for others the person does not vouch, whoever the promotion names. So nothing may be lost.
   */
  promoteAlone(host: Host, refused: Refused = () => {}): boolean {
    const { world } = this;
    const { instance } = host;
    if (
      instance?.kind !== 'async' ||
      instance.primaryGuid !== null ||
      world.hosts.some((other) => other.disk.awaited !== null || other.instance?.life.promotion.isRunning)
    )
      return false;
    const { roll } = host.disk.belonging;
    const latest = Math.max(...world.hosts.map(({ disk }) => disk.belonging.roll.version));
    if (latest - roll.version >= PROMOTION_STEP) return false;
    const former = this.formerOf(host);
    const isAlone = this.isVouchedFor(host) && world.random.chance(0.5);
    if (isAlone) this.orderVouchedFor(host, this.isBold('prepare', 0.5), refused);
    else this.orderAlone(host, this.chosenPartner(former), refused);
    return true;
  }

  /** Without a partner, by the person's word for those who can be seen to, and for nobody else. */
  orderVouchedFor(host: Host, noFailover: boolean, refused: Refused = () => {}): void {
    const seenTo = this.world.hosts.filter((other) => other !== host && mayBeSeenTo(host, other));
    const shown = this.shownTo(host, seenTo);
    this.orderAlone(host, { kind: 'none', noFailover, shown }, refused, this.edit(seenTo));
  }

  private shownTo(host: Host, seenTo: readonly Host[]) {
    const guidsOf = (hosts: readonly Host[]) => hosts.map(({ self }) => self.guid);
    return { members: guidsOf(this.formerOf(host)), unavailable: guidsOf(seenTo) };
  }

  /** By hand, all of them. Answers how that edit is taken back, and no other: a primary may want the same by then. */
  private edit(hosts: readonly Host[]): () => void {
    this.world.hasLockedOut = true;
    this.editCount += 1;
    const edit = `edit ${this.editCount}`;
    for (const { disk } of hosts) disk.edit = ownersLocked(disk.edit, edit);
    return () => {
      for (const { disk } of hosts) disk.edit = ownersReleased(disk.edit, edit);
    };
  }

  private formerOf({ disk }: Host): Host[] {
    return disk.belonging.roll.members.filter(({ kind }) => kind === 'failover').map(({ guid }) => this.world.hostWith(guid));
  }

  /** All failover members that it knows of are down, and have nothing of which nobody else knows. */
  private isVouchedFor(host: Host): boolean {
    return this.formerOf(host).every((other) => mayBeSeenTo(host, other));
  }

  /** One whose agent is silent, so that the promotion waits; else the product chooses. */
  private chosenPartner(former: readonly Host[]): PartnerChoice {
    const silent = former.filter(({ agent }) => agent === null);
    if (silent.length === 0 || !this.isBold('wait', 0.7)) return { kind: 'automatic' };
    return {
      kind: 'member',
      guid: this.world.random.pick(silent).self.guid,
      shown: { members: former.map(({ self }) => self.guid), unavailable: [] },
    };
  }

  /** A promotion that was ordered before and is not over: forced, cancelled, or let go. False: there is nothing to be done at it now. */
  seeTo(host: Host): boolean {
    const { random } = this.world;
    if (host.disk.promotion === 'prepared') return random.chance(0.5) && this.clearNoFailover(host);
    if (host.disk.awaited === null) return false;
    return random.chance(0.5) ? this.forceWaiting(host) : random.chance(0.1) && this.cancelWaiting(host);
  }

  /** On a member that was promoted under "no failover", and is prepared to lead. */
  clearNoFailover(host: Host): boolean {
    const { instance } = host;
    if (host.disk.promotion !== 'prepared' || instance?.kind !== 'failover') return false;
    this.world.note('-', `operator: no failover is cleared on ${host.name}`);
    this.prepared.delete(host);
    instance.process.deliver(() => instance.life.roll.allowFailover());
    return true;
  }

  /** Was promoted under "no failover", which nobody has cleared. */
  isPrepared(host: Host): boolean {
    return this.prepared.has(host);
  }

  /** Only with the true word that nothing is lost, and with every former member edited by hand. */
  private forceWaiting(host: Host): boolean {
    const { instance } = host;
    if (instance?.kind !== 'async' || this.forcing.get(host) === instance.process || !this.isVouchedFor(host)) return false;
    this.forcing.set(host, instance.process);
    const takeBack = this.edit(this.formerOf(host));
    this.world.note('-', `operator: the promotion of ${host.name} is forced`);
    instance.process.deliver(() =>
      instance.life.promotion.force((outcome) => {
        this.forcing.delete(host);
        if ('plan' in outcome) return this.waitingLed(host, outcome.plan);
        this.world.note('-', `operator: the promotion of ${host.name} is not forced: ${'failed' in outcome ? outcome.failed : 'waits'}`);
        takeBack();
      }),
    );
    return true;
  }

  cancelWaiting(host: Host): boolean {
    const { instance } = host;
    if (instance === null || host.disk.awaited === null) return false;
    this.world.note('-', `operator: the promotion of ${host.name} is cancelled`);
    instance.process.deliver(() =>
      instance.life.promotion.cancel((outcome) => {
        // Refused, it may lead already.
        if ('failed' in outcome && outcome.failed === 'cancelled' && host.disk.awaited === null) this.awaiting.delete(host);
      }),
    );
    return true;
  }

  /** The waiting promotion leads. */
  waitingLed(host: Host, plan: LeadPlan): void {
    this.world.note('-', `the promotion of ${host.name} waits no longer: it leads`);
    const order = this.awaiting.get(host);
    this.awaiting.delete(host);
    // As of now: whatever was answered while it waited was earlier.
    if (order) this.done({ ...order, orderedMs: this.world.schedule.now, pair: this.pairBy(host, plan), otherwise: [] });
  }

  waitingEnded(host: Host): void {
    this.world.note('-', `the promotion of ${host.name} waits no longer: there is a primary`);
    this.awaiting.delete(host);
  }

  private pairBy(host: Host, { partner }: LeadPlan): string {
    return partner === null ? pairOf(host) : pairOf(host, this.world.hostWith(partner));
  }

  /** Whatever may come of it. */
  orderAlone(host: Host, choice: PartnerChoice, refused: Refused = () => {}, takeBack: () => void = () => {}): void {
    const { world } = this;
    const { instance } = host;
    if (instance === null) return;
    const former = this.formerOf(host);
    world.hasChangedRoles = true;
    world.hasLockedOut = true;
    const what = `promote ${host.name} without a primary${describeChoice(choice)}`;
    world.note('-', `operator: ${what}`);
    const order = { orderedMs: world.schedule.now, pair: pairOf(host), otherwise: former.map((partner) => pairOf(host, partner)) };
    this.open.add(order);
    if (choice.kind === 'none' && choice.noFailover) this.prepared.add(host);
    else this.prepared.delete(host);
    instance.process.deliver(() =>
      instance.life.promotion.promote(choice, (outcome) => {
        world.note('-', `operator: ${what}: ${'plan' in outcome ? 'done' : 'waits' in outcome ? 'it waits' : outcome.failed}`);
        this.open.delete(order);
        if ('plan' in outcome) return this.done({ ...order, pair: this.pairBy(host, outcome.plan), otherwise: [] });
        this.prepared.delete(host);
        if ('waits' in outcome) {
          // Whoever is told of others than the partner cannot vouch for those, and takes it back.
          if (outcome.waits.unavailable.length > 0) host.disk.awaited = null;
          else this.awaiting.set(host, order);
          return;
        }
        takeBack();
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
      found === this.settled.pair ||
      [...this.open, ...this.awaiting.values()].some((order) => order.pair === found || order.otherwise.includes(found));
    return isExplained ? null : `the failover members are ${found}, and an operator was told ${this.settled.pair}`;
  }
}
