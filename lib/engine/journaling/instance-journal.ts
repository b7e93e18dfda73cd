/**
 * The journal of an instance: what its own jobs write, and when a write counts as committed.
 *
 * Outside a primary, records go to local files and are committed when this disk has them. A primary writes one mirror journal for
 * everything (engine facts 6.1), and the mirror machine says what is committed. Either way a committed record is then applied to the
 * database files, in batches, in the background: replies do not wait for that.
 */
import type { Sequence } from '../journal/journal-sink.ts';
import type { Epoch } from '../journal/epoch.ts';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { accepted, type Outcome } from '../../contract/errors.ts';
import { type JournalSettings, type JournalState, journalSettingsDefaults } from '../../contract/journals.ts';
import { assert } from '../../machine/assert.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { type DiskFailure, JournalFile } from '../journal/journal-file.ts';
import {
  appendJournalLog,
  JOURNAL_LOG_NAME,
  mirrorJournalPrefix,
  newFileGuid,
  nextJournalName,
  readJournalLog,
  toLogEntry,
  writeJournalLog,
} from '../journal/journal-log.ts';
import { readHeader } from '../journal/journal-reader.ts';
import { asPrevious, DIRECTORY_STEP_BYTES, JournalWriter, type NextFile, type WrittenBlock } from '../journal/journal-writer.ts';
import { comparePositions, type JournalPosition } from '../journal/position.ts';
import type { Clock } from '../ports/clock.ts';
import { CommitLine, type CommitWatch, type PlaceInHistory } from './commit-line.ts';
import type { JournalHouse } from './journal-house.ts';
import { MirrorHistory } from './mirror-history.ts';

const BYTES_PER_MEGABYTE = 1024 * 1024;
/** Engine facts 6.4: so long without a completed write counts as frozen. */
const HUNG_WRITE_MS = 30_000;
const APPLY_INTERVAL_MS = 200;
/** More than this is applied without waiting. */
const APPLY_RECORDS_MAX = 20_000;
/** Engine facts 6.4: a write is tried again for so long; then journaling stops, where it need not freeze. */
const DISABLE_AFTER_MS = 150_000;
/** After a database refused its updates (they are offered to it again), or a journal file could not be begun. */
const RETRY_MS = 2000;

interface OpenOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly creatorGuid: string;
  readonly log: (severity: 0 | 1 | 2, text: string) => void;
  readonly house: JournalHouse;
  /** The contract's defaults when absent. */
  readonly settings?: JournalSettings;
  /** How long a failing write is repeated before journaling stops, where it need not freeze. */
  readonly disableAfterMs?: number;
  readonly watch?: CommitWatch;
}

interface WrittenFile {
  readonly fileGuid: string;
  readonly fileCount: number;
  /** GUID of the mirror; null for a local file. */
  readonly history: string | null;
  /** Of the first record that it may hold. */
  readonly firstSequence: Sequence;
}

export class InstanceJournal {
  readonly directory: string;
  readonly #house: JournalHouse;
  readonly #clock: Clock;
  /** Of this instance, in the headers of the files that it begins. */
  readonly creatorGuid: string;
  readonly #log: (severity: 0 | 1 | 2, text: string) => void;
  writer: JournalWriter;
  #settings: JournalSettings;
  /** What the disk said, and when, while it refuses; wall time. */
  #refusal: { readonly since: Date; readonly reason: string } | null = null;
  /** Journaling has stopped after a write error, and updates go on without it; null while it runs. Wall time. */
  #disabled: { readonly since: Date; readonly reason: string } | null = null;
  /** Sequence of the last update that no journal file has; 0 before there is any. */
  #unjournaledThrough = 0;
  /** Databases that know, since journaling last stopped, that the journal does not tell all of their contents. */
  readonly #renewed = new Set<MountedDatabase>();
  readonly #disableAfterMs: number;
  /** Since when the disk has refused what was written, monotonic ms; null while it takes it. */
  frozenSinceMs: number | null = null;
  /** Since when the block that is being written waits for the disk, monotonic ms; null while none is. A disk that hangs refuses nothing. */
  writingSinceMs: number | null = null;
  readonly #line: CommitLine;
  #applying: Promise<void> | null = null;

  private constructor(options: OpenOptions & { file: JournalFile; header: JournalHeader }) {
    this.directory = options.directory;
    this.#house = options.house;
    this.#settings = options.settings ?? journalSettingsDefaults;
    this.#disableAfterMs = options.disableAfterMs ?? DISABLE_AFTER_MS;
    this.#files.push(toWrittenFile(options.header, 1));
    this.#clock = options.clock;
    this.creatorGuid = options.creatorGuid;
    this.#log = options.log;
    this.#line = new CommitLine({ history: 'local', fileCount: options.header.fileCount, offset: HEADER_BYTES }, options.watch);
    this.writer = new JournalWriter({
      file: options.file,
      header: options.header,
      wallTimeMs: () => this.#clock.wallTime().getTime(),
      events: {
        onBlock: (block) => {
          this.writingSinceMs = this.#clock.nowMs();
          if (block.header.mirror) this.mirror.blockStarted(block);
        },
        onDurable: (block) => this.#blockDurable(block),
        onSwitched: ({ path: filePath, header }) => {
          this.#endDisabled();
          this.#log(0, `Journal file switched to: ${filePath}`);
          void this.#note(filePath, header).catch((error: unknown) =>
            this.#log(1, `Journal file ${filePath} is missing in the list of journal files: ${messageOf(error)}`),
          );
          if (header.mirror) this.mirror.fileStarted(path.basename(filePath), header);
          this.#house.fileBegun();
        },
        onFull: () => this.#switchFullFile(),
        onFailure: (failure) => {
          if (this.#disabled && this.#mayGiveUp()) return;
          this.frozenSinceMs = this.#clock.nowMs();
          this.#refusal = { since: this.#clock.wallTime(), reason: failure.message };
          this.#log(2, `Journal file cannot be written (${failure.code}): updates are frozen until it can`);
        },
        mayGiveUp: () => this.#mayGiveUp(),
        onGivenUp: (failure) => this.#disable(failure),
        onUnjournaled: () => this.#commitUnjournaled(),
        onRecovered: () => {
          if (this.#refusal === null) return;
          this.frozenSinceMs = null;
          this.#refusal = null;
          this.#log(1, 'Journal file can be written again: updates go on');
        },
      },
    });
  }

  /** What this instance writes as primary: the history of its only mirror. */
  get mirror(): MirrorHistory {
    return this.#house.led().history;
  }

  /** Of one mirror, whose files lie in this instance's journal directory; empty until it is loaded. */
  newHistory(): MirrorHistory {
    const history: MirrorHistory = new MirrorHistory({
      directory: this.directory,
      startTerm: (epoch) => this.#startTerm(history, epoch),
      onDiskFailure: (message) => this.#notReceived(message),
      onNewFile: () => this.#house.fileBegun(),
    });
    return history;
  }

  /** Wall time. */
  #notReceivedSince: Date | null = null;
  #notReceived(message: string): void {
    this.#notReceivedSince = this.#clock.wallTime();
    this.#log(2, `Received journal data cannot be written: ${message}`);
  }

  /** Opens a new local journal file. Earlier files stay as they are: whoever needs them has recovered them before. */
  static async open(options: OpenOptions): Promise<InstanceJournal> {
    const settings = options.settings ?? journalSettingsDefaults;
    const names = await readdir(options.directory);
    let fileCount = 0;
    for (const name of names) {
      const header = await readHeader(path.join(options.directory, name)).catch(() => null);
      if (header && header.mirror === null) fileCount = Math.max(fileCount, header.fileCount);
    }
    const wallTime = options.clock.wallTime();
    const header: JournalHeader = {
      fileGuid: newFileGuid(),
      fileCount: fileCount + 1,
      mirror: null,
      creatorGuid: options.creatorGuid,
      createdAtMs: wallTime.getTime(),
      previous: null,
      minTransaction: null,
      epoch: 0,
      sizeBytesMax: settings.fileMegabytes * BYTES_PER_MEGABYTE,
      directoryStepBytes: DIRECTORY_STEP_BYTES,
      reason: 'Instance start',
    };
    const file = await JournalFile.create(
      path.join(options.directory, nameOf({ prefix: settings.prefix, day: wallTime, taken: names })),
      header,
    );
    if (!file.ok) throw new Error(`the journal cannot be written: ${file.failure.message}`);
    const journal = new InstanceJournal({ ...options, file: file.value, header });
    await journal.#note(file.value.path, header);
    return journal;
  }

  get settings(): JournalSettings {
    return this.#settings;
  }

  /** From now on. A file that is larger already is left at the next write; the prefix is that of the next local file. */
  set settings(settings: JournalSettings) {
    this.#settings = settings;
    this.writer.sizeBytesMax = settings.fileMegabytes * BYTES_PER_MEGABYTE;
  }

  /** Whether updates are taken, and journaled, as a person is told it. */
  get state(): JournalState {
    if (this.#refusal)
      return {
        kind: 'frozen',
        since: this.#refusal.since.toISOString(),
        reason: this.#refusal.reason,
        disablesAt: this.#disablesAt?.toISOString() ?? null,
      };
    if (this.#disabled) return { kind: 'disabled', since: this.#disabled.since.toISOString(), reason: this.#disabled.reason };
    const { refusal } = this.mirror;
    if (refusal !== null && !this.isPrimary)
      return { kind: 'notReceived', since: (this.#notReceivedSince ?? this.#clock.wallTime()).toISOString(), reason: refusal };
    const waitedMs = this.writingSinceMs === null ? 0 : this.#clock.nowMs() - this.writingSinceMs;
    if (waitedMs < HUNG_WRITE_MS) return { kind: 'normal' };
    return {
      kind: 'frozen',
      since: new Date(this.#clock.wallTime().getTime() - waitedMs).toISOString(),
      reason: `a write has not completed for ${Math.floor(waitedMs / 1000)} s`,
      disablesAt: null,
    };
  }

  get isDisabled(): boolean {
    return this.writer.isDisabled;
  }

  /** When journaling will stop if the disk goes on refusing; null: it waits for the disk as long as it takes. */
  get #disablesAt(): Date | null {
    if (!this.#refusal || this.#settings.freezeOnError || this.#house.mustFreeze()) return null;
    return new Date(this.#refusal.since.getTime() + this.#disableAfterMs);
  }

  /** A try to begin again that fails leaves things as they are. */
  #mayGiveUp(): boolean {
    if (this.isPrimary || this.#house.mustFreeze()) return false;
    return (
      this.isDisabled ||
      (!this.#settings.freezeOnError && this.frozenSinceMs !== null && this.#clock.nowMs() - this.frozenSinceMs >= this.#disableAfterMs)
    );
  }

  #disable(failure: DiskFailure): void {
    this.frozenSinceMs = null;
    this.writingSinceMs = null;
    this.#refusal = null;
    this.#disabled = { since: this.#clock.wallTime(), reason: failure.message };
    this.#renewed.clear();
    this.#log(
      2,
      `Journaling is disabled: the journal could not be written (${failure.code}). Updates go on without it, and a crash may lose them. Start journaling again once the cause is mended`,
    );
    this.#commitUnjournaled();
  }

  #endDisabled(): void {
    if (!this.#disabled) return;
    this.#disabled = null;
    this.#log(1, 'Journaling has been started again. Back up the databases: what was updated meanwhile is in no journal file');
  }

  /** What no journal file has, or ever will, counts as committed; whoever waits for it is answered. */
  #commitUnjournaled(): void {
    this.#unjournaledThrough = this.writer.lastSequence;
    this.#commit(this.writer.lastSequence, this.#nextFileStart);
  }

  /**
   * Behind all that the present file could tell, before all that the next one will: recovery must not put older values over what was
   * written without a journal.
   */
  get #nextFileStart(): PlaceInHistory {
    return { history: 'local', fileCount: this.writer.current.header.fileCount + 1, offset: HEADER_BYTES };
  }

  /**
   * Journaling begins again in a new file, after it had stopped. What was written meanwhile is in the database files when this resolves.
   * Rejects, and journaling stays stopped, when the file cannot be made.
   */
  async start(): Promise<void> {
    await this.#inTurn(() => this.#switchNow('Journaling started'));
    await this.applied();
  }

  /** True from the moment this instance writes the mirror's journal. */
  get isPrimary(): boolean {
    return this.writer.current.header.mirror !== null;
  }

  /** Resolves when everything up to `sequence` is committed; the writer is asked to hurry. 0 is committed already. */
  whenCommitted(sequence: Sequence): Promise<Outcome<null>> | Outcome<null> {
    if (sequence <= this.#line.committed.sequence) return accepted(null);
    if (this.isDisabled) {
      this.#commitUnjournaled();
      return accepted(null);
    }
    this.writer.requestFlush();
    return this.#line.wait(sequence);
  }

  /** The mirror machine has committed everything before `position` of the mirror's history. */
  commitThrough(position: JournalPosition): void {
    const { header } = this.writer.current;
    if (header.mirror) this.#commit(this.writer.sequenceBefore(header.mirror.guid, position), { history: 'mirror', ...position });
  }

  /** Records taken but not yet in a database file: the measure for slowing clients down. */
  get unappliedCount(): number {
    return this.writer.lastSequence - this.#line.applied.sequence;
  }

  /** Bytes of journal on this disk whose records are not yet in a database file: they are held in memory as well. */
  get unappliedBytes(): number {
    return this.#unappliedBytes;
  }

  /** Puts everything committed so far into the database files, now. Rejects when one of them does not take it. */
  async applied(): Promise<void> {
    while (this.#isWork || this.#refusing.size > 0) {
      await this.#applyNow();
      for (const [{ name }, reason] of this.#refusing) throw new Error(`database ${name} cannot be written: ${reason}`);
    }
  }

  async #applyNow(): Promise<void> {
    if (this.#applyTimer) clearTimeout(this.#applyTimer);
    this.#applyTimer = null;
    this.#offerAgainAtMs = 0;
    this.#applying ??= this.#applyLoop();
    await this.#applying;
  }

  /**
   * Writes what no journal record announces (databases that are not journaled), and moves the position of databases that had nothing to
   * apply, so that the next recovery does not read what cannot concern them. A backup's mirrored databases are the dejournaler's.
   */
  async advancePositions(): Promise<void> {
    const position = this.#reachedPosition;
    if (this.#applying) return;
    // A mirrored database counts in the mirror's history alone, also before the first commit of a new primary; one that may not be written
    // lacks updates. One that refuses its updates is offered them by the loop alone, which says so once.
    const isOurs = ({ file, writable, storeRefusal }: MountedDatabase) =>
      storeRefusal === null &&
      (file.identity.mirror === null ||
        (writable.ok && (position.history === 'local' ? file.positionIn('local') !== null : this.isPrimary)));
    const countedIn = ({ file }: MountedDatabase) =>
      file.identity.mirror !== null && position.history === 'local' ? file.positionIn('local') : file.position;
    const ours = [...this.#house.mounted()].filter(
      (database) =>
        isOurs(database) && !isAhead(countedIn(database), position) && (database.queuedCount > 0 || !isSame(countedIn(database), position)),
    );
    await Promise.all(ours.map((database) => database.applyCommitted(this.#line.applied.sequence, position, { evenIfUnchanged: true })));
  }

  /**
   * Behind everything that is applied. While nothing waits that is the end of the journal, also in a file that was begun since: an idle
   * database needs no earlier one.
   */
  get #reachedPosition(): PlaceInHistory {
    if (this.unappliedCount > 0) return this.#line.applied.position;
    if (this.isDisabled) return this.#nextFileStart;
    const { header, end } = this.writer.current;
    return { history: header.mirror ? 'mirror' : 'local', fileCount: header.fileCount, offset: end };
  }

  /**
   * The next file of the same history; what was appended before goes to the present one. Rejects when there is no name left for it today,
   * and while journaling is stopped.
   */
  switchFile(reason = 'File full'): Promise<void> {
    return this.#inTurn(() => {
      if (this.isDisabled) throw new Error('journaling is disabled');
      return this.#switchNow(reason);
    });
  }

  /** Nobody waits for it: the file goes on growing until it can be left. */
  #switchFullFile(): void {
    const { path: filePath } = this.writer.current;
    void this.switchFile().catch((error: unknown) => {
      this.#log(1, `Journal file ${filePath} is full and no other could be begun: ${messageOf(error)}`);
      setTimeout(() => {
        if (this.writer.current.path === filePath && !this.isDisabled) this.#switchFullFile();
      }, RETRY_MS).unref();
    });
  }

  #switching: Promise<void> = Promise.resolve();
  /** Two switches at once would choose the same name. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#switching.then(() => work());
    this.#switching = turn.catch(() => undefined);
    return turn;
  }

  async #switchNow(reason: string): Promise<void> {
    const name = this.#nextName(this.writer.current.header.mirror, await readdir(this.directory));
    const oldest = this.oldestOpenFile;
    await this.#switchTo((current) => {
      const { mirror, epoch, fileCount } = current.header;
      return this.#successor(name, {
        mirror,
        epoch,
        fileCount: fileCount + 1,
        previous: asPrevious(current),
        minTransaction: this.#beginningIn(mirror?.guid ?? null, oldest),
        reason,
      });
    });
  }

  /** Files that this process has written, oldest first. */
  readonly #files: WrittenFile[] = [];

  /** The file that holds the beginning of the oldest transaction that is open; null while none is. */
  get oldestOpenFile(): WrittenFile | null {
    const sequence = this.#house.globals().oldestOpenSequence();
    if (sequence === null) return null;
    return this.#files.findLast(({ firstSequence }) => firstSequence <= sequence) ?? null;
  }

  /** Where records of a transaction that began in `oldest` begin in that history: it may have begun before this instance was primary. */
  #beginningIn(history: string | null, oldest: WrittenFile | null): JournalPosition | null {
    if (!oldest) return null;
    const file = this.#files.find((candidate) => candidate.history === history && candidate.firstSequence >= oldest.firstSequence);
    return file ? { fileCount: file.fileCount, offset: HEADER_BYTES } : null;
  }

  /** What is appended from this call on goes to the next file. */
  #switchTo(next: NextFile): Promise<void> {
    const firstSequence = this.writer.lastSequence + 1;
    return this.writer.switchTo((current) => {
      const made = next(current);
      this.#files.push(toWrittenFile(made.header, firstSequence));
      return made;
    });
  }

  /** Deletes what is said of these files from `journal.log`, behind what was said before. */
  async forget(fileGuids: ReadonlySet<string>): Promise<void> {
    await this.#inListTurn(async () => {
      const logPath = this.#listPath;
      const entries = await readJournalLog(logPath);
      const written = await writeJournalLog(
        logPath,
        entries.filter(({ fileGuid }) => !fileGuids.has(fileGuid)),
      );
      if (!written.ok) throw new Error(written.failure.message);
    });
  }

  /** Somebody may have deleted the file in use: its bytes are still open here, and get their name again. */
  async keepInPlace(): Promise<void> {
    const { path: filePath } = this.writer.current;
    if (await this.writer.keepInPlace())
      this.#log(2, `Journal file ${filePath} was deleted while it was in use. It has been put back, nothing of it is lost`);
  }

  async close(): Promise<void> {
    await this.writer.close();
    // What a database refuses is in the journal, and its file says from where on it lacks it: the next start offers it again.
    await this.applied().catch((error: unknown) => this.#log(1, `At the end not everything is in the database files: ${messageOf(error)}`));
    if (this.#applyTimer) clearTimeout(this.#applyTimer);
    await this.#listing;
  }

  async #startTerm(history: MirrorHistory, epoch: Epoch): Promise<void> {
    const { mirror, history: led } = this.#house.led();
    if (!mirror || history !== led) throw new Error('this instance is not a member of this mirror alone');
    await this.writer.drain();
    // A database that takes no updates, for its disk is full, must not keep the mirror without a primary. Its file says from where on it
    // lacks the journal: the local one, then that of this term.
    while (this.#isWork) await this.#applyNow();
    await this.#inTurn(() => this.#switchToTerm(mirror, epoch));
  }

  async #switchToTerm(mirror: { guid: string; name: string }, epoch: Epoch): Promise<void> {
    const name = this.#nextName(mirror, await readdir(this.directory));
    const last = this.mirror.files().at(-1);
    assert(last === undefined || epoch >= last.epoch, 'a term is opened that is above all of the journal', () => [last?.epoch, epoch]);
    const previous = last ? { guid: last.guid, name: last.name, end: last.end } : null;
    const fileCount = (last?.fileCount ?? 0) + 1;
    await this.#switchTo(() =>
      this.#successor(name, {
        mirror,
        epoch,
        fileCount,
        previous,
        minTransaction: this.#house.oldestOpenTransaction(),
        reason: 'Became primary',
      }),
    );
  }

  #nextName(mirror: { name: string } | null, taken: readonly string[]): string {
    return nameOf({ prefix: mirror ? mirrorJournalPrefix(mirror.name) : this.#settings.prefix, day: this.#clock.wallTime(), taken });
  }

  #successor(
    name: string,
    next: Pick<JournalHeader, 'mirror' | 'epoch' | 'fileCount' | 'previous' | 'minTransaction' | 'reason'>,
  ): { path: string; header: JournalHeader } {
    const header: JournalHeader = {
      fileGuid: newFileGuid(),
      creatorGuid: this.creatorGuid,
      createdAtMs: this.#clock.wallTime().getTime(),
      sizeBytesMax: this.#settings.fileMegabytes * BYTES_PER_MEGABYTE,
      directoryStepBytes: DIRECTORY_STEP_BYTES,
      ...next,
    };
    return { path: path.join(this.directory, name), header };
  }

  #listing: Promise<void> = Promise.resolve();
  #inListTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#listing.then(work);
    this.#listing = turn.catch(() => undefined);
    return turn;
  }

  get #listPath(): string {
    return path.join(path.dirname(this.directory), JOURNAL_LOG_NAME);
  }

  /**
   * The list that people read: `journal.log`; the mirror's is kept with the mirror's files. Recovery takes a file that is missing there
   * from the directory.
   */
  #note(filePath: string, header: JournalHeader): Promise<void> {
    return this.#inListTurn(async () => {
      const appended = await appendJournalLog(this.#listPath, toLogEntry(filePath, header, header.reason ?? ''));
      if (!appended.ok) throw new Error(appended.failure.message);
    });
  }

  /** Blocks on the disk whose records are not yet in a database file, oldest first. */
  readonly #unapplied: { readonly lastSequence: Sequence; readonly bytes: number }[] = [];
  #unappliedBytes = 0;

  #blockDurable(block: WrittenBlock): void {
    this.writingSinceMs = null;
    this.#unapplied.push({ lastSequence: block.lastSequence, bytes: block.bytes.length });
    this.#unappliedBytes += block.bytes.length;
    this.#line.blockDurable(block.lastSequence);
    if (block.header.mirror) return this.mirror.blockDurable(block);
    // Asking is also what makes the writer forget the ends of earlier blocks.
    const sequence = this.writer.sequenceBefore('local', { fileCount: block.fileCount, offset: block.end });
    this.#commit(sequence, { history: 'local', fileCount: block.fileCount, offset: block.end });
  }

  #forgetApplied(): void {
    let count = 0;
    for (; (this.#unapplied[count]?.lastSequence ?? Number.POSITIVE_INFINITY) <= this.#line.applied.sequence; count++)
      this.#unappliedBytes -= this.#unapplied[count]?.bytes ?? 0;
    this.#unapplied.splice(0, count);
  }

  #commit(sequence: Sequence, position: PlaceInHistory): void {
    if (this.#line.commit({ sequence, position }, this.writer.durableSequence)) this.#scheduleApply();
  }

  /** Something is committed and not yet in the database files. */
  get #isWork(): boolean {
    return this.#line.applied.sequence < this.#line.committed.sequence;
  }

  #applyTimer: NodeJS.Timeout | null = null;
  /**
   * Database files are written like the product's write daemon does it: now and then, many updates at once. Reads do not wait for it, and a
   * database that synced its file for every commit would make the journal wait for the disk.
   */
  #scheduleApply(): void {
    if (this.#applying) return;
    const isWork = this.#isWork;
    if (!isWork && this.#refusing.size === 0) return;
    const isLarge = this.#line.committed.sequence - this.#line.applied.sequence > APPLY_RECORDS_MAX;
    const delayMs = !isWork ? RETRY_MS : isLarge ? 0 : APPLY_INTERVAL_MS;
    // What is committed does not wait for what is to be offered again.
    if (this.#applyTimer && !(isWork && this.#isTimerForRefused)) return;
    if (this.#applyTimer) clearTimeout(this.#applyTimer);
    this.#isTimerForRefused = !isWork;
    this.#applyTimer = setTimeout(() => {
      this.#applyTimer = null;
      this.#applying ??= this.#applyLoop();
      this.#applying.catch(() => undefined); // Told in the loop, which comes back.
    }, delayMs);
  }

  #isTimerForRefused = false;
  /**
   * Databases that did not take committed updates, and what was said of each. The updates stay readable in memory and are offered again
   * after a pause; the other databases go on.
   */
  readonly #refusing = new Map<MountedDatabase, string>();
  #offerAgainAtMs = 0;

  async #applyLoop(): Promise<void> {
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
      this.#scheduleApply();
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
      this.#offerAgainAtMs = this.#clock.nowMs() + RETRY_MS;
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
}

const toWrittenFile = ({ fileGuid, fileCount, mirror }: JournalHeader, firstSequence: Sequence): WrittenFile => ({
  fileGuid,
  fileCount,
  history: mirror?.guid ?? null,
  firstSequence,
});

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** True for a database that holds more of the same history, as one does that has just been added to the mirror. */
const isAhead = (
  one: { history: string; fileCount: number; offset: number } | null,
  other: { history: string; fileCount: number; offset: number },
) => one !== null && one.history === other.history && comparePositions(one, other) > 0;

const isSame = (
  one: { history: string; fileCount: number; offset: number } | null,
  other: { history: string; fileCount: number; offset: number },
) => one !== null && one.history === other.history && one.fileCount === other.fileCount && one.offset === other.offset;

/** The 999th file of a day has no successor of that day. */
function nameOf(options: { prefix: string; day: Date; taken: readonly string[] }): string {
  const name = nextJournalName(options);
  if (name === null) throw new Error('there are 999 journal files of this day');
  return name;
}
