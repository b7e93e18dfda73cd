/**
 * Committed records on their way into the database files: in batches, in the background.
 *
 * Database files are written like the product's write daemon does it: now and then, many updates at once. Reads do not wait for it, and a
 * database that synced its file for every commit would make the journal wait for the disk. One that does not take its updates keeps nobody
 * waiting: they stay readable in memory and are offered to it again.
 */
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { Sequence } from '../journal/journal-sink.ts';
import { comparePositions } from '../journal/position.ts';
import type { Clock, StopTimer } from '../ports/clock.ts';
import type { CommitLine, PlaceInHistory } from './commit-line.ts';
import type { JournalHouse } from './journal-house.ts';
import { APPLY_COMMITTED_MS, APPLY_RETRY_MS } from '../../machine/waits.ts';

/** More than this is applied without waiting. */
const APPLY_RECORDS_MAX = 20_000;

export interface ApplyOptions {
  /** How far is committed: what lies beyond is not applied. This alone says how far is applied. */
  readonly line: CommitLine;
  readonly house: Pick<JournalHouse, 'globals' | 'mounted'>;
  readonly clock: Clock;
  readonly log: (severity: 0 | 1 | 2, text: string) => void;
}

export class ApplyLine {
  readonly #line: CommitLine;
  readonly #house: ApplyOptions['house'];
  readonly #clock: Clock;
  readonly #log: ApplyOptions['log'];
  #applying: Promise<void> | null = null;
  #stopTimer: StopTimer | null = null;
  #isTimerForRefused = false;
  /** Databases that did not take committed updates, and what was said of each. */
  readonly #refusing = new Map<MountedDatabase, string>();
  #offerAgainAtMs = 0;
  /** Blocks on the disk whose records are not yet in a database file, oldest first. */
  readonly #unapplied: { readonly lastSequence: Sequence; readonly bytes: number }[] = [];
  #unappliedBytes = 0;
  /** Sequence of the last update that no journal file has; 0 before there is any. */
  #unjournaledThrough = 0;
  /** Databases that know, since journaling last stopped, that the journal does not tell all of their contents. */
  readonly #renewed = new Set<MountedDatabase>();

  constructor({ line, house, clock, log }: ApplyOptions) {
    this.#line = line;
    this.#house = house;
    this.#clock = clock;
    this.#log = log;
  }

  /** Bytes of journal on this disk whose records are not yet in a database file: they are held in memory as well. */
  get unappliedBytes(): number {
    return this.#unappliedBytes;
  }

  blockDurable(block: { readonly lastSequence: Sequence; readonly bytes: Uint8Array }): void {
    this.#unapplied.push({ lastSequence: block.lastSequence, bytes: block.bytes.length });
    this.#unappliedBytes += block.bytes.length;
  }

  /** Every database that gets updates from now on is told that the journal does not tell all of them. */
  journalingStopped(): void {
    this.#renewed.clear();
  }

  /** No journal file has, or ever will have, the updates up to `sequence` since journaling stopped. */
  unjournaled(sequence: Sequence): void {
    this.#unjournaledThrough = sequence;
  }

  /** More is committed: it is applied soon. */
  schedule(): void {
    if (this.#applying) return;
    const isWork = this.#isWork;
    if (!isWork && this.#refusing.size === 0) return;
    const isLarge = this.#line.committed.sequence - this.#line.applied.sequence > APPLY_RECORDS_MAX;
    const delayMs = !isWork ? APPLY_RETRY_MS : isLarge ? 0 : APPLY_COMMITTED_MS;
    // What is committed does not wait for what is to be offered again.
    if (this.#stopTimer && !(isWork && this.#isTimerForRefused)) return;
    this.#clearTimer();
    this.#isTimerForRefused = !isWork;
    this.#stopTimer = this.#clock.after(delayMs, () => {
      this.#stopTimer = null;
      this.#applying ??= this.#applyOnce();
      this.#applying.catch(() => undefined); // Told where it is tried, which comes back.
    });
  }

  /** Puts everything committed so far into the database files, now. Rejects when one of them does not take it. */
  async applied(): Promise<void> {
    while (this.#isWork || this.#refusing.size > 0) {
      await this.#applyNow();
      for (const [{ name }, reason] of this.#refusing) throw new Error(`database ${name} cannot be written: ${reason}`);
    }
  }

  /** Puts everything committed so far into the files of those databases that take it, now. */
  async appliedWhereTaken(): Promise<void> {
    while (this.#isWork) await this.#applyNow();
  }

  /**
   * Writes what no journal record announces (databases that are not journaled), and moves the position of databases that had nothing to
   * apply to `position`, so that the next recovery does not read what cannot concern them. A backup's mirrored databases are the
   * dejournaler's.
   */
  async advance(position: PlaceInHistory, isPrimary: boolean): Promise<void> {
    if (this.#applying) return;
    // A mirrored database counts in the mirror's history alone, also before the first commit of a new primary; one that may not be written
    // lacks updates.
    // One that refuses its updates is offered them by the loop alone, which says so once.
    const isOurs = ({ file, writable, storeRefusal }: MountedDatabase) =>
      storeRefusal === null &&
      (file.identity.mirror === null || (writable.ok && (position.history === 'local' ? file.positionIn('local') !== null : isPrimary)));
    const countedIn = ({ file }: MountedDatabase) =>
      file.identity.mirror !== null && position.history === 'local' ? file.positionIn('local') : file.position;
    const ours = [...this.#house.mounted()].filter(
      (database) =>
        isOurs(database) && !isAhead(countedIn(database), position) && (database.queuedCount > 0 || !isSame(countedIn(database), position)),
    );
    await Promise.all(ours.map((database) => database.applyCommitted(this.#line.applied.sequence, position, { evenIfUnchanged: true })));
  }

  /** Nothing is applied by itself any more. */
  close(): void {
    this.#clearTimer();
  }

  /** Something is committed and not yet in the database files. */
  get #isWork(): boolean {
    return this.#line.applied.sequence < this.#line.committed.sequence;
  }

  #clearTimer(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  async #applyNow(): Promise<void> {
    this.#clearTimer();
    this.#offerAgainAtMs = 0;
    this.#applying ??= this.#applyOnce();
    await this.#applying;
  }

  async #applyOnce(): Promise<void> {
    try {
      const { committed } = this.#line;
      const globals = this.#house.globals();
      const mounted = [...this.#house.mounted()];
      for (const gone of [...this.#refusing.keys()].filter((database) => !mounted.includes(database))) this.#refusing.delete(gone);
      const offered = this.#clock.nowMs() >= this.#offerAgainAtMs ? mounted : mounted.filter((database) => !this.#refusing.has(database));
      const unrenewed = await this.#renewLineages(offered);
      const refusing = await globals.applyCommitted(
        committed,
        offered.filter((database) => !unrenewed.includes(database)),
      );
      this.#heard(offered, [...unrenewed, ...refusing]);
      this.#line.apply(committed);
      this.#forgetApplied();
    } finally {
      this.#applying = null;
      this.schedule();
    }
  }

  #heard(offered: readonly MountedDatabase[], refusing: readonly MountedDatabase[]): void {
    for (const database of offered) {
      const before = this.#refusing.get(database);
      if (!refusing.includes(database)) {
        if (this.#refusing.delete(database))
          this.#log(1, `Database ${database.name} takes updates again: it is read-write, and nothing is missing`);
        continue;
      }
      const reason = database.storeRefusal ?? 'it did not take its updates';
      if (reason !== before)
        this.#log(
          2,
          `Database ${database.name} cannot be written: ${reason}. It is read-only (<DISKFULL>), its updates are kept in the journal and offered to it again`,
        );
      this.#refusing.set(database, reason);
      this.#offerAgainAtMs = this.#clock.nowMs() + APPLY_RETRY_MS;
    }
  }

  /**
   * Before they hold what no journal file tells: an incremental backup that counted from an earlier one would lack it. Answers those that
   * did not take even this.
   */
  async #renewLineages(databases: readonly MountedDatabase[]): Promise<MountedDatabase[]> {
    const unrenewed: MountedDatabase[] = [];
    for (const database of databases) {
      if (database.oldestQueuedSequence > this.#unjournaledThrough || this.#renewed.has(database)) continue;
      await database.renewLineage().then(
        () => void this.#renewed.add(database),
        () => void unrenewed.push(database),
      );
    }
    return unrenewed;
  }

  #forgetApplied(): void {
    let count = 0;
    for (; (this.#unapplied[count]?.lastSequence ?? Number.POSITIVE_INFINITY) <= this.#line.applied.sequence; count++)
      this.#unappliedBytes -= this.#unapplied[count]?.bytes ?? 0;
    this.#unapplied.splice(0, count);
  }
}

type Place = Pick<PlaceInHistory, 'fileCount' | 'offset'> & { readonly history: string };

/** True for a database that holds more of the same history, as one does that has just been added to the mirror. */
const isAhead = (one: Place | null, other: Place) => one !== null && one.history === other.history && comparePositions(one, other) > 0;

const isSame = (one: Place | null, other: Place) =>
  one !== null && one.history === other.history && one.fileCount === other.fileCount && one.offset === other.offset;
