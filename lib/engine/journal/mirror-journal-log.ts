/**
 * `mgr/mirrorjrn-NAME.log`: the list of the mirror's journal files that every member keeps, in step with the files (engine facts 6.6).
 *
 * The files are the truth and the list follows them, so nothing waits for it and a crash between the two is mended when the instance
 * starts. A list that is lost or damaged is not made up silently: the member goes on, says so, and an operator has it rebuilt.
 */
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { JournalHeader } from './header.ts';
import {
  appendJournalLog,
  inspectJournalLog,
  type JournalLogEntry,
  mirrorJournalLogName,
  type Rebuilt,
  rebuildMirrorJournalLog,
  toLogEntry,
  writeJournalLog,
} from './journal-log.ts';

export type MirrorLogState = 'kept' | 'missing' | 'damaged';

export class MirrorJournalLog {
  readonly path: string;
  readonly #mirror: { readonly guid: string; readonly name: string };
  readonly #log: (severity: 0 | 1 | 2, text: string) => void;
  #state: MirrorLogState = 'kept';
  #work: Promise<void> = Promise.resolve();

  private constructor(options: {
    managerDirectory: string;
    mirror: { guid: string; name: string };
    log: (severity: 0 | 1 | 2, text: string) => void;
  }) {
    this.path = path.join(options.managerDirectory, mirrorJournalLogName(options.mirror.name));
    this.#mirror = options.mirror;
    this.#log = options.log;
  }

  /**
   * Brings the list in step with the files that are here, oldest first: what a crash came between. A newer one that it names is lost, and
   * stays in it: the agent of this member must not report what is left as all that there was.
   */
  static async open(options: {
    managerDirectory: string;
    mirror: { guid: string; name: string };
    files: readonly { path: string; header: JournalHeader }[];
    log: (severity: 0 | 1 | 2, text: string) => void;
  }): Promise<MirrorJournalLog> {
    const list = new MirrorJournalLog(options);
    const found = await inspectJournalLog(list.path);
    if (found.kind === 'damaged' || (found.kind === 'missing' && options.files.length > 0)) {
      list.#state = found.kind;
      options.log(2, `Mirror journal log ${list.path} is ${found.kind}: rebuild it on the Journals page`);
      return list;
    }
    const known = new Map(found.kind === 'whole' ? found.entries.map((entry) => [entry.fileGuid, entry]) : []);
    const here = options.files.map(
      (file) => known.get(file.header.fileGuid) ?? toLogEntry(file.path, file.header, file.header.reason ?? 'Not in the list'),
    );
    const newest = options.files.at(-1)?.header.fileCount ?? 0;
    const lost = [...known.values()].filter(({ mirror, fileCount }) => mirror?.guid === options.mirror.guid && fileCount > newest);
    const entries = [...here, ...lost];
    const isSame =
      found.kind === 'whole' &&
      entries.length === found.entries.length &&
      entries.every(({ fileGuid }, index) => fileGuid === found.entries[index]?.fileGuid);
    if (!isSame) void list.#inTurn(() => list.#rewrite(entries));
    return list;
  }

  get state(): MirrorLogState {
    return this.#state;
  }

  /** The next file of the history. */
  append(filePath: string, header: JournalHeader): void {
    void this.#inTurn(async () => {
      if (this.#state !== 'kept') return;
      const appended = await appendJournalLog(this.path, toLogEntry(filePath, header, header.reason ?? ''));
      if (!appended.ok) this.#complain(appended.failure.message);
    });
  }

  /** Only files of the history from `first` to `last` are here now, both included. */
  keepOnly(range: { first: number; last: number }): void {
    void this.#inTurn(async () => {
      if (this.#state !== 'kept') return;
      const found = await inspectJournalLog(this.path);
      if (found.kind !== 'whole') return;
      await this.#rewrite(found.entries.filter(({ fileCount }) => fileCount >= range.first && fileCount <= range.last));
    });
  }

  /**
   * BuildJournalLog: writes the list anew from the files in `directories`. Refuses as `Rebuilt` says; a damaged list is put aside first, a
   * sound one stands in the way.
   */
  rebuild(directories: readonly string[]): Promise<Rebuilt> {
    return this.#inTurn(async () => {
      if (existsSync(this.path) && this.#state === 'damaged') await rename(this.path, `${this.path}.damaged`);
      const rebuilt = await rebuildMirrorJournalLog({ logPath: this.path, directories, mirror: this.#mirror });
      if (rebuilt.kind === 'rebuilt') this.#state = 'kept';
      return rebuilt;
    });
  }

  /** Resolves when everything asked so far is on the disk. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #rewrite(entries: readonly JournalLogEntry[]): Promise<void> {
    const written = await writeJournalLog(this.path, entries);
    if (!written.ok) this.#complain(written.failure.message);
  }

  #complain(message: string): void {
    this.#log(1, `Mirror journal log ${this.path} could not be written: ${message}`);
  }

  /** Who waits for nothing need not care for a failure either: it is complained about. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#work.then(work);
    this.#work = turn.then(
      () => undefined,
      (error: unknown) => this.#complain(error instanceof Error ? error.message : String(error)),
    );
    return turn;
  }
}
