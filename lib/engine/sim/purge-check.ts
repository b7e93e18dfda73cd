/**
 * What purging may take away: nothing that a member still needs to which it is owed. A member that is owed nothing any more says what it
 * lacks, and an operator rebuilds it.
 *
 * Owed by whoever leads in the latest term: to the other failover member, for ever, and to an async until it has been away for 14 days; by
 * another member, which may lead one day, to the asyncs alone (engine facts 6.5). To a member that must be rebuilt anyway nothing is owed.
 */
import { earlier, type JournalPosition } from '../journal/position.ts';
import { asAnotherKind } from '../mirror/durable.ts';
import { SimulatedJournal } from './disk.ts';
import type { Host, PurgeRules, Purging, Stage } from './stage.ts';

/** So long an async is surely owed the journal: 14 days are 21 s here, less what looks and words on their way may take. */
const OWED_MS = 12_000;
/** Time that a rebuilt member is given to come back and follow. */
const REBUILDING_MS = 5000;

export class PurgeCheck implements PurgeRules {
  private readonly world: Stage;
  private readonly isForked: (host: Host) => boolean;
  /** By GUID of a member: since when it has followed a primary as an async, never away for long, and when it last did. */
  private readonly seen = new Map<string, { readonly sinceMs: number; readonly lastMs: number }>();
  /** Until then operators let nothing be purged: who is being rebuilt needs what comes after its copy. */
  private heldUntilMs = 0;

  constructor(world: Stage, isForked: (host: Host) => boolean) {
    this.world = world;
    this.isForked = isForked;
  }

  get isHeld(): boolean {
    return this.world.schedule.now < this.heldUntilMs;
  }

  follows(guid: string): void {
    const { schedule } = this.world;
    if (this.world.hostWith(guid).instance?.kind !== 'async') return;
    const before = this.seen.get(guid);
    const sinceMs = before && schedule.now - before.lastMs < OWED_MS ? before.sinceMs : schedule.now;
    this.seen.set(guid, { sinceMs, lastMs: schedule.now });
  }

  /** As a failover member it is owed nothing by those that do not lead: demoted, it begins anew (seeds 32009944, 35000030). */
  changesKind(guid: string): void {
    this.seen.delete(guid);
  }

  purging({ host, beyond, isPrimary, askedMs }: Purging): void {
    const { disk, self, name } = host;
    const { world } = this;
    const needed = (position: JournalPosition) => disk.journal.read(position)?.next.fileCount ?? beyond;
    if (needed(disk.database.applied) < beyond)
      world.violated('purge', `${name} purges file #${needed(disk.database.applied)}, which its own database needs`);
    const epoch = isPrimary ? disk.durable.epoch : disk.journal.state.epoch;
    if (world.checkers.isSuperseded(epoch) || this.isForked(host)) return;
    for (const { guid, kind } of disk.belonging.roll.members) {
      const other = world.hostWith(guid);
      const isOwed = kind === 'failover' ? isPrimary : this.isOwed(guid, askedMs);
      if (guid === self.guid || !isOwed || this.isForked(other)) continue;
      const common = other.disk.journal.commonWith(disk.journal.history());
      const next = common === null ? 1 : needed(earlier(common, other.disk.journal.durable));
      if (next < beyond) world.violated('purge', `${name} purges file #${next}, which ${other.name} still needs`);
    }
  }

  /** An async that came back while the primary's word was on its way was owed nothing when that was said (seed 19000971). */
  private isOwed(guid: string, askedMs: number): boolean {
    const seen = this.seen.get(guid);
    return seen !== undefined && seen.sinceMs <= askedMs && this.world.schedule.now - seen.lastMs < OWED_MS;
  }

  /** What it needs next was purged by `from`, or, if that is not said, by another member. */
  isLeftBehind({ name, disk }: Host, from: Host | null): boolean {
    return this.world.hosts.some((other) => {
      if (other.name === name || (from !== null && other !== from)) return false;
      const common = disk.journal.commonWith(other.disk.journal.history());
      return common === null ? other.disk.journal.first > 1 : other.disk.journal.purgedAt(common) !== null;
    });
  }

  /** An operator rebuilds from the primary whoever says that it lacks what was purged there, or cannot go on with that one's journal. */
  rebuildLeftBehind(): void {
    const { world } = this;
    const primary = world.hosts.find((host) => world.failoverAt(host.name)?.machine.role.kind === 'primary');
    if (primary === undefined || this.isForked(primary)) return;
    for (const host of world.hosts) {
      if (host === primary || !saysSo(host) || !this.isLeftBehind(host, primary)) continue;
      this.heldUntilMs = world.schedule.now + REBUILDING_MS;
      world.note('-', `${host.name} is rebuilt from ${primary.name}: it lacks what was purged`);
      world.killInstance(host);
      host.disk.journal = SimulatedJournal.copyOf(primary.disk.journal);
      host.disk.database = { records: [...primary.disk.database.records], applied: primary.disk.database.applied };
      host.disk.durable = asAnotherKind(host.disk.durable);
    }
  }
}

function saysSo({ instance }: Host): boolean {
  if (instance === null) return false;
  const { hindrance, role } = instance.machine;
  return hindrance?.obstacle.kind === 'file' || ('reason' in role && role.reason === 'inconsistent');
}
