/**
 * Backups and restores of one instance: one at a time, each a background task with a row in the history and a .log file.
 *
 * A row says `running` only while the process lives: what a start finds under that word was cut short. What it had begun to write carries
 * another name than a backup file or a database has, and is removed then.
 */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BackupKind, BackupTaskName } from '../../contract/backups.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import type { InstanceView } from '../../contract/views.ts';
import { unexpected } from '../../contract/unexpected.ts';
import type { BackupRunRow } from '../store/backup-store.ts';
import type { LmdbStore } from '../database/lmdb-store.ts';
import { BACKUP_EXTENSION, backupDevice, namesBackup } from './backup-device.ts';
import type { BackupWorld } from './backup-world.ts';
import { BackupLog, formatTime } from './backup-log.ts';
import { runBackup } from './backup-run.ts';
import { printVolume } from './print-volume.ts';
import { neededBy } from './needed-by.ts';
import { planRestore, type RestoreOrder } from './restore-plan.ts';
import { type RestoreOptions, restoringFolder, runRestore } from './restore-run.ts';
import { Reporter } from './reporter.ts';
import { unfinishedName, type VolumeFile } from './volume-writer.ts';

export const kindOfTask: Record<BackupTaskName, BackupKind> = {
  FullAllDatabases: 'full',
  FullDBList: 'full',
  CumuIncrDBList: 'cumulative',
  IncrementalDBList: 'incremental',
};
const kindWords: Record<BackupKind, string> = {
  full: 'Full backup of all in-use blocks',
  cumulative: 'Cumulative incremental since last full backup',
  incremental: 'Incremental since last backup',
};
/** Older runs matter to nobody's incremental backup. */
const HISTORY_LENGTH = 1000;

interface Running {
  readonly runId: number;
  readonly taskId: number;
  readonly task: BackupRunRow['task'];
  readonly file: string;
  readonly kind: BackupKind | null;
  readonly startedAt: Date;
  readonly reporter: Reporter;
}

export interface BackupRun {
  readonly task: BackupRunRow['task'];
  readonly kind: BackupKind | null;
  readonly file: string;
  readonly logFile: string;
  readonly names: readonly string[];
}

/** How a run ended well. */
export type RunOutcome = Pick<BackupRunRow, 'backup' | 'journalFiles'> & { readonly warnings: readonly string[] };

export class Backups {
  readonly #instance: BackupWorld;
  #running: Running | null = null;
  /** Between the decision to begin and the row of the run nobody else may begin. */
  #isBeginning = false;
  /** For tests: a disk that refuses what backups and restores write. */
  openFile: ((name: string) => Promise<VolumeFile>) | undefined;
  openStore: ((name: string) => LmdbStore) | undefined;

  constructor(instance: BackupWorld) {
    this.#instance = instance;
  }

  /** mgr/Backup: where tasks without a device write, and where all log files lie. */
  get folder(): string {
    return path.join(this.#instance.options.directory, 'mgr', 'Backup');
  }

  get running(): Running | null {
    return this.#running;
  }

  /** After a start of the instance: ends the rows of runs that were cut short, and removes what they had begun to write. */
  async recover(): Promise<void> {
    const { store, clock } = this.#instance;
    const interrupted = (await store.backups.runs(HISTORY_LENGTH)).filter(({ status }) => status === 'running');
    for (const { file } of interrupted) await rm(unfinishedName(file), { force: true });
    // Also beside a database that was to be made, which nobody knows yet.
    const home = path.join(this.#instance.options.directory, 'mgr');
    const folders = (await readdir(home, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => path.join(home, name));
    for (const directory of new Set([...this.#instance.databases().map(({ definition }) => definition.directory), ...folders]))
      await rm(restoringFolder(directory), { recursive: true, force: true });
    const count = await store.backups.failInterrupted(clock.wallTime());
    if (count > 0) this.#instance.note(1, `${count} backup or restore was cut short when the instance stopped`);
  }

  /** Refuses with P160 (no databases), P162 (another runs), 20 (the file exists), or as `backupDevice` does. */
  async startBackup(order: {
    task: BackupTaskName;
    databases: readonly string[];
    device: string;
    description: string;
    purgeAfterDays: number | null;
  }): Promise<Outcome<{ runId: number; file: string }>> {
    if (order.databases.length === 0) return refused('P160');
    const { store } = this.#instance;
    const named = await this.#nameFile(order.task, order.device);
    if (!named.ok) return named;
    const file = named.value;
    const kind = kindOfTask[order.task];
    const logFile = path.join(this.folder, `${path.basename(file, BACKUP_EXTENSION)}.log`);
    const run: BackupRun = { task: order.task, kind, file, logFile, names: order.databases };
    const begun = await this.start(run, async (reporter) => {
      const history = await store.backups.completed(HISTORY_LENGTH);
      this.#printHead(reporter.log, { kind, file, description: order.description, databases: order.databases });
      const done = await runBackup(this.#instance, { ...order, kind, file, history }, reporter);
      if (!done.ok) return done;
      reporter.log.line('***FINISHED BACKUP***');
      reporter.log.line();
      reporter.log.line('Backup complete.');
      return accepted({ backup: done.value.record, journalFiles: done.value.journalFiles, warnings: done.value.warnings });
    });
    return begun.ok ? accepted({ runId: begun.value, file }) : begun;
  }

  /**
   * Refuses with what the plan says (P161, P163, 2000, P167…), with P178 when something must be confirmed and is not, with P101 and P214
   * for the moment to stop at.
   */
  async startRestore(
    order: RestoreOrder & { confirmed: boolean; applyJournal: RestoreOptions['applyJournal']; applyUntil?: string | undefined },
  ): Promise<Outcome<{ runId: number }>> {
    const untilMs = order.applyJournal === 'until' ? Date.parse(order.applyUntil ?? '') : undefined;
    if (untilMs !== undefined && Number.isNaN(untilMs)) return refused('P101', ['applyUntil', order.applyUntil ?? ''], 'applyUntil');
    const planned = await planRestore(this.#instance, order);
    if (!planned.ok) return planned;
    const { view, restores, volumes } = planned.value;
    if (view.restore) return { ok: false, refusal: view.restore };
    const madeAt = volumes.at(-1)?.label.madeAt ?? '';
    if (untilMs !== undefined && untilMs < Date.parse(madeAt)) return refused('P214', [order.applyUntil ?? '', madeAt], 'applyUntil');
    if (!order.confirmed && view.rows.some(({ confirm }) => confirm.length > 0)) return refused('P178', [], 'confirmed');
    const logFile = path.join(this.folder, `${await this.nextName('Restore', this.folder)}.log`);
    const run: BackupRun = {
      task: 'Restore',
      kind: null,
      file: volumes.map(({ file }) => file).join(', '),
      logFile,
      names: restores.map(({ chain }) => chain.database.name),
    };
    const begun = await this.start(run, async (reporter) => {
      for (const volume of view.volumes) printVolume(reporter.log, volume);
      const done = await runRestore(
        this.#instance,
        {
          plan: planned.value,
          applyJournal: order.applyJournal,
          untilMs,
          objection: () => this.#objection(order),
          openStore: this.openStore,
        },
        reporter,
      );
      return done.ok ? accepted({ backup: null, journalFiles: [], warnings: done.value }) : done;
    });
    return begun.ok ? accepted({ runId: begun.value }) : begun;
  }

  async #objection(order: RestoreOrder): Promise<Refusal | null> {
    const again = await planRestore(this.#instance, order, { isUnderWay: true });
    return again.ok ? again.value.view.restore : again.refusal;
  }

  /** Begins a run in the background and answers its number; its end is in the history. Refuses with P162 while another runs. */
  async start(run: BackupRun, work: (reporter: Reporter) => Promise<Outcome<RunOutcome>>): Promise<Outcome<number>> {
    if (this.#running || this.#isBeginning) return refused('P162');
    this.#isBeginning = true;
    try {
      const { store, clock, tasks } = this.#instance;
      const startedAt = clock.wallTime();
      const runId = await store.backups.begin({ task: run.task, startedAt, file: run.file, logFile: run.logFile, names: run.names });
      const log = new BackupLog(run.logFile, clock);
      const { id } = tasks.begin(run.task === 'Restore' ? 'restore' : 'backup', run.names, async (task) => {
        const reporter = new Reporter({ task, log, clock, ...(this.openFile ? { openFile: this.openFile } : {}) });
        this.#running = { runId, taskId: task.id, task: run.task, file: run.file, kind: run.kind, startedAt, reporter };
        return this.#follow(runId, run, reporter, task.signal, work);
      });
      this.#instance.note(0, `${run.task === 'Restore' ? 'Restore' : `Backup ${run.task}`} started, task ${id}: ${run.file}`);
      return accepted(runId);
    } finally {
      this.#isBeginning = false;
    }
  }

  async #follow(
    runId: number,
    run: BackupRun,
    reporter: Reporter,
    signal: AbortSignal,
    work: (reporter: Reporter) => Promise<Outcome<RunOutcome>>,
  ): Promise<Outcome<null>> {
    let outcome: Outcome<RunOutcome>;
    try {
      outcome = await work(reporter);
    } catch (error) {
      outcome = unexpected(run.task, error);
    }
    const { store, clock } = this.#instance;
    const reason = outcome.ok ? outcome.value.warnings.join('; ') || null : refusalText(outcome.refusal, 'en');
    const status = outcome.ok ? (reason === null ? 'completed' : 'warning') : signal.aborted ? 'aborted' : 'failed';
    if (reason !== null) reporter.log.line(`${outcome.ok ? 'Warning' : status === 'aborted' ? 'Aborted' : 'Failed'}: ${reason}`);
    this.#instance.note(
      outcome.ok ? 0 : status === 'aborted' ? 1 : 2,
      `${run.task === 'Restore' ? 'Restore' : `Backup ${run.task}`} ${status === 'warning' ? 'completed with warnings' : status}${reason === null ? '' : `: ${reason}`}`,
    );
    try {
      await store.backups.end(runId, {
        status,
        reason,
        names: run.names,
        endedAt: clock.wallTime(),
        backup: outcome.ok ? outcome.value.backup : null,
        journalFiles: outcome.ok ? outcome.value.journalFiles : [],
      });
    } finally {
      this.#running = null;
    }
    return outcome.ok ? accepted(null) : outcome;
  }

  /**
   * Files first: after a crash in between the run can be deleted again. Refuses with P104, P162 (it is running), P215 (later backups need
   * it).
   */
  async deleteRun(runId: number, confirmed: boolean): Promise<Outcome<null>> {
    const { store } = this.#instance;
    const runs = await store.backups.runs(HISTORY_LENGTH);
    const run = runs.find(({ id }) => id === runId);
    if (!run) return refused('P104', ['backup', String(runId)]);
    if (run.status === 'running') return refused('P162');
    const needing = neededBy(run, runs).map(({ file }) => file);
    if (needing.length > 0 && !confirmed)
      return refused('P215', [path.basename(run.file), needing.map((file) => path.basename(file)).join(', ')], 'confirmed');
    const isRestore = run.task === 'Restore';
    // A restore's row names the files that it read. Another backup may have been given the name since.
    const isAnothers = runs.some((other) => other !== run && other.task !== 'Restore' && other.file === run.file);
    if (!isRestore && !isAnothers) await rm(run.file, { force: true });
    await rm(run.logFile, { force: true });
    await store.backups.delete(runId);
    this.#instance.note(
      1,
      `${isRestore ? 'A restore' : `Backup ${run.file}`} was deleted from the backup history${needing.length > 0 ? `; without it ${needing.join(', ')} cannot be restored` : ''}`,
    );
    return accepted(null);
  }

  async abort(runId: number): Promise<Outcome<null>> {
    if (this.#running?.runId !== runId) return refused('P104', ['backup', String(runId)]);
    return this.#instance.tasks.abort(this.#running.taskId);
  }

  /** ^BACKUP option 7. */
  progress(): InstanceView<'backup-status'>['running'] {
    const { clock } = this.#instance;
    if (!this.#running) return null;
    const { runId, task, file, kind, startedAt, reporter } = this.#running;
    const elapsedMs = clock.nowMs() - reporter.startedMs;
    const share = reporter.total && reporter.total > 0 ? Math.min(1, reporter.done / reporter.total) : null;
    const remainingMs = share ? elapsedMs / share - elapsedMs : null;
    return {
      runId,
      task,
      processId: process.pid,
      file,
      kind,
      startedAt: startedAt.toISOString(),
      estimatedFinishAt: remainingMs === null ? null : new Date(clock.wallTime().getTime() + remainingMs).toISOString(),
      elapsedMs,
      remainingMs,
      estimatedSizeBytes: share ? Math.round(reporter.sizeBytes / share) : null,
      currentSizeBytes: reporter.sizeBytes,
      bytesPerSecond: elapsedMs > 0 ? (reporter.sizeBytes * 1000) / elapsedMs : 0,
      percentCompleted: share === null ? null : share * 100,
      at: reporter.subject,
    };
  }

  /** `<folder>/FullDBList_20211031_003.cbk`: the first number of the day that neither a backup nor a log has. */
  async #nameFile(task: BackupTaskName, device: string): Promise<Outcome<string>> {
    const place = device === '' ? accepted(this.folder) : await backupDevice(this.#instance, device);
    if (!place.ok) return place;
    const wanted = place.value;
    if (namesBackup(wanted))
      return (await namesIn(path.dirname(wanted))).includes(path.basename(wanted)) ? refused('20', [], 'device') : accepted(wanted);
    const name = await this.nextName(task, wanted);
    return accepted(path.join(wanted, `${name}${BACKUP_EXTENSION}`));
  }

  /** `FullDBList_20211031_003`: free in `folder`, and for its log. */
  async nextName(task: string, folder: string): Promise<string> {
    const day = this.#instance.clock.wallTime();
    const stem = `${task}_${day.getFullYear()}${String(day.getMonth() + 1).padStart(2, '0')}${String(day.getDate()).padStart(2, '0')}_`;
    const taken = [...(await namesIn(folder)), ...(await namesIn(this.folder))]
      .filter((name) => name.startsWith(stem))
      .map((name) => Number.parseInt(name.slice(stem.length), 10));
    return `${stem}${String(Math.max(0, ...taken.filter(Number.isInteger)) + 1).padStart(3, '0')}`;
  }

  #printHead(
    log: BackupLog,
    { kind, file, description, databases }: { kind: BackupKind; file: string; description: string; databases: readonly string[] },
  ): void {
    log.line(`*** The time is: ${formatTime(this.#instance.clock.wallTime())} ***`);
    log.line();
    log.line('                 InterSystems IRIS Backup Utility');
    log.line('              --------------------------');
    log.line(`What kind of backup: ${kindWords[kind]}`);
    log.line(`Backing up to device: ${file}`);
    log.line(`Description: ${description}`);
    log.line();
    log.line('Backing up the following directories:');
    for (const { definition } of this.#instance.databases()) if (databases.includes(definition.name)) log.line(` ${definition.directory}/`);
    log.line();
  }
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
