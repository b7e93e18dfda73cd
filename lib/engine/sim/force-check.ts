/**
 * What "Force this node to become the primary" may lose: what the dialogue has named, which is all that is not in the journal of the forced
 * member at that moment, and nothing else.
 *
 * A simulated operator forces a member only while the other one is down, and that much is true: so nobody may lead beside it, and whoever
 * was ahead of it has to be rebuilt before it follows. Only such a member may refuse the mirror's history.
 */
import { isBefore } from '../journal/position.ts';
import { asAnotherKind } from '../mirror/durable.ts';
import type { MirrorEvent } from '../mirror/state.ts';
import { SimulatedJournal } from './disk.ts';
import type { Host } from './host.ts';
import type { World } from './world.ts';

/** So far above all that it knows a forced member opens its term: far more than any run opens. */
const FORCED_STEP = 1000;

export class ForceCheck {
  private readonly world: World;
  /** By name of a member: the records that an operator was told to be there. */
  private readonly announced = new Map<string, readonly number[]>();
  /** The same of members that were forced, with the term that they are about to open. */
  private readonly opening = new Map<string, { readonly records: readonly number[]; readonly epoch: number }>();
  /** Records that forced members have left behind. */
  private readonly givenUp = new Set<number>();
  /** Names of members that had applied more. */
  private readonly ahead = new Set<string>();
  forcedCount = 0;

  constructor(world: World) {
    this.world = world;
  }

  /**
   * An operator reads it, and orders; false: not this one. Nobody forces a member that must be rebuilt, nor one whose partner was forced
   * without its knowing: then two terms far above all others stand against each other, and which is the higher one nobody can say.
   */
  announce(host: Host, other: Host): boolean {
    const { name, disk } = host;
    const known = Math.max(disk.durable.epoch, disk.journal.state.epoch);
    if (this.isForked(host) || Math.max(other.disk.durable.epoch, other.disk.journal.state.epoch) > known + FORCED_STEP / 2) return false;
    this.announced.set(name, disk.journal.records());
    return true;
  }

  /** By a person's word alone: so everybody was asked who might have told, or given, more. */
  tookOver(who: string, event: MirrorEvent): void {
    // In a transcript everything that forcing did is told instead.
    if (event.kind === 'promotion-settled' || this.world.isForced) return;
    const records = this.announced.get(who);
    this.announced.delete(who);
    if (records === undefined) return this.world.violated('force', `${who} is forced, and nobody has ordered it`);
    const { durable, journal } = this.world.host(who).disk;
    this.opening.set(who, { records, epoch: Math.max(durable.epoch, journal.state.epoch) + FORCED_STEP });
    if (event.kind === 'agent-was-unreachable') return;
    if (event.kind !== 'agent-answered')
      return this.world.violated('force', `${who} is forced without having asked the agent of the other member (${event.kind})`);
    if (event.report.instance === 'down' && typeof event.report.journal === 'object')
      this.world.violated('force', `${who} is forced without the journal that the agent of the other member would have given`);
  }

  /**
   * The term of a forced member is open once its journal has it, were it by what a crash has left there. Returns what has been given up
   * since this was asked last.
   */
  settle(): readonly number[] {
    if (this.opening.size === 0) return [];
    return [...this.opening].flatMap(([name, { records, epoch }]) => {
      const host = this.world.host(name);
      if (!host.disk.journal.hasTerm(epoch)) return [];
      this.opening.delete(name);
      return this.opened(host, records);
    });
  }

  private opened(host: Host, announced: readonly number[]): readonly number[] {
    const inherited = new Set(host.disk.journal.records());
    const missing = announced.find((record) => !inherited.has(record));
    if (missing !== undefined)
      this.world.violated('force', `${host.name} is forced without record ${missing}, which the operator was told to be there`);
    this.forcedCount += 1;
    // Also by the beginning of a file alone, which is no record.
    for (const other of this.world.hosts) {
      const common = other.disk.journal.commonWith(host.disk.journal.history());
      if (other !== host && common !== null && isBefore(common, other.disk.database.applied)) this.ahead.add(other.name);
    }
    const left = this.world.hosts.flatMap(({ disk }) => [...disk.journal.places.keys(), ...disk.database.records]);
    const lost = left.filter((record) => !inherited.has(record));
    for (const record of lost) this.givenUp.add(record);
    return lost;
  }

  /** Its databases hold what was given up, or were beyond it: it has to be rebuilt. */
  isForked({ name, disk }: Host): boolean {
    return this.ahead.has(name) || (this.givenUp.size > 0 && disk.database.records.some((record) => this.givenUp.has(record)));
  }

  /** A member refuses to go on with what another one has. */
  refuses(host: Host, what: string): void {
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
      host.disk.journal = SimulatedJournal.copyOf(primary.disk.journal);
      host.disk.database = { records: [...primary.disk.database.records], applied: primary.disk.database.applied };
      host.disk.durable = asAnotherKind(host.disk.durable);
    }
  }
}
