/**
 * The mirror journal files of this member: one history, written by itself while it is primary and received byte for byte otherwise.
 *
 * The files are the truth: at start the list is read from their headers. `HistoryFiles` says which of them count, `HistoryReceiving` writes
 * what comes; this is what the machine of the mirror sees of both.
 */
import path from 'node:path';
import { assert } from '../../machine/assert.ts';
import type { Epoch } from '../journal/epoch.ts';
import { decodeHeader, HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { mirrorJournalLogName, readWholeJournalLog } from '../journal/journal-log.ts';
import { readBytes } from '../journal/journal-reader.ts';
import type { WrittenBlock } from '../journal/journal-writer.ts';
import { MirrorJournalLog } from '../journal/mirror-journal-log.ts';
import { isBefore, type JournalPosition, ORIGIN, type FileCount, type JournalOffset } from '../journal/position.ts';
import type { HistoryFile } from '../mirror/history.ts';
import type { JournalState } from '../mirror/state.ts';
import { capitalized, HistoryFiles, type MirrorOfHistory, type Note } from './history-files.ts';
import { describeHole, type Hole, readHistoryOnDisk } from './history-on-disk.ts';
import { HistoryReceiving } from './history-receiving.ts';
import { JournalFault } from './journal-fault.ts';
import { LostUpdates } from './lost-updates.ts';
import { readPiece } from './journal-piece.ts';
import type { JournalListener, JournalPiece, LiveBlock, MirrorFile, MirrorJournal } from './mirror-journal.ts';
import { systemClock } from '../ports/clock.ts';
import { StateWatch } from '../ports/state-watch.ts';

export class MirrorHistory implements MirrorJournal {
  readonly #files: HistoryFiles;
  readonly #receiving: HistoryReceiving;
  /** Wall time of the last block of the history, ms, as its writer saw it; null while there is none. */
  lastBlockTimeMs: number | null = null;
  /** The newest journal data that this member had are gone: it must not lead by what is left. Ends when it has followed a primary. */
  lostEnd: Hole | null = null;
  /** By number: of files that were lost. Databases may have gone along them, until this member leads. */
  #lostGuids: ReadonlyMap<number, string> = new Map();
  readonly #inFlight: LiveBlock[] = [];
  #listener: JournalListener | null = null;
  readonly #moves = new StateWatch(systemClock);
  readonly #startTerm: (epoch: Epoch) => Promise<void>;

  constructor(options: {
    directory: string;
    startTerm: (epoch: Epoch) => Promise<void>;
    onDiskFailure: (message: string) => void;
    /** Another file of the history has begun, here or received. */
    onNewFile?: () => void;
  }) {
    this.#startTerm = options.startTerm;
    this.#files = new HistoryFiles(options.directory, options.onNewFile ?? (() => undefined));
    this.#receiving = new HistoryReceiving({
      files: this.#files,
      onDurable: () => this.#moved(),
      onRefused: (obstacle) => this.#listener?.refused(obstacle),
      onDiskFailure: options.onDiskFailure,
      onBlockTime: (timeMs) => {
        this.lastBlockTimeMs = timeMs;
      },
    });
  }

  listen(listener: JournalListener | null): void {
    this.#listener = listener;
  }

  /**
   * Reads what is on the disk of this mirror, and cuts a torn end. With `note` the mirror journal log is kept from now on. A file that is
   * missing or not whole ends nothing: see `history-on-disk.ts`. `onLostEnd` is awaited. The list names a lost file until it is received
   * again, or this member leads without it. Files of other mirrors are not looked at: they may be written at this moment.
   */
  async load(mirror: MirrorOfHistory, note?: Note, onLostEnd?: () => Promise<void>): Promise<void> {
    const { directory } = this.#files;
    const managerDirectory = path.dirname(directory);
    const listed = await readWholeJournalLog(path.join(managerDirectory, mirrorJournalLogName(mirror.name)));
    const found = await readHistoryOnDisk(directory, mirror, listed);
    this.#files.found(mirror, found.files, note ?? null);
    this.lastBlockTimeMs = found.lastBlockTimeMs;
    this.lostEnd = found.lostEnd;
    this.#lostGuids = found.lostGuids;
    if (found.lostEnd)
      note?.(
        2,
        `${capitalized(describeHole(found.lostEnd))}: the newest mirror journal data of this member are lost. It does not lead by what is left, but follows a primary and receives them again. Without any primary: force a member that has the newest data. When that is this one, with the file put back, restart it first`,
      );
    if (found.lostEnd) await onLostEnd?.();
    if (found.hole) this.#files.foundHole(found.hole);
    const files = found.files.map(({ header, name }) => ({ header, path: path.join(directory, name) }));
    if (note) this.#files.log = await MirrorJournalLog.open({ managerDirectory, mirror, files, log: note });
  }

  // ---- which files

  files(): readonly MirrorFile[] {
    return this.#files.all;
  }

  get hole(): Hole | null {
    return this.#files.hole;
  }

  /** The list of the files that people and catch-up read; null before `load`. */
  get log(): MirrorJournalLog | null {
    return this.#files.log;
  }

  lookAtDisk(): Promise<void> {
    return this.#files.lookAtDisk();
  }

  foundDamage(position: JournalPosition): void {
    this.#files.foundDamage(position);
  }

  /** See `HistoryFiles.adoptOlder`. */
  adoptOlder(temporaryPath: string, name: string): Promise<boolean> {
    return this.#files.adoptOlder(temporaryPath, name);
  }

  /** See `HistoryFiles.dropBefore`. */
  dropBefore(fileCount: FileCount): Promise<MirrorFile[]> {
    return this.#files.dropBefore(fileCount);
  }

  pathOf(fileCount: FileCount): string {
    return this.#files.pathOf(this.#files.entry(fileCount));
  }

  // ---- how far

  state(): JournalState {
    const last = this.#files.last;
    return last ? { durable: { fileCount: last.fileCount, offset: last.end }, epoch: last.epoch } : { durable: ORIGIN, epoch: 0 };
  }

  /** Resolves with true once everything before `position` is durable here; with false after `timeoutMs`, or once nobody waits any more. */
  async reaches(position: JournalPosition, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    const isThere = () => !isBefore(this.state().durable, position);
    const look = () => this.#moves.changed();
    signal.addEventListener('abort', look);
    await this.#moves.until(() => isThere() || signal.aborted, timeoutMs);
    signal.removeEventListener('abort', look);
    return isThere();
  }

  /**
   * True when a database that has gone beyond this journal, whose end is lost, has gone no further than `theirs`, which is the same
   * history. Also once that end is to be received again, until it is here, and then by the file itself.
   */
  wentAlong(applied: JournalPosition, theirs: readonly HistoryFile[]): boolean {
    const own = this.#files.all.find(({ fileCount }) => fileCount === applied.fileCount);
    const guid = own?.guid ?? this.#lostGuids.get(applied.fileCount);
    const other = theirs.find(({ fileCount }) => fileCount === applied.fileCount);
    return guid !== undefined && other?.guid === guid && applied.offset <= other.end;
  }

  /** True when no block lies behind `position`: also at the end of a file that is followed by files without any. */
  isAtEnd(position: JournalPosition): boolean {
    return this.#files.all.every(
      ({ fileCount, start, end }) => fileCount < position.fileCount || end <= (fileCount === position.fileCount ? position.offset : start),
    );
  }

  async header(fileCount: FileCount): Promise<{ name: string; bytes: Buffer }> {
    const { name } = this.#files.entry(fileCount);
    const bytes = await readBytes(this.#files.pathOf({ name }), 0, HEADER_BYTES);
    if (decodeHeader(bytes) === null) throw new JournalFault({ reason: 'damaged', fileCount, name, offset: 0, detail: '' });
    return { name, bytes };
  }

  async read(position: JournalPosition, bytesMax: number): Promise<JournalPiece | null> {
    const file = this.#files.all.find(({ fileCount }) => fileCount === position.fileCount);
    if (!file) {
      // Offset 0 of the file before the first: the follower has nothing yet. Its end: the follower has all of it.
      const first = this.#files.all[0];
      if (position.fileCount === (first?.fileCount ?? 1) - 1 && (position.offset === 0 || position.offset === first?.previous?.end))
        return null;
      throw this.#files.lacking(position.fileCount);
    }
    // Offset 0: the follower begins behind this file, which was not whole when it was told of the history.
    return position.offset === 0 ? null : readPiece(this.#files.pathOf(file), file, position.offset, bytesMax);
  }

  // ---- primary: the writer tells what happens to the files

  inFlight(): readonly LiveBlock[] {
    return this.#inFlight;
  }

  blockStarted(block: WrittenBlock): void {
    const live = {
      fileCount: block.fileCount,
      offset: block.offset,
      bytes: block.bytes,
      end: { fileCount: block.fileCount, offset: block.end },
      timeMs: block.timeMs,
    };
    this.#inFlight.push(live);
    this.#listener?.live?.({ kind: 'block', block: live });
  }

  blockDurable(block: WrittenBlock): void {
    const begun = this.#inFlight.shift();
    assert(
      begun?.fileCount === block.fileCount && begun.offset === block.offset,
      'blocks become durable in the order in which they began',
      () => [begun?.end, block.fileCount, block.offset],
    );
    const file = this.#files.all.find(({ fileCount }) => fileCount === block.fileCount);
    assert(file === undefined || file.end === block.offset, 'the journal of a primary has no hole', () => [file?.end, block.offset]);
    this.#files.setEnd(block.fileCount, block.end);
    this.lastBlockTimeMs = block.timeMs;
    this.#moved();
  }

  #moved(): void {
    this.#listener?.durable();
    this.#moves.changed();
  }

  fileStarted(name: string, header: JournalHeader): void {
    const { last } = this.#files;
    assert(last === undefined || header.fileCount === last.fileCount + 1, 'the files of a history are numbered without a gap', () => [
      last?.fileCount,
      header.fileCount,
    ]);
    assert(last === undefined || header.epoch >= last.epoch, 'a history goes on in no earlier term', () => [last?.epoch, header.epoch]);
    this.#files.begun(name, header);
    this.#listener?.live?.({ kind: 'file', fileCount: header.fileCount });
  }

  async beginTerm(epoch: Epoch): Promise<void> {
    await this.settled();
    await this.#receiving.closeFile();
    await this.#endFound();
    this.#lostGuids = new Map();
    await this.#startTerm(epoch);
  }

  // ---- backup: bytes that come from the primary

  /** Also keeps what it cuts, for people: before it is cut, and rejects when it cannot. */
  async truncate(position: JournalPosition): Promise<void> {
    await this.settled();
    await this.#receiving.closeFile();
    await this.keepLostUpdates(position, 'discarded');
    await this.#files.cutBehind(position);
    const last = this.#files.last ?? null;
    await this.#receiving.beginAt(last, last?.fileCount === position.fileCount ? Math.min(last.end, position.offset) : (last?.end ?? 0));
    await this.#endFound();
  }

  async keepLostUpdates(from: JournalPosition, cause: 'discarded' | 'refused'): Promise<void> {
    const { mirror, all, directory } = this.#files;
    if (!mirror || !isBefore(from, this.state().durable)) return;
    const kept = new LostUpdates(lostUpdatesFolder(directory));
    const pathOf = (file: MirrorFile) => this.#files.pathOf(file);
    await kept.keep({ mirror, files: all, pathOf, from, cause, nowMs: systemClock.wallTime().getTime() });
  }

  /** What this member lost it gets again, or it leads without: only now the list misses it no more. */
  async #endFound(): Promise<void> {
    if (this.lostEnd) await this.#files.missNothing();
    this.lostEnd = null;
  }

  receiveFile(file: { name: string; fileCount: FileCount; header: Buffer }, heard: Epoch = 0): void {
    this.#receiving.file(file, heard);
  }

  receiveBlocks(piece: { fileCount: FileCount; offset: JournalOffset; bytes: Buffer }): void {
    this.#receiving.blocks(piece);
  }

  get refusal(): string | null {
    return this.#receiving.refusal;
  }

  get unwrittenBytes(): number {
    return this.#receiving.unwrittenBytes;
  }

  settled(): Promise<void> {
    return this.#receiving.settled();
  }

  stopReceiving(): Promise<void> {
    return this.#receiving.stop();
  }

  /** Somebody may have deleted the file that is being received: its bytes are still open here, and get their name again. */
  keepInPlace(): Promise<void> {
    return this.#receiving.keepInPlace();
  }

  async close(): Promise<void> {
    await this.stopReceiving();
    await this.#receiving.closeFile();
    await this.log?.settled();
  }
}

/** Beside the journal directory, so that what is kept outlives the files of the mirror. */
export const lostUpdatesFolder = (journalDirectory: string) => path.join(path.dirname(journalDirectory), 'lost-updates');
