/**
 * Dejournaling: applying the mirror journal on this disk to the mirrored databases of a member that is not primary.
 *
 * Reads the files from the position of the database that is furthest behind, so that a database that was just created or restored catches up by the same
 * way that all others stay current. Never goes beyond what the primary said is committed, except at takeover, when everything durable counts.
 *
 * A database that refuses an update is paused and the others go on; a journal file that cannot be read stops all of them, and is tried again after a while (engine facts 6.8).
 */
import type { DatabaseFile } from '../database/database-file.ts';
import { JournalApplier } from '../database/journal-applier.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { readBlocks, readHeader } from '../journal/journal-reader.ts';
import { OpenTransactions } from '../journal/open-transactions.ts';
import { earlier, isBefore, type JournalPosition, later, ORIGIN } from '../journal/position.ts';
import type { Dejournaler } from './mirror-journal.ts';
import type { MirrorHistory } from './mirror-history.ts';

/** One transaction of a database file holds about this much journal. */
const BATCH_BYTES = 2 * 1024 * 1024;

/** A backup's databases follow within about this time. */
const APPLY_INTERVAL_MS = 100;
/** After a failure: the disk may recover, and a person must be able to read the log meanwhile. */
const RETRY_MS = 30_000;

export class DejournalService implements Dejournaler {
  readonly #history: MirrorHistory;
  readonly #databases: () => MountedDatabase[];
  /** True while this member is primary: its databases are written by its own commits. */
  readonly #isSuspended: () => boolean;
  readonly #log: (severity: 0 | 1 | 2, text: string) => void;
  /** Where reading goes on; null: to be found anew from the databases. */
  #at: JournalPosition | null = null;
  #applier: JournalApplier | null = null;
  #target: JournalPosition = ORIGIN;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #timeMs = 0;
  #failure: string | null = null;
  /** Databases that refused an update, and why. They take part again after `databasesChanged`, or at a takeover. */
  readonly #paused = new Map<DatabaseFile, string>();
  readonly transactions = new OpenTransactions();

  constructor(options: { history: MirrorHistory; databases: () => MountedDatabase[]; isSuspended: () => boolean; log: (severity: 0 | 1 | 2, text: string) => void }) {
    this.#history = options.history;
    this.#databases = options.databases;
    this.#log = options.log;
    this.#isSuspended = options.isSuspended;
  }

  appliedMax(): JournalPosition {
    return this.#databases().reduce((furthest, { file }) => later(furthest, mirrorPosition(file)), ORIGIN);
  }

  applied(): { position: JournalPosition; timeMs: number } {
    return { position: this.#at ?? ORIGIN, timeMs: this.#timeMs };
  }

  needsAttention(): boolean {
    return this.#failure !== null || this.#paused.size > 0 || this.#databases().some(({ file }) => file.identity.mirror?.activated === false);
  }

  /** A database was added, removed, mounted or activated: start again from the one that is furthest behind. */
  async databasesChanged(): Promise<void> {
    while (this.#running) await this.#running;
    this.#startAnew();
    this.#kick();
  }

  #startAnew(): void {
    this.#at = null;
    this.#applier = null;
    this.#paused.clear();
  }

  /** Moves the position of databases that had nothing to apply, so that a restart does not begin further back than it must. */
  async advancePositions(): Promise<void> {
    if (this.#running || this.#at === null || this.#isSuspended()) return;
    const position = { history: 'mirror' as const, ...this.#at };
    const behind = this.#databases().filter(({ file }) => !this.#paused.has(file) && file.identity.mirror?.activated !== false && file.position?.history === 'mirror' && isBefore(file.position, position));
    await Promise.all(behind.map(({ file }) => file.applyBatch([], position)));
  }

  applyThrough(position: JournalPosition): void {
    this.#target = later(this.#target, position);
    // Also when it was told before: what it spoke of may have become durable here only since.
    if (this.#at !== null && !isBefore(this.#at, this.#limit())) return;
    // Many small commits go into the database files together: each write of a file costs a sync, which the journal would have to wait for.
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#kick();
      },
      this.#failure === null ? APPLY_INTERVAL_MS : RETRY_MS,
    );
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
    if (this.#paused.size > 0) this.#startAnew();
    this.#kick();
    while (this.#running) await this.#running;
    if (this.#failure !== null) throw new Error(this.#failure);
  }

  /** True for a database that could not follow: it lacks updates, so nobody may write it, and its position must stay where it is. */
  isPaused(file: DatabaseFile): boolean {
    return this.#paused.has(file);
  }

  #limit(): JournalPosition {
    return earlier(this.#target, this.#history.state().durable);
  }

  #kick(): void {
    this.#running ??= this.#run()
      .then(() => {
        this.#failure = null;
      })
      .catch((error: unknown) => {
        const failure = error instanceof Error ? error.message : String(error);
        if (failure !== this.#failure) this.#log(2, `Dejournaling has stopped: ${failure}`);
        this.#failure = failure;
        this.#applier = null;
        this.#at = null;
      })
      .finally(() => {
        this.#running = null;
      });
  }

  async #run(): Promise<void> {
    for (;;) {
      const limit = this.#limit();
      const from = this.#at ?? (await this.#findStart());
      if (from === null || !isBefore(from, limit)) return;
      await this.#applyFile(from, limit);
    }
  }

  /** The beginning of the file with the earliest position that a database, or an open transaction in it, needs. */
  async #findStart(): Promise<JournalPosition | null> {
    const files = this.#history.files();
    const first = files[0];
    if (!first) return null;
    this.#pauseWhatCannotCatchUp(first.fileCount);
    const taking = this.#databases().filter(({ file }) => this.#takesPart(file));
    const needed = taking.reduce((least, { file }) => Math.min(least, mirrorPosition(file).fileCount), files.at(-1)?.fileCount ?? first.fileCount);
    const header = needed > first.fileCount ? await readHeader(this.#history.pathOf(needed)) : null;
    const fileCount = Math.max(first.fileCount, Math.min(needed, header?.minTransaction?.fileCount ?? needed));
    this.transactions.clear();
    const byName = (journalName: string) => this.#databases().find(({ journalDatabase }) => journalDatabase.journalName === journalName);
    this.#applier = new JournalApplier({
      history: 'mirror',
      databaseOf: ({ journalName, guid }) => {
        const database = byName(journalName);
        return database && database.journalDatabase.guid === guid && this.#takesPart(database.file) ? database.file : undefined;
      },
      onFailure: (file, error) => this.#pause(file, error instanceof Error ? error.message : String(error)),
      onRecord: (record, address, directory) => {
        if (record.inTransaction) this.transactions.feed(record, address, directory);
      },
    });
    this.#at = { fileCount, offset: HEADER_BYTES };
    this.#log(0, `Applying journal data for mirror starting at ${HEADER_BYTES} in file #${fileCount}(${this.#history.pathOf(fileCount)})`);
    return this.#at;
  }

  /** Facts 8.6: what lies between a database and the first journal file that is left must not be skipped. */
  #pauseWhatCannotCatchUp(firstFileCount: number): void {
    for (const { file } of this.#databases()) {
      const { fileCount } = mirrorPosition(file);
      if (fileCount > 0 && fileCount < firstFileCount && this.#takesPart(file)) this.#pause(file, `Journal file #${fileCount} not found in mirror journal log`);
    }
  }

  #takesPart(file: DatabaseFile): boolean {
    return file.identity.mirror?.activated !== false && !this.#paused.has(file);
  }

  #pause(file: DatabaseFile, reason: string): void {
    this.#paused.set(file, reason);
    this.#log(2, `Dejournaling of ${file.directory} is paused: ${reason}`);
  }

  async #applyFile(from: JournalPosition, limit: JournalPosition): Promise<void> {
    const applier = this.#applier as JournalApplier;
    const file = this.#history.files().find(({ fileCount }) => fileCount === from.fileCount);
    if (!file) throw new Error(`Journal file #${from.fileCount} not found in mirror journal log`);
    const to = from.fileCount === limit.fileCount ? Math.min(limit.offset, file.end) : file.end;
    let end = from.offset;
    for await (const block of readBlocks(this.#history.pathOf(from.fileCount), from.offset, to)) {
      applier.feed(from.fileCount, block);
      end = block.end;
      this.#timeMs = block.timeMs;
      if (applier.gatheredBytes < BATCH_BYTES) continue;
      await applier.apply();
      this.#at = { fileCount: from.fileCount, offset: end };
    }
    await applier.apply();
    if (end < to) throw new Error(`journal file #${from.fileCount} is damaged at offset ${end}`);
    const isFinished = from.fileCount < limit.fileCount;
    this.#at = isFinished ? { fileCount: from.fileCount + 1, offset: HEADER_BYTES } : { fileCount: from.fileCount, offset: end };
  }
}

const mirrorPosition = (file: DatabaseFile): JournalPosition => (file.position?.history === 'mirror' ? file.position : ORIGIN);
