/**
 * What "Force this node to become the primary" may lose: what the dialogue has named, which is all that is not in the journal of the forced
 * member at that moment, and nothing else.
 *
 * A simulated operator forces a member only while the other one is down, and that much is true: so nobody may lead beside it, and whoever
 * was ahead of it has to be rebuilt before it follows. Only such a member may refuse the mirror's history.
 */
import { isBefore, type JournalPosition } from '../journal/position.ts';
import { asAnotherKind } from '../mirror/durable.ts';
import type { MirrorEvent } from '../mirror/events.ts';
import { SimulatedJournal } from './disk.ts';
import { wallSecondsOf } from './wall-clocks.ts';
import type { ForceRules, Host, Stage } from './stage.ts';

/** So far above all that it knows a forced member opens its term where its wall clock is slow. */
const FORCED_STEP = 1000;
/** A wall clock that shows less was never set. */
const CLOCK_S_MIN = 1_577_836_800;

const highestTermOf = ({ disk }: Host) => Math.max(disk.durable.epoch, disk.journal.state.epoch);
/** The term that a member opens which is forced at this moment. */
const termForced = (host: Host, orderedS: number) =>
  orderedS > Math.max(highestTermOf(host), CLOCK_S_MIN) ? orderedS : highestTermOf(host) + FORCED_STEP;

export class ForceCheck implements ForceRules {
  private readonly world: Stage;
  /** By name of a member: the records that an operator was told to be there. */
  private readonly announced = new Map<string, { readonly records: readonly number[]; readonly orderedS: number }>();
  /** The same of members that were forced, with the term that they are about to open. */
  private readonly opening = new Map<string, { readonly records: readonly number[]; readonly epoch: number }>();
  /** Records that forced members have left behind, but for those that one which was forced later has. */
  private readonly givenUp = new Set<number>();
  /** Names of members that had applied more. */
  private readonly ahead = new Set<string>();
  /**
   * By name of a forced member, until somebody opens a term: how far its databases were before. It applies all that its journal has before
   * its term is open; when it dies between the two, another one may lead without that.
   */
  private readonly appliedBefore = new Map<string, JournalPosition>();
  forcedCount = 0;

  constructor(world: Stage) {
    this.world = world;
  }

  /**
   * An operator reads it, and orders; false: not this one. Nobody forces a member that must be rebuilt. Nor one whose partner was forced
   * without its knowing, where the order is not the later one by the wall clocks: its clock is wrong, or that of the partner was, and then
   * nobody can say whose term is the higher one.
   */
  announce(host: Host, other: Host): boolean {
    const orderedS = wallSecondsOf(this.world, host);
    if (this.isForked(host) || highestTermOf(other) >= termForced(host, orderedS)) return false;
    this.announced.set(host.name, { records: host.disk.journal.records(), orderedS });
    return true;
  }

  /** By a person's word alone: so everybody was asked who might have told, or given, more. */
  tookOver(who: string, event: MirrorEvent): void {
    // In a transcript everything that forcing did is told instead.
    if (event.kind === 'promotion-settled' || this.world.isForced) return;
    const announced = this.announced.get(who);
    this.announced.delete(who);
    if (announced === undefined) return this.world.violated('force', `${who} is forced, and nobody has ordered it`);
    const host = this.world.host(who);
    if (!this.appliedBefore.has(who)) this.appliedBefore.set(who, host.disk.database.applied);
    this.opening.set(who, { records: announced.records, epoch: termForced(host, announced.orderedS) });
    if (event.kind === 'agent-was-unreachable') return;
    if (event.kind !== 'agent-answered')
      return this.world.violated('force', `${who} is forced without having asked the agent of the other member (${event.kind})`);
    if (event.report.instance === 'down' && typeof event.report.journal === 'object')
      this.world.violated('force', `${who} is forced without the journal that the agent of the other member would have given`);
  }

  /**
   * The term of a forced member is open once its journal has it, were it by what a crash has left there. True: since this was asked last
   * one was opened, and what is given up is not what it was.
   */
  settle(): boolean {
    const before = this.forcedCount;
    for (const [name, { records, epoch }] of this.opening) {
      const host = this.world.host(name);
      if (!host.disk.journal.hasTerm(epoch)) continue;
      this.opening.delete(name);
      this.opened(host, records);
    }
    return this.forcedCount > before;
  }

  get givenUpRecords(): ReadonlySet<number> {
    return this.givenUp;
  }

  private opened(host: Host, announced: readonly number[]): void {
    const inherited = new Set(host.disk.journal.records());
    const missing = announced.find((record) => !inherited.has(record));
    if (missing !== undefined)
      this.world.violated('force', `${host.name} is forced without record ${missing}, which the operator was told to be there`);
    this.forcedCount += 1;
    // Also by the beginning of a file alone, which is no record.
    for (const other of this.world.hosts) {
      const theirs = host.disk.journal.history();
      const common = other.disk.journal.commonWith(theirs);
      if (other === host || common === null) continue;
      // Databases that went along a file that was deleted since are not ahead of who has it.
      if (isBefore(common, other.disk.journal.appliedWith(other.disk.database.applied, theirs, common))) this.ahead.add(other.name);
      else this.ahead.delete(other.name);
    }
    const left = this.world.hosts.flatMap(({ disk }) => [
      ...disk.journal.places.keys(),
      ...disk.journal.lostRecords,
      ...disk.database.records,
    ]);
    for (const record of left) if (!inherited.has(record)) this.givenUp.add(record);
    // What an earlier force has left behind is the mirror's again when a later one has it.
    for (const record of inherited) this.givenUp.delete(record);
  }

  /**
   * `opener` leads in a new term: one that was forced before, and never opened its own, opens it no more. (Seeds 12034189 and 12039831: it
   * had the same number, and whoever followed was taken to have opened it.)
   */
  termOpened(opener: Host): void {
    const { epoch } = opener.disk.journal.state;
    for (const [name, opening] of this.opening) if (name !== opener.name && opening.epoch <= epoch) this.opening.delete(name);
    for (const host of this.world.hosts) this.compare(host, opener);
    this.appliedBefore.clear();
  }

  /** Who was forced in vain may hold what the other one lacks, and could have gone on with that before. */
  private compare({ name, disk }: Host, other: Host): void {
    const before = this.appliedBefore.get(name);
    const theirs = other.disk.journal.history();
    const common = disk.journal.commonWith(theirs);
    if (name === other.name || before === undefined || common === null) return;
    const applied = disk.journal.appliedWith(disk.database.applied, theirs, common);
    if (isBefore(common, applied) && !isBefore(common, before)) this.ahead.add(name);
  }

  /** Its databases hold what was given up, or were beyond it: it has to be rebuilt. */
  isForked({ name, disk }: Host): boolean {
    return this.ahead.has(name) || (this.givenUp.size > 0 && disk.database.records.some((record) => this.givenUp.has(record)));
  }

  /** A member refuses to go on with what another one has. `from`: whose journal it was to fetch, else null. */
  refuses(host: Host, what: string, from: Host | null): void {
    if (from !== null) this.compare(host, from);
    if (this.isForked(host)) return;
    const kind = host.disk.belonging.kind === 'failover' ? '' : 'the async ';
    this.world.violated('one-history', `${kind}${host.name} ${what}: its database holds what the mirror's history does not`);
  }

  /** An operator restores a forked member from the primary: its journal, its databases, nothing of its own. */
  rebuildForked(): void {
    const { world } = this;
    if (this.givenUp.size + this.ahead.size === 0) return;
    const primary = world.hosts.find((host) => world.failoverAt(host.name)?.machine.role.kind === 'primary');
    if (primary === undefined || this.isForked(primary)) return;
    for (const host of world.hosts) {
      if (host === primary || !this.isForked(host)) continue;
      world.note('-', `${host.name} is rebuilt from ${primary.name}`);
      world.killInstance(host);
      this.ahead.delete(host.name);
      this.opening.delete(host.name);
      host.disk.journal = SimulatedJournal.copyOf(primary.disk.journal);
      host.disk.database = { records: [...primary.disk.database.records], applied: primary.disk.database.applied };
      host.disk.durable = asAnotherKind(host.disk.durable);
    }
  }
}
