/**
 * Which file the journal of an instance is written to: from one file to the next of the same history, from the local history to a term of
 * the mirror's, and again after journaling had stopped. One switch after the other: two at once would choose the same name.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { JournalSettings } from '../../contract/journals.ts';
import { assert } from '../../machine/assert.ts';
import type { Epoch } from '../journal/epoch.ts';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { JournalFile } from '../journal/journal-file.ts';
import { mirrorJournalPrefix, newFileGuid, nextJournalName } from '../journal/journal-log.ts';
import { readHeader } from '../journal/journal-reader.ts';
import type { Sequence } from '../journal/journal-sink.ts';
import { DIRECTORY_STEP_BYTES } from '../journal/block-filling.ts';
import { asPrevious, type JournalWriter, type NextFile } from '../journal/journal-writer.ts';
import type { FileCount, JournalPosition } from '../journal/position.ts';
import type { Clock } from '../ports/clock.ts';
import type { JournalHouse } from './journal-house.ts';
import type { MirrorFile } from './mirror-journal.ts';
import { SWITCH_RETRY_MS } from '../../machine/waits.ts';

export const BYTES_PER_MEGABYTE = 1024 * 1024;

export interface WrittenFile {
  readonly fileGuid: string;
  readonly fileCount: FileCount;
  /** GUID of the mirror; null for a local file. */
  readonly history: string | null;
  /** Of the first record that it may hold. */
  readonly firstSequence: Sequence;
}

/** What is the same in every file that this instance begins. */
export interface FileOrigin {
  readonly directory: string;
  readonly clock: Clock;
  /** Of this instance, in the header. */
  readonly creatorGuid: string;
  readonly settings: () => JournalSettings;
}

export interface SwitchingOptions extends FileOrigin {
  /** It writes to its first file already. */
  readonly writer: JournalWriter;
  readonly house: Pick<JournalHouse, 'globals' | 'oldestOpenTransaction'>;
  readonly log: (severity: 0 | 1 | 2, text: string) => void;
}

type NextHeader = Pick<JournalHeader, 'mirror' | 'epoch' | 'fileCount' | 'previous' | 'minTransaction' | 'reason'>;

/**
 * A new local journal file, behind all that are there: they stay as they are, whoever needs them has recovered them before. Rejects when
 * the disk does not take it.
 */
export async function beginLocalFile(origin: FileOrigin): Promise<{ file: JournalFile; header: JournalHeader }> {
  const names = await readdir(origin.directory);
  let fileCount = 0;
  for (const name of names) {
    const header = await readHeader(path.join(origin.directory, name)).catch(() => null);
    if (header && header.mirror === null) fileCount = Math.max(fileCount, header.fileCount);
  }
  const next: NextHeader = {
    mirror: null,
    epoch: 0,
    fileCount: fileCount + 1,
    previous: null,
    minTransaction: null,
    reason: 'Instance start',
  };
  const header = headerOf(origin, next);
  const file = await JournalFile.create(path.join(origin.directory, nextName(origin, null, names)), header);
  if (!file.ok) throw new Error(`the journal cannot be written: ${file.failure.message}`);
  return { file: file.value, header };
}

export class JournalSwitching {
  readonly #options: SwitchingOptions;
  readonly #writer: JournalWriter;
  /** Files that this process has written, oldest first. */
  readonly #files: WrittenFile[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(options: SwitchingOptions) {
    this.#options = options;
    this.#writer = options.writer;
    this.#files.push(toWrittenFile(options.writer.current.header, 1));
  }

  /** The file that holds the beginning of the oldest transaction that is open; null while none is. */
  get oldestOpenFile(): WrittenFile | null {
    const sequence = this.#options.house.globals().oldestOpenSequence();
    if (sequence === null) return null;
    return this.#files.findLast(({ firstSequence }) => firstSequence <= sequence) ?? null;
  }

  /**
   * The next file of the same history; what was appended before goes to the present one. Rejects when there is no name left for it today,
   * and while journaling is stopped.
   */
  switchFile(reason: string): Promise<void> {
    return this.#inTurn(() => {
      if (this.#writer.isDisabled) throw new Error('journaling is disabled');
      return this.#switchNow(reason);
    });
  }

  /** Nobody waits for it: the file goes on growing until it can be left. */
  switchFullFile(): void {
    const { path: filePath } = this.#writer.current;
    void this.switchFile('File full').catch((error: unknown) => {
      this.#options.log(1, `Journal file ${filePath} is full and no other could be begun: ${messageOf(error)}`);
      this.#options.clock.after(SWITCH_RETRY_MS, () => {
        if (this.#writer.current.path === filePath && !this.#writer.isDisabled) this.switchFullFile();
      });
    });
  }

  /** Journaling begins again, after it had stopped. Rejects, and it stays stopped, when the file cannot be made. */
  beginAgain(): Promise<void> {
    return this.#inTurn(() => this.#switchNow('Journaling started'));
  }

  /** The first file of a term, behind `last`, the newest of the mirror's history here; null: there is none. */
  beginTerm(term: { mirror: { guid: string; name: string }; epoch: Epoch; last: () => MirrorFile | null }) {
    return this.#inTurn(() => this.#switchToTerm(term));
  }

  async #switchToTerm({ mirror, epoch, last: lastOf }: Parameters<JournalSwitching['beginTerm']>[0]): Promise<void> {
    const name = nextName(this.#options, mirror, await readdir(this.#options.directory));
    const last = lastOf();
    assert(last === null || epoch >= last.epoch, 'a term is opened that is above all of the journal', () => [last?.epoch, epoch]);
    const previous = last ? { guid: last.guid, name: last.name, end: last.end } : null;
    const fileCount = (last?.fileCount ?? 0) + 1;
    const minTransaction = () => this.#options.house.oldestOpenTransaction();
    await this.#switchTo(() =>
      this.#successor(name, { mirror, epoch, fileCount, previous, minTransaction: minTransaction(), reason: 'Became primary' }),
    );
  }

  async #switchNow(reason: string): Promise<void> {
    const name = nextName(this.#options, this.#writer.current.header.mirror, await readdir(this.#options.directory));
    const oldest = this.oldestOpenFile;
    await this.#switchTo((current) => {
      const { mirror, epoch, fileCount } = current.header;
      const minTransaction = this.#beginningIn(mirror?.guid ?? null, oldest);
      return this.#successor(name, { mirror, epoch, fileCount: fileCount + 1, previous: asPrevious(current), minTransaction, reason });
    });
  }

  /** Where records of a transaction that began in `oldest` begin in that history: it may have begun before this instance was primary. */
  #beginningIn(history: string | null, oldest: WrittenFile | null): JournalPosition | null {
    if (!oldest) return null;
    const file = this.#files.find((candidate) => candidate.history === history && candidate.firstSequence >= oldest.firstSequence);
    return file ? { fileCount: file.fileCount, offset: HEADER_BYTES } : null;
  }

  /** What is appended from this call on goes to the next file. */
  #switchTo(next: NextFile): Promise<void> {
    const firstSequence = this.#writer.lastSequence + 1;
    return this.#writer.switchTo((current) => {
      const made = next(current);
      this.#files.push(toWrittenFile(made.header, firstSequence));
      return made;
    });
  }

  #successor(name: string, next: NextHeader): { path: string; header: JournalHeader } {
    return { path: path.join(this.#options.directory, name), header: headerOf(this.#options, next) };
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(() => work());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

const headerOf = ({ creatorGuid, clock, settings }: FileOrigin, next: NextHeader): JournalHeader => ({
  fileGuid: newFileGuid(),
  creatorGuid,
  createdAtMs: clock.wallTime().getTime(),
  sizeBytesMax: settings().fileMegabytes * BYTES_PER_MEGABYTE,
  directoryStepBytes: DIRECTORY_STEP_BYTES,
  ...next,
});

/** The 999th file of a day has no successor of that day. */
function nextName({ settings, clock }: FileOrigin, mirror: { name: string } | null, taken: readonly string[]): string {
  const prefix = mirror ? mirrorJournalPrefix(mirror.name) : settings().prefix;
  const name = nextJournalName({ prefix, day: clock.wallTime(), taken });
  if (name === null) throw new Error('there are 999 journal files of this day');
  return name;
}

const toWrittenFile = ({ fileGuid, fileCount, mirror }: JournalHeader, firstSequence: Sequence): WrittenFile => ({
  fileGuid,
  fileCount,
  history: mirror?.guid ?? null,
  firstSequence,
});

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
