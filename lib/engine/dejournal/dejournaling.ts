/**
 * Dejournaling: applying the mirror journal on this disk to the mirrored databases of a member that is not primary.
 *
 * Reads the files from the position of the database that is furthest behind, so that a database that was just created or restored catches
 * up by the same way that all others stay current. Never goes beyond what the primary said is committed, except at takeover, when
 * everything durable counts.
 *
 * A database that refuses an update is paused and the others go on; it is offered the update again after a while, since its disk may have
 * room then. A journal file that cannot be read stops all of them, and is tried again after a while (engine facts 6.8).
 */
import type { DatabaseFile } from '../database/database-file.ts';
import { JournalApplier, type SelectUpdates, type Updaters } from './journal-applier.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { DejournalFilter } from './dejournal-filter.ts';
import { FilterFailure } from './filter-failure.ts';
import { Following } from './following.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { readBlocks, readHeader } from '../journal/journal-reader.ts';
import { OpenTransactions } from '../journal/open-transactions.ts';
import { earlier, isBefore, isSamePosition, type JournalPosition, later, ORIGIN } from '../journal/position.ts';
import type { DejournalingWord } from '../link/mirror-protocol.ts';
import { JournalFault } from '../journaling/journal-fault.ts';
import type { Dejournaler, DejournalerListener } from '../journaling/mirror-journal.ts';
import { beforeTheFirst, furthestOf, mirrorPosition } from './mirror-position.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import { Stillness } from './stillness.ts';
import { type StopTimer, systemClock } from '../ports/clock.ts';
import { DEJOURNAL_MS, DEJOURNAL_RETRY_MS } from '../../machine/waits.ts';

export class Dejournaling implements Dejournaler {
  readonly #history: MirrorHistory;
  readonly #databases: () => MountedDatabase[];
  /** True while this member is primary: its databases are written by its own commits. */
  readonly #isSuspended: () => boolean;
  /** Whether the file was activated for this member; see `mirrored-standing.ts`. */
  readonly #isAtHome: (file: DatabaseFile) => boolean;
  /** Where the mirror's journal was when the database was made in it; null when that is not known. */
  readonly #bornAt: (file: DatabaseFile) => JournalPosition | null;
  /** Name of a database without which this member must not take over; null when there is none. */
  readonly #missingRequired: () => string | null;
  readonly #log: (severity: 0 | 1 | 2, text: string) => void;
  readonly #updaters: Updaters | undefined;
  /** Where reading goes on; null: to be found anew from the databases. */
  #at: JournalPosition | null = null;
  #applier: JournalApplier | null = null;
  #target: JournalPosition = ORIGIN;
  #running: Promise<void> | null = null;
  #stopTimer: StopTimer | null = null;
  #timeMs = 0;
  #failure: string | null = null;
  readonly #following: Following;
  readonly #stillness = new Stillness(() => this.#kick());
  /** Behind the last block that was read, applied or not: a database that joins must hold at least as much. */
  #readTo: JournalPosition = ORIGIN;
  #isStopped = false;
  #filter: DejournalFilter | null = null;
  /** Why the filter ended dejournaling; it stays ended until a filter is set anew, or none. */
  #aborted: string | null = null;
  readonly transactions = new OpenTransactions();

  constructor(options: {
    history: MirrorHistory;
    databases: () => MountedDatabase[];
    isSuspended: () => boolean;
    isAtHome?: (file: DatabaseFile) => boolean;
    bornAt?: (file: DatabaseFile) => JournalPosition | null;
    missingRequired?: () => string | null;
    updaters?: Updaters;
    retryMs?: number;
    log: (severity: 0 | 1 | 2, text: string) => void;
  }) {
    this.#history = options.history;
    this.#databases = options.databases;
    this.#log = options.log;
    this.#following = new Following({
      log: options.log,
      isMounted: (file) => this.#databases().some((database) => database.file === file),
      offerAgain: () => void this.databasesChanged(),
      retryMs: options.retryMs,
    });
    this.#isSuspended = options.isSuspended;
    this.#updaters = options.updaters;
    this.#missingRequired = options.missingRequired ?? (() => null);
    this.#bornAt = options.bornAt ?? (() => null);
    this.#isAtHome = options.isAtHome ?? ((file) => file.identity.mirror?.activated === true);
  }

  /** A copy that has not been caught up may be ahead of this journal: it came from where there is more of it. */
  #counting(): DatabaseFile[] {
    return this.#databases().flatMap(({ file }) => (this.#isAtHome(file) && file.identity.mirror?.needsCatchUp !== true ? [file] : []));
  }

  listen(listener: DejournalerListener | null): void {
    this.#listener = listener;
  }

  appliedMax(): JournalPosition {
    return furthestOf(this.#counting().filter((file) => !this.#isAsItWasBorn(file)));
  }

  /**
   * Nothing of the journal is in it: its position says where its life begins, and not what this member has. It may have been made here
   * before the first of the journal arrived.
   */
  #isAsItWasBorn(file: DatabaseFile): boolean {
    return isSamePosition(this.#bornAt(file) ?? ORIGIN, mirrorPosition(file));
  }

  neededFrom(): JournalPosition | null {
    const [first, ...others] = this.#counting().map(mirrorPosition);
    return first ? others.reduce(earlier, first) : null;
  }

  #listener: DejournalerListener | null = null;

  retry(): void {
    this.#failure = null;
    this.#kick();
  }

  applied(): { position: JournalPosition; timeMs: number } {
    const at = this.#at ?? ORIGIN;
    // Where nothing is left to apply, or nothing is followed, all that was received is applied.
    const isAll = this.#history.isAtEnd(at) || !this.#databases().some(({ file }) => this.takesPart(file));
    return { position: isAll ? this.#history.state().durable : at, timeMs: this.#timeMs };
  }

  needsAttention(): boolean {
    return this.#failure !== null || this.#databases().some(({ file }) => !this.takesPart(file) && !this.#following.isCatchingUp(file));
  }

  word(): DejournalingWord {
    const reason = this.#failure ?? this.#aborted;
    if (reason !== null) return { kind: 'failed', reason };
    if (this.#isStopped) return { kind: 'stopped' };
    const databases = this.#databases().flatMap(({ file, journalDatabase }) =>
      this.isPaused(file) ? [file.identity.mirror?.mirrorDatabaseName ?? journalDatabase.journalName] : [],
    );
    return databases.length > 0 ? { kind: 'paused', databases } : { kind: 'running' };
  }

  /** What it does with this database; whether the file belongs here at all is not asked. */
  stateOf(file: DatabaseFile): 'following' | 'paused' | 'behind' | 'catching-up' {
    return this.#following.stateOf(file);
  }

  /** By a person: until it is caught up or the instance starts again (engine facts 8.5). */
  pause(file: DatabaseFile): void {
    this.#following.stop(file);
  }

  /** It was mounted, and may lack what the others have: `join` makes it take part. */
  setBehind(file: DatabaseFile): void {
    this.#following.setBehind(file);
    this.#listener?.databasesChanged();
  }

  /** It is being dismounted: nothing is remembered of it. */
  forget(file: DatabaseFile): void {
    this.#following.forget(file);
    this.#listener?.databasesChanged();
  }

  setCatchingUp(files: readonly DatabaseFile[], isRunning: boolean): void {
    this.#following.setCatchingUp(files, isRunning);
    this.#listener?.databasesChanged();
  }

  /** The furthest that has been read for the others, or, while nothing has been, that may be. Never beyond what is committed. */
  get reached(): JournalPosition {
    return this.#at === null ? later(this.#limit(), furthestOf(this.#counting())) : later(this.#at, this.#readTo);
  }

  /**
   * From now on it is followed like the others. Only while still (`whileStill`) and with everything up to `reached` in it; refuses
   * otherwise. On a primary it only ceases to count as behind.
   */
  join(file: DatabaseFile): boolean {
    if (this.#at !== null && !this.#isSuspended() && isBefore(mirrorPosition(file), this.reached)) return false;
    this.forget(file);
    // Nobody reads yet: where reading begins is found from all databases, this one among them.
    if (this.#at === null) this.#startAnew();
    return true;
  }

  /** Runs `work` while nothing is read: at a boundary where everything read is applied. */
  whileStill<T>(work: () => Promise<T>): Promise<T> {
    return this.#stillness.while(() => this.#running !== null, work);
  }

  /** A database was added, removed, mounted or activated: start again from the one that is furthest behind. */
  async databasesChanged(): Promise<void> {
    while (this.#running) await this.#running;
    this.#startAnew();
    this.#kick();
    this.#listener?.databasesChanged();
  }

  #startAnew(): void {
    this.#at = null;
    this.#applier = null;
    this.#readTo = ORIGIN;
    this.#following.beginAnew();
  }

  /** Moves the position of databases that had nothing to apply, so that a restart does not begin further back than it must. */
  async advancePositions(): Promise<void> {
    if (this.#at === null || this.#isSuspended()) return;
    await this.whileStill(async () => {
      if (this.#at === null || this.#isSuspended()) return;
      const position = { history: 'mirror' as const, ...this.#at };
      const behind = this.#databases().filter(
        ({ file }) => this.takesPart(file) && file.position?.history === 'mirror' && isBefore(file.position, position),
      );
      await Promise.all(behind.map(({ file }) => file.applyBatch([], position)));
    });
  }

  applyThrough(position: JournalPosition): void {
    this.#target = later(this.#target, position);
    // Also when it was told before: what it spoke of may have become durable here only since.
    if (this.#at !== null && !isBefore(this.#at, this.#limit())) return;
    // Many small commits go into the database files together: each write of a file costs a sync, which the journal would have to wait for.
    this.#stopTimer ??= systemClock.after(this.#failure === null ? DEJOURNAL_MS : DEJOURNAL_RETRY_MS, () => {
      this.#stopTimer = null;
      this.#kick();
    });
  }

  /** By an operator, on an async: receiving goes on. Ends what is running before it resolves; starting again goes on where it stood. */
  async setStopped(isStopped: boolean): Promise<void> {
    this.#isStopped = isStopped;
    if (isStopped) await this.standStill();
    else await this.databasesChanged();
  }

  /** Nothing is applied: by an operator, or because the filter failed. */
  get isStopped(): boolean {
    return this.#isStopped || this.#aborted !== null;
  }

  /** The sentence why the dejournal filter ended dejournaling; null while it has not. */
  get aborted(): string | null {
    return this.#aborted;
  }

  /**
   * Dejournaling begins anew with this filter, or without one (engine facts 9.5); the one before is ended. What was skipped stays skipped:
   * the positions are behind it.
   */
  async setFilter(filter: DejournalFilter | null): Promise<void> {
    await this.whileStill(async () => {
      this.#filter?.close();
      this.#filter = filter;
      this.#aborted = null;
      this.#startAnew();
    });
  }

  get filter(): DejournalFilter | null {
    return this.#filter;
  }

  /** How the filter takes part in applying; undefined without one. */
  selectionFor(isCatchup: boolean): SelectUpdates | undefined {
    const filter = this.#filter;
    return filter === null
      ? undefined
      : (file, { journalName }, gathered) =>
          filter.select({ database: journalName, mayBeSkipped: file.identity.mirror?.failoverDatabase === false, isCatchup }, gathered);
  }

  async standStill(): Promise<void> {
    while (this.#running) await this.#running;
  }

  forgetTarget(position: JournalPosition): void {
    this.#target = earlier(this.#target, position);
    // What was read beyond it changed no database, or it could not be given up; it must not be skipped in the new history.
    if (this.#at !== null && isBefore(position, this.#at)) this.#startAnew();
  }

  async applyAll(): Promise<void> {
    this.#target = later(this.#target, this.#history.state().durable);
    // A run that is just ending has not seen the new target, and a paused database gets its last chance: what follows is a run of its own.
    while (this.#running) await this.#running;
    if (this.#following.hasPaused) this.#startAnew();
    this.#kick();
    while (this.#running) await this.#running;
    await this.#stillness.released();
    while (this.#running) await this.#running;
    if (this.#failure !== null) throw new Error(this.#failure);
    const missing = this.#missingRequired();
    if (missing !== null) throw new Error(`database ${missing}, which must be mounted at startup, is not mounted or needs catchup`);
  }

  /** True for a database that could not follow: it lacks updates, so nobody may write it, and its position must stay where it is. */
  isPaused(file: DatabaseFile): boolean {
    return this.#following.isPaused(file);
  }

  #limit(): JournalPosition {
    return earlier(this.#target, this.#history.state().durable);
  }

  #kick(): void {
    // A primary's databases are written by its own commits.
    if (this.#stillness.isAsked || this.#isSuspended()) return;
    this.#running ??= this.#run()
      .then(() => {
        this.#failure = null;
      })
      .catch((error: unknown) => {
        const failure = error instanceof Error ? error.message : String(error);
        if (error instanceof FilterFailure) this.#aborted = failure;
        if (failure !== this.#failure) this.#log(2, `Dejournaling has stopped: ${failure}`);
        this.#failure = failure;
        this.#applier = null;
        this.#at = null;
        if (error instanceof JournalFault) this.#listener?.damaged(error.obstacle.fileCount);
      })
      .finally(() => {
        this.#running = null;
        this.#stillness.ended();
      });
  }

  async #run(): Promise<void> {
    while (!this.isStopped) {
      const limit = this.#limit();
      const from = this.#at ?? (await this.#findStart());
      if (from === null || !isBefore(from, limit)) return;
      await this.#applyFile(from, limit);
      await this.#stillness.boundary();
    }
  }

  /** The beginning of the file with the earliest position that a database, or an open transaction in it, needs. */
  async #findStart(): Promise<JournalPosition | null> {
    const files = this.#history.files();
    const first = files[0];
    if (!first) return null;
    const following = this.#databases().flatMap(({ file }) => (this.takesPart(file) ? [file] : []));
    for (const { file, fileCount } of await beforeTheFirst(following, this.#history, first.fileCount))
      this.#following.pause(file, `Journal file #${fileCount} not found in mirror journal log`);
    const taking = this.#databases().filter(({ file }) => this.takesPart(file));
    const needed = taking.reduce(
      (least, { file }) => Math.min(least, mirrorPosition(file).fileCount),
      files.at(-1)?.fileCount ?? first.fileCount,
    );
    // Reading it will tell.
    const header = needed > first.fileCount ? await readHeader(this.#history.pathOf(needed)).catch(() => null) : null;
    const fileCount = Math.max(first.fileCount, Math.min(needed, header?.minTransaction?.fileCount ?? needed));
    this.transactions.clear();
    this.#applier = new JournalApplier({
      history: 'mirror',
      // A copy that awaits activation may lie here under the same name.
      databaseOf: ({ journalName, guid }) =>
        this.#databases().find(
          ({ journalDatabase, file }) =>
            journalDatabase.journalName === journalName && journalDatabase.guid === guid && this.takesPart(file),
        )?.file,
      onFailure: (file, error) => this.#following.refused(file, error instanceof Error ? error.message : String(error)),
      onRecord: (record, address, directory) => this.transactions.feed(record, address, directory),
      updaters: this.#updaters,
      select: this.selectionFor(false),
    });
    this.#at = { fileCount, offset: HEADER_BYTES };
    this.#log(0, `Applying journal data for mirror starting at ${HEADER_BYTES} in file #${fileCount}(${this.#history.pathOf(fileCount)})`);
    return this.#at;
  }

  /** It is followed: activated here, caught up, and not paused. */
  takesPart(file: DatabaseFile): boolean {
    return this.#isAtHome(file) && file.identity.mirror?.needsCatchUp !== true && this.stateOf(file) === 'following';
  }

  async #applyFile(from: JournalPosition, limit: JournalPosition): Promise<void> {
    const applier = this.#applier as JournalApplier;
    const file = this.#history.files().find(({ fileCount }) => fileCount === from.fileCount);
    if (!file) throw new Error(`Journal file #${from.fileCount} not found in mirror journal log`);
    const to = from.fileCount === limit.fileCount ? Math.min(limit.offset, file.end) : file.end;
    let end = from.offset;
    try {
      for await (const block of readBlocks(this.#history.pathOf(from.fileCount), from.offset, to)) {
        applier.feed(from.fileCount, block);
        end = block.end;
        this.#readTo = { fileCount: from.fileCount, offset: end };
        this.#timeMs = block.timeMs;
        if (!applier.isBatchFull) continue;
        await applier.applyAhead();
        if (applier.completed?.fileCount === from.fileCount) this.#at = { fileCount: from.fileCount, offset: applier.completed.offset };
        if (this.#isStopped || this.#stillness.isAsked) break;
      }
      await applier.apply();
      this.#following.tellTaken();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      // Somebody deleted it. The next run begins behind it, with the databases that can.
      await this.#history.lookAtDisk();
      throw new Error(`Journal file #${from.fileCount} not found in mirror journal log`);
    } finally {
      // Also when the file cannot be read: nothing may be on its way to a database when another run begins.
      await applier.settle();
    }
    this.#at = { fileCount: from.fileCount, offset: end };
    if (this.#isStopped || this.#stillness.isAsked) return;
    if (end < to) throw new JournalFault({ reason: 'damaged', fileCount: from.fileCount, name: file.name, offset: end, detail: '' });
    const isFinished = from.fileCount < limit.fileCount;
    this.#at = isFinished ? { fileCount: from.fileCount + 1, offset: HEADER_BYTES } : { fileCount: from.fileCount, offset: end };
  }
}
