/**
 * The journal of an instance: what its own jobs write, and when a write counts as committed.
 *
 * Outside a primary, records go to local files and are committed when this disk has them. A primary writes one mirror journal for
 * everything (engine facts 6.1), and the mirror machine says what is committed. Either way a committed record is then applied to the
 * database files, in batches, in the background: replies do not wait for that.
 *
 * Each of its duties is a part: how far (`commit-line`), into the databases (`apply-line`), to which file (`journal-switching`), whether at
 * all (`journaling-standing`), and the list of files (`journal-list`). This ties them to the writer.
 */
import path from 'node:path';
import { accepted, type Outcome } from '../../contract/errors.ts';
import { type JournalSettings, type JournalState, journalSettingsDefaults } from '../../contract/journals.ts';
import type { Epoch } from '../journal/epoch.ts';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import type { DiskFailure, JournalFile } from '../journal/journal-file.ts';
import type { Sequence } from '../journal/journal-sink.ts';
import { JournalWriter, type WrittenBlock } from '../journal/journal-writer.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { Clock } from '../ports/clock.ts';
import { ApplyLine } from './apply-line.ts';
import { CommitLine, type CommitWatch, type PlaceInHistory } from './commit-line.ts';
import type { JournalHouse } from './journal-house.ts';
import { JournalList } from './journal-list.ts';
import { BYTES_PER_MEGABYTE, beginLocalFile, JournalSwitching, type WrittenFile } from './journal-switching.ts';
import { JournalingStanding } from './journaling-standing.ts';
import { MirrorHistory } from './mirror-history.ts';

interface OpenOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Of this instance, in the headers of the files that it begins. */
  readonly creatorGuid: string;
  readonly log: (severity: 0 | 1 | 2, text: string) => void;
  readonly house: JournalHouse;
  /** The contract's defaults when absent. */
  readonly settings?: JournalSettings;
  /** How long a failing write is repeated before journaling stops, where it need not freeze. */
  readonly disableAfterMs?: number;
  readonly watch?: CommitWatch;
}

export class InstanceJournal {
  readonly directory: string;
  readonly #house: JournalHouse;
  readonly creatorGuid: string;
  readonly #log: (severity: 0 | 1 | 2, text: string) => void;
  readonly writer: JournalWriter;
  #settings: JournalSettings;
  readonly #list: JournalList;
  readonly #standing: JournalingStanding;
  readonly #line: CommitLine;
  readonly #applying: ApplyLine;
  readonly #switching: JournalSwitching;

  private constructor(options: OpenOptions & { file: JournalFile; header: JournalHeader; settings: JournalSettings; list: JournalList }) {
    const { directory, clock, creatorGuid, log, house, settings, list } = options;
    this.directory = directory;
    this.#house = house;
    this.creatorGuid = creatorGuid;
    this.#log = log;
    this.#settings = settings;
    this.#list = list;
    this.#standing = new JournalingStanding({
      clock,
      log,
      settings: () => this.#settings,
      isPrimary: () => this.isPrimary,
      mustFreeze: () => house.mustFreeze(),
      disableAfterMs: options.disableAfterMs,
    });
    this.#line = new CommitLine({ history: 'local', fileCount: options.header.fileCount, offset: HEADER_BYTES }, options.watch);
    this.#applying = new ApplyLine({ line: this.#line, house, clock, log });
    this.writer = new JournalWriter({
      file: options.file,
      header: options.header,
      clock,
      events: {
        onBlock: (block) => {
          this.#standing.writeBegan();
          if (block.header.mirror) this.mirror.blockStarted(block);
        },
        onDurable: (block) => this.#blockDurable(block),
        onSwitched: (next) => this.#switched(next),
        onFull: () => this.#switching.switchFullFile(),
        onFailure: (failure) => this.#standing.writeFailed(failure),
        mayGiveUp: () => this.#standing.mayGiveUp(),
        onGivenUp: (failure) => this.#stopped(failure),
        onUnjournaled: () => this.#commitUnjournaled(),
        onRecovered: () => this.#standing.writeRecovered(),
      },
    });
    const origin = { directory, clock, creatorGuid, settings: () => this.#settings };
    this.#switching = new JournalSwitching({ ...origin, writer: this.writer, house, log });
  }

  /** Opens a new local journal file. Earlier files stay as they are: whoever needs them has recovered them before. */
  static async open(options: OpenOptions): Promise<InstanceJournal> {
    const settings = options.settings ?? journalSettingsDefaults;
    const { file, header } = await beginLocalFile({ ...options, settings: () => settings });
    const list = new JournalList(options.directory);
    const journal = new InstanceJournal({ ...options, settings, file, header, list });
    await list.note(file.path, header);
    return journal;
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
      onDiskFailure: (message) => this.#standing.notReceived(message),
      onNewFile: () => this.#house.fileBegun(),
    });
    return history;
  }

  get settings(): JournalSettings {
    return this.#settings;
  }

  /** From now on. A file that is larger already is left at the next write; the prefix is that of the next local file. */
  set settings(settings: JournalSettings) {
    this.#settings = settings;
    this.writer.sizeBytesMax = settings.fileMegabytes * BYTES_PER_MEGABYTE;
  }

  // ---- whether

  /** Whether updates are taken, and journaled, as a person is told it. */
  get state(): JournalState {
    return this.#standing.state(this.mirror.refusal);
  }

  get isDisabled(): boolean {
    return this.writer.isDisabled;
  }

  /** Since when the disk has refused what was written, monotonic ms; null while it takes it. */
  get frozenSinceMs(): number | null {
    return this.#standing.frozenSinceMs;
  }

  /** Since when the block that is being written waits for the disk, monotonic ms; null while none is. A disk that hangs refuses nothing. */
  get writingSinceMs(): number | null {
    return this.#standing.writingSinceMs;
  }

  /** True from the moment this instance writes the mirror's journal. */
  get isPrimary(): boolean {
    return this.writer.current.header.mirror !== null;
  }

  #stopped(failure: DiskFailure): void {
    this.#standing.stopped(failure);
    this.#applying.journalingStopped();
    this.#commitUnjournaled();
  }

  // ---- committing

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

  #blockDurable(block: WrittenBlock): void {
    this.#standing.writeDone();
    this.#applying.blockDurable(block);
    this.#line.blockDurable(block.lastSequence);
    if (block.header.mirror) return this.mirror.blockDurable(block);
    // Asking is also what makes the writer forget the ends of earlier blocks.
    const sequence = this.writer.sequenceBefore('local', { fileCount: block.fileCount, offset: block.end });
    this.#commit(sequence, { history: 'local', fileCount: block.fileCount, offset: block.end });
  }

  /** What no journal file has, or ever will, counts as committed; whoever waits for it is answered. */
  #commitUnjournaled(): void {
    this.#applying.unjournaled(this.writer.lastSequence);
    this.#commit(this.writer.lastSequence, this.#nextFileStart);
  }

  #commit(sequence: Sequence, position: PlaceInHistory): void {
    if (this.#line.commit({ sequence, position }, this.writer.durableSequence)) this.#applying.schedule();
  }

  /**
   * Behind all that the present file could tell, before all that the next one will: recovery must not put older values over what was
   * written without a journal.
   */
  get #nextFileStart(): PlaceInHistory {
    return { history: 'local', fileCount: this.writer.current.header.fileCount + 1, offset: HEADER_BYTES };
  }

  // ---- applying

  /** Records taken but not yet in a database file: the measure for slowing clients down. */
  get unappliedCount(): number {
    return this.writer.lastSequence - this.#line.applied.sequence;
  }

  /** Bytes of journal on this disk whose records are not yet in a database file: they are held in memory as well. */
  get unappliedBytes(): number {
    return this.#applying.unappliedBytes;
  }

  /** Puts everything committed so far into the database files, now. Rejects when one of them does not take it. */
  applied(): Promise<void> {
    return this.#applying.applied();
  }

  /**
   * Writes what no journal record announces (databases that are not journaled), and moves the position of databases that had nothing to
   * apply, so that the next recovery does not read what cannot concern them.
   */
  advancePositions(): Promise<void> {
    return this.#applying.advance(this.#reachedPosition, this.isPrimary);
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

  // ---- files

  /**
   * The next file of the same history; what was appended before goes to the present one. Rejects when there is no name left for it today,
   * and while journaling is stopped.
   */
  switchFile(reason: string): Promise<void> {
    return this.#switching.switchFile(reason);
  }

  /**
   * Journaling begins again in a new file, after it had stopped. What was written meanwhile is in the database files when this resolves.
   * Rejects, and journaling stays stopped, when the file cannot be made.
   */
  async start(): Promise<void> {
    await this.#switching.beginAgain();
    await this.applied();
  }

  async #startTerm(history: MirrorHistory, epoch: Epoch): Promise<void> {
    const { mirror, history: led } = this.#house.led();
    if (!mirror || history !== led) throw new Error('this instance is not a member of this mirror alone');
    await this.writer.drain();
    // A database that takes no updates, for its disk is full, must not keep the mirror without a primary. Its file says from where on it
    // lacks the journal: the local one, then that of this term.
    await this.#applying.appliedWhereTaken();
    await this.#switching.beginTerm({ mirror, epoch, last: () => history.files().at(-1) ?? null });
  }

  #switched({ path: filePath, header }: { path: string; header: JournalHeader }): void {
    this.#standing.fileBegan();
    this.#log(0, `Journal file switched to: ${filePath}`);
    void this.#list
      .note(filePath, header)
      .catch((error: unknown) => this.#log(1, `Journal file ${filePath} is missing in the list of journal files: ${messageOf(error)}`));
    if (header.mirror) this.mirror.fileStarted(path.basename(filePath), header);
    this.#house.fileBegun();
  }

  /** The file that holds the beginning of the oldest transaction that is open; null while none is. */
  get oldestOpenFile(): WrittenFile | null {
    return this.#switching.oldestOpenFile;
  }

  /** Deletes what is said of these files from `journal.log`. */
  forget(fileGuids: ReadonlySet<string>): Promise<void> {
    return this.#list.forget(fileGuids);
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
    this.#applying.close();
    await this.#list.settled();
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
