/**
 * The journal files of one mirror that count on this member: which they are, how long, and where the history begins.
 *
 * Numbered without a gap, oldest first. Where a file is missing or not whole the history begins behind it, and again with it once it is
 * whole: a fault of an old file ends neither an instance nor a mirror. The newest file says how far this member is, and always stays.
 */
import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { firstDamage, readHeader } from '../journal/journal-reader.ts';
import type { MirrorJournalLog } from '../journal/mirror-journal-log.ts';
import type { FileCount, JournalPosition } from '../journal/position.ts';
import { syncDirectory } from '../ports/durable-file.ts';
import { describeHole, faultOf, findRunBefore, type FoundFile, type Hole, namesBefore } from './history-on-disk.ts';
import { JournalFault } from './journal-fault.ts';
import type { MirrorFile } from './mirror-journal.ts';

export type Note = (severity: 0 | 1 | 2, text: string) => void;
export interface MirrorOfHistory {
  readonly guid: string;
  readonly name: string;
}

export class HistoryFiles {
  readonly directory: string;
  readonly #onNewFile: () => void;
  #files: MirrorFile[] = [];
  #mirror: MirrorOfHistory | null = null;
  #note: Note | null = null;
  /** The file right before the first that counts, where it should be here and is not whole; null while there is none. */
  hole: Hole | null = null;
  /** The list of the files that people and catch-up read; null before there is one. */
  log: MirrorJournalLog | null = null;

  /** `onNewFile`: another file of the history has begun, here or received. */
  constructor(directory: string, onNewFile: () => void) {
    this.directory = directory;
    this.#onNewFile = onNewFile;
  }

  /** null: the first file will say it. */
  get mirror(): MirrorOfHistory | null {
    return this.#mirror;
  }

  note(severity: 0 | 1 | 2, text: string): void {
    this.#note?.(severity, text);
  }

  get all(): readonly MirrorFile[] {
    return this.#files;
  }

  get last(): MirrorFile | undefined {
    return this.#files.at(-1);
  }

  pathOf({ name }: { readonly name: string }): string {
    return path.join(this.directory, name);
  }

  /** Throws a `JournalFault` when no such file counts. */
  entry(fileCount: FileCount): MirrorFile {
    const entry = this.#files.find((file) => file.fileCount === fileCount);
    if (!entry) throw this.lacking(fileCount);
    return entry;
  }

  /**
   * What stands in the way of who goes on in file `fileCount`, which does not count here: where the history begins behind a damaged file,
   * that one, for which it had to go; else that the file has gone.
   */
  lacking(fileCount: FileCount): JournalFault {
    const { hole } = this;
    const isDamage = hole !== null && fileCount <= hole.fileCount && (hole.kind === 'damaged' || hole.kind === 'cut-off');
    return new JournalFault(
      isDamage
        ? { reason: 'damaged', fileCount: hole.fileCount, name: hole.name, offset: hole.offset, detail: '' }
        : { reason: 'missing', fileCount, name: '', offset: 0, detail: '' },
    );
  }

  /** What was found on the disk: from now on this is the history. */
  found(mirror: MirrorOfHistory, files: readonly FoundFile[], note: Note | null): void {
    this.#mirror = mirror;
    this.#note = note;
    this.#files = files.map(toMirrorFile);
  }

  /** Behind the last. */
  begun(name: string, header: JournalHeader): void {
    this.#files.push(toMirrorFile({ name, header, end: HEADER_BYTES }));
    this.log?.append(path.join(this.directory, name), header);
    this.#onNewFile();
  }

  setEnd(fileCount: FileCount, end: number): void {
    const index = this.#files.findIndex((file) => file.fileCount === fileCount);
    if (index >= 0) this.#files[index] = { ...(this.#files[index] as MirrorFile), end };
  }

  // ---- its end

  /**
   * Deletes the files behind that of `position`; where it is the very beginning of one, and nothing of a later one is here, all of them:
   * what lies before a hole is of no use any more, and what comes would not follow it. Durable when it resolves.
   */
  async cutBehind(position: JournalPosition): Promise<void> {
    const beginsAnew = position.offset === 0 && (this.last?.fileCount ?? 0) <= position.fileCount;
    const surplus = this.#files.filter(({ fileCount }) => beginsAnew || fileCount > position.fileCount).reverse();
    // The list first: it would name them as lost if this process died in between. And a power cut must not bring back what another file of
    // the same number will replace.
    if (surplus.length > 0) {
      this.log?.keepOnly({ first: beginsAnew ? position.fileCount + 1 : (this.#files[0]?.fileCount ?? 0), last: position.fileCount });
      await this.log?.settled();
    }
    for (const file of surplus) {
      await rm(this.pathOf(file), { force: true });
      this.#files = this.#files.filter((kept) => kept !== file);
    }
    if (surplus.length > 0) await syncDirectory(this.directory);
    if (this.#files.length === 0) this.hole = null;
  }

  // ---- its beginning

  /**
   * Deletes the files before `fileCount`, oldest first, so that a crash leaves a history without a hole. Never the newest: it says how far
   * the history reaches. Who may still need them is the caller's business. Rejects with the operating system's error; what was deleted
   * before stays so.
   */
  async dropBefore(fileCount: FileCount): Promise<MirrorFile[]> {
    const dropped: MirrorFile[] = [];
    try {
      for (let first = this.#files[0]; first && first.fileCount < fileCount && this.#files.length > 1; first = this.#files[0]) {
        // Nobody may begin to read what is about to go.
        this.#files = this.#files.slice(1);
        await rm(this.pathOf(first)).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return;
          this.#files = [first as MirrorFile, ...this.#files];
          throw error;
        });
        dropped.push(first);
      }
      if (dropped.length > 0) await this.#dropBeforeHole();
    } finally {
      if (dropped.length > 0) {
        await syncDirectory(this.directory);
        this.#listChanged();
      }
    }
    return dropped;
  }

  /** Files that lie before a hole are of no use, and are older than what has just gone. */
  async #dropBeforeHole(): Promise<void> {
    const first = this.#files[0];
    if (!this.hole || !this.#mirror || !first) return;
    for (const name of await namesBefore(this.directory, this.#mirror, first.fileCount)) await rm(this.pathOf({ name }), { force: true });
    this.hole = null;
  }

  /**
   * The list is a record; the disk is what can be served and applied. Finds files that have gone, were cut or lost their header since, and
   * files that were put back. Nothing is read but names, sizes and headers. The newest file is not looked at: who writes it holds it open.
   */
  async lookAtDisk(): Promise<void> {
    const looked = await Promise.all(
      this.#files.slice(0, -1).map(async (file) => ({ file, fault: await faultOf(this.pathOf(file), file.end) })),
    );
    const gone = looked.findLast(({ file, fault }) => fault !== null && this.#files.includes(file) && this.last !== file);
    if (gone) this.#beginBehind(gone.file, { kind: 'damaged', offset: 0, ...gone.fault });
    else if (this.hole) await this.#lookBehindHole(this.hole);
  }

  /** A closed file is damaged from here on: the history begins behind it until it is whole again. */
  foundDamage({ fileCount, offset }: JournalPosition): void {
    const file = this.#files.slice(0, -1).find((candidate) => candidate.fileCount === fileCount);
    if (file) this.#beginBehind(file, { kind: 'damaged', offset });
  }

  foundHole(hole: Hole): void {
    const isKnown = this.hole?.fileCount === hole.fileCount;
    this.hole = hole;
    const begins = hole.fileCount + 1;
    if (!isKnown)
      this.note(
        2,
        `#2000 ${capitalized(describeHole(hole))}: the journal of mirror ${this.#mirror?.name ?? ''} begins with file #${begins} on this member. Put the file back, or bring a newer copy of each database that needs what lies before`,
      );
  }

  /**
   * Takes a file that was fetched to `temporaryPath` as the one right before the first that is here: the history reaches further back then.
   * Refuses (false, nothing is changed) a file that does not join, or is damaged. Durable when it resolves.
   */
  async adoptOlder(temporaryPath: string, name: string): Promise<boolean> {
    const first = this.#files[0];
    if (!first) return false;
    const [next, header, { size }] = await Promise.all([readHeader(this.pathOf(first)), readHeader(temporaryPath), stat(temporaryPath)]);
    const end = next?.previous?.end ?? 0;
    const joins =
      header?.mirror?.guid === next?.mirror?.guid &&
      header?.fileCount === first.fileCount - 1 &&
      header.fileGuid === next?.previous?.guid &&
      size >= end;
    if (!header || !joins || (await firstDamage(temporaryPath, HEADER_BYTES, end)) !== null) return false;
    await rename(temporaryPath, this.pathOf({ name }));
    await syncDirectory(this.directory);
    this.#files = [toMirrorFile({ name, header, end }), ...this.#files];
    if (this.hole?.fileCount === header.fileCount) {
      this.hole = null;
      // Files before it may be here: they were of no use without it.
      await this.#reachBack();
      this.#tellHereAgain(header.fileCount);
    }
    return true;
  }

  #beginBehind({ fileCount, name }: MirrorFile, fault: Pick<Hole, 'kind' | 'offset'>): void {
    this.#files = this.#files.filter((file) => file.fileCount > fileCount);
    this.foundHole({ ...fault, fileCount, name });
    this.#listChanged();
  }

  async #lookBehindHole(hole: Hole): Promise<void> {
    // Its size and its header tell nothing of a block in its middle.
    const end = this.#files[0]?.previous?.end ?? 0;
    const isDamaged =
      hole.kind === 'damaged' &&
      hole.offset > 0 &&
      (await firstDamage(this.pathOf(hole), hole.offset, end).catch(() => hole.offset)) !== null;
    if (!isDamaged && (await this.#reachBack())) this.#tellHereAgain(hole.fileCount);
  }

  #tellHereAgain(fileCount: FileCount): void {
    this.note(
      1,
      `Mirror journal file #${fileCount} is here again: the journal of mirror ${this.#mirror?.name ?? ''} begins with file #${this.#files[0]?.fileCount} on this member`,
    );
  }

  /** Takes the files that lie right before the first one and are whole now. False when there are none. */
  async #reachBack(): Promise<boolean> {
    const first = this.#files[0];
    const header = first && this.#mirror ? await readHeader(this.pathOf(first)).catch(() => null) : null;
    if (!first || !header || !this.#mirror) return false;
    const { files, hole } = await findRunBefore(this.directory, this.#mirror, { name: first.name, header, end: first.end });
    // Others may have changed the list meanwhile.
    if (files.length < 2 || this.#files[0] !== first) return false;
    this.#files = [...files.slice(0, -1).map(toMirrorFile), ...this.#files];
    this.hole = null;
    if (hole) this.foundHole(hole);
    return true;
  }

  /** The list forgets newer files, which are not here. */
  async missNothing(): Promise<void> {
    this.log?.keepOnly({ first: this.#files[0]?.fileCount ?? 0, last: this.last?.fileCount ?? 0 });
    await this.log?.settled();
  }

  /** At its beginning. */
  #listChanged(): void {
    this.log?.keepOnly({ first: this.#files[0]?.fileCount ?? 0, last: Number.MAX_SAFE_INTEGER });
  }
}

const toMirrorFile = ({ name, header, end }: FoundFile): MirrorFile => ({
  fileCount: header.fileCount,
  guid: header.fileGuid,
  start: HEADER_BYTES,
  end,
  name,
  epoch: header.epoch,
  previous: header.previous,
});

export const capitalized = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
