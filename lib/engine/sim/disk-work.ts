/**
 * What a member's process does with its disk, whatever kind of member it is: makes the journal durable, and applies to the database what it
 * may have. Everything takes its time, and may never be done.
 */
import { comparePositions, earlier, isBefore, type JournalPosition, later, ORIGIN } from '../journal/position.ts';
import type { Block } from './disk.ts';
import type { Process } from './process.ts';
import type { DiskEvents, Host, MemberDisk, Stage } from './stage.ts';

const FAILED_WRITE_RETRY_MS = 200;

export class DiskWork implements MemberDisk {
  private mayApply = ORIGIN;
  private isSyncing = false;
  private isApplying = false;
  private isRefusing = false;
  private readonly afterSync: (() => void)[] = [];
  private readonly afterApply: (() => void)[] = [];
  private readonly world: Stage;
  private readonly host: Host;
  private readonly process: Process;
  events: DiskEvents;

  constructor(world: Stage, host: Host, process: Process, events: DiskEvents) {
    this.world = world;
    this.host = host;
    this.process = process;
    this.events = events;
  }

  private get journal() {
    return this.host.disk.journal;
  }

  later(action: () => void): void {
    this.after(this.world.random.next() * this.host.diskDelayMs, action);
  }

  private after(delayMs: number, action: () => void): void {
    this.world.schedule.after(delayMs, () => this.process.deliver(action));
  }

  sync(): void {
    if (this.isSyncing) return;
    this.isSyncing = true;
    const { end, generation } = this.journal;
    this.later(() => {
      this.isSyncing = false;
      // A disk that is full or broken: updates wait until it takes them.
      if (this.host.isDiskFailing) return this.after(FAILED_WRITE_RETRY_MS, () => this.sync());
      if (generation === this.journal.generation && isBefore(this.journal.durable, end)) {
        this.journal.durable = end;
        this.events.onDurable();
        this.apply();
      }
      if (isBefore(this.journal.durable, this.journal.end)) return this.sync();
      for (const action of this.afterSync.splice(0)) action();
    });
  }

  get isTaking(): boolean {
    return !this.isRefusing;
  }

  receive(block: Block): void {
    // A driver that dies between two effects goes on to its next wait: nothing of that reaches the disk (seed 3178 of losing ends).
    if (this.isRefusing || !this.process.alive) return;
    this.journal.append(block);
    this.sync();
  }

  beginReceiving(): void {
    this.isRefusing = false;
  }

  stopReceiving(action: () => void): void {
    this.isRefusing = true;
    this.whenDurable(action);
  }

  whenDurable(action: () => void): void {
    if (!this.isSyncing && !isBefore(this.journal.durable, this.journal.end)) return action();
    this.afterSync.push(action);
    this.sync();
  }

  /** Throws away what lies behind `position`; nothing of it was applied. */
  cutAt(position: JournalPosition): void {
    if (isBefore(position, this.host.disk.database.applied))
      this.world.violated('database-follows', `${this.host.name} would cut off journal data that its database holds`);
    this.world.checkers.aboutToCut(this.host, position);
    this.journal.truncate(position);
    this.events.onDurable();
  }

  /** What was allowed counts only up to `position` from now on. */
  forbidBeyond(position: JournalPosition): void {
    this.mayApply = earlier(this.mayApply, position);
  }

  /** The database gets what is durable of this, a little later; a crash before that loses nothing, the journal has it. */
  allow(through: JournalPosition): void {
    this.mayApply = later(this.mayApply, through);
    this.apply();
  }

  private apply(): void {
    const reach = () => earlier(this.mayApply, this.journal.durable);
    if (this.isApplying || !isBefore(this.host.disk.database.applied, reach())) return;
    this.isApplying = true;
    this.later(() => {
      this.isApplying = false;
      if (this.host.isJournalDamaged) this.events.onDamaged();
      else {
        this.applyThrough(reach());
        this.apply();
      }
      if (!this.isApplying) for (const action of this.afterApply.splice(0)) action();
    });
  }

  /** Runs once nothing is being applied. */
  whenStill(action: () => void): void {
    if (this.isApplying) this.afterApply.push(action);
    else action();
  }

  /**
   * Everything that is durable at the call, and then `action`; or `failed`. What becomes durable meanwhile is not looked at, as in the
   * shipped dejournaler.
   */
  applyAll(action: () => void, failed: () => void): void {
    const through = this.journal.durable;
    this.later(() => {
      if (this.host.isJournalDamaged) return failed();
      this.mayApply = later(this.mayApply, through);
      this.applyThrough(through);
      action();
    });
  }

  /**
   * The databases belong to a primary now: they are written by its own commits, so what lies before those in the journal is never read for
   * them again. A former primary may have said of more than ever came here that it is committed: of what is written now nothing is, yet.
   */
  writeFromNowOn(): void {
    this.forbidBeyond(this.journal.durable);
    this.host.disk.database.applied = this.journal.durable;
  }

  private applyThrough(through: JournalPosition): void {
    const { database } = this.host.disk;
    for (
      let following = this.journal.readHere(database.applied);
      following !== null && comparePositions(following.next, through) <= 0;
      following = this.journal.readHere(database.applied)
    ) {
      database.applied = following.next;
      if (following.block.kind === 'record') {
        this.events.onApply(following.block.record);
        database.records.push(following.block.record);
      }
    }
  }
}
