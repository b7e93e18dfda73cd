/**
 * The mirror journal files of this member: one history, written by itself while it is primary and received byte for byte otherwise.
 *
 * The files are the truth: at start the list is read from their headers. Received bytes are queued and written one after the other; several
 * that follow each other go to the disk as one write, so that a burst costs one sync. After a failure nothing is taken until `truncate`
 * begins anew at the durable end: there is never a hole.
 */
import type { Epoch } from '../journal/epoch.ts';
import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { assert } from '../../machine/assert.ts';
import { mirrorJournalLogName, readWholeJournalLog } from '../journal/journal-log.ts';
import { decodeHeader, HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { JournalFile } from '../journal/journal-file.ts';
import { syncDirectory } from '../ports/durable-file.ts';
import { firstDamage, readBytes, readHeader } from '../journal/journal-reader.ts';
import type { WrittenBlock } from '../journal/journal-writer.ts';
import { blockTimeMs, wholeBlocks } from '../journal/block.ts';
import { type JournalPosition, ORIGIN } from '../journal/position.ts';
import type { HistoryFile } from '../mirror/history.ts';
import type { JournalState } from '../mirror/state.ts';
import {
  describeHole,
  faultOf,
  findRunBefore,
  type FoundFile,
  type Hole,
  layAside,
  namesBefore,
  readHistoryOnDisk,
} from './history-on-disk.ts';
import { JournalFault } from './journal-fault.ts';
import { MirrorJournalLog } from '../journal/mirror-journal-log.ts';
import { readPiece } from './journal-piece.ts';
import { assertReceivable } from './received-file.ts';
import type { JournalPiece, LiveBlock, MirrorFile, MirrorJournal, JournalListener } from './mirror-journal.ts';

/** Received bytes are written in one go up to this much. */
const WRITE_BYTES_MAX = 1024 * 1024;
type Note = (severity: 0 | 1 | 2, text: string) => void;

type Received =
  | { kind: 'put-back' }
  | { kind: 'file'; name: string; fileCount: number; header: Buffer }
  | { kind: 'bytes'; fileCount: number; offset: number; bytes: Buffer };

export class MirrorHistory implements MirrorJournal {
  readonly #directory: string;
  #files: MirrorFile[] = [];
  /** The file being received, open for appending. */
  #open: { fileCount: number; file: JournalFile } | null = null;
  readonly #queue: Received[] = [];
  #writing: Promise<void> | null = null;
  #failure: Error | null = null;
  /** True after a failure, since what follows it would leave a hole, and once nothing more shall be received: until `truncate`. */
  #isRefusing = false;
  #queuedBytes = 0;
  /** What the disk said when it last refused what was received; null once it has taken something since, or the receiving has begun anew. */
  refusal: string | null = null;
  /** The refusal that has been told: again only once the disk has taken something since. */
  #toldRefusal: string | null = null;
  /** Wall time of the last block of the history, ms, as its writer saw it; null while there is none. */
  lastBlockTimeMs: number | null = null;
  /** The file right before the first that counts, where it should be here and is not whole; null while there is none. */
  hole: Hole | null = null;
  /** The newest journal data that this member had are gone: it must not lead by what is left. Ends when it has followed a primary. */
  lostEnd: Hole | null = null;
  #lostGuids: ReadonlyMap<number, string> = new Map();
  #mirror: { readonly guid: string; readonly name: string } | null = null;
  #note: Note | null = null;
  readonly #inFlight: LiveBlock[] = [];
  #listener: JournalListener | null = null;
  readonly #startTerm: (epoch: Epoch) => Promise<void>;
  readonly #onDiskFailure: (message: string) => void;
  /** The list of the files that people and catch-up read; null before `load`. */
  log: MirrorJournalLog | null = null;
  readonly #onNewFile: () => void;

  constructor(options: {
    directory: string;
    startTerm: (epoch: Epoch) => Promise<void>;
    onDiskFailure: (message: string) => void /** Another file of the history has begun, here or received. */;
    onNewFile?: () => void;
  }) {
    this.#directory = options.directory;
    this.#startTerm = options.startTerm;
    this.#onDiskFailure = options.onDiskFailure;
    this.#onNewFile = options.onNewFile ?? (() => undefined);
  }

  listen(listener: JournalListener | null): void {
    this.#listener = listener;
  }

  /**
   * Reads what is on the disk of this mirror, and cuts a torn end. With `note` the mirror journal log is kept from now on. A file that is
   * missing or not whole ends nothing: see `history-on-disk.ts`. `onLostEnd` is awaited before the list forgets the lost file. Files of
   * other mirrors are not looked at: they may be written at this moment.
   */
  async load(mirror: { readonly guid: string; readonly name: string }, note?: Note, onLostEnd?: () => Promise<void>): Promise<void> {
    this.#mirror = mirror;
    this.#note = note ?? null;
    const managerDirectory = path.dirname(this.#directory);
    const listed = await readWholeJournalLog(path.join(managerDirectory, mirrorJournalLogName(mirror.name)));
    const found = await readHistoryOnDisk(this.#directory, mirror, listed);
    this.#files = found.files.map(toMirrorFile);
    this.lastBlockTimeMs = found.lastBlockTimeMs;
    this.lostEnd = found.lostEnd;
    this.#lostGuids = found.lostGuids;
    if (found.lostEnd)
      note?.(
        2,
        `${capitalized(describeHole(found.lostEnd))}: the newest mirror journal data of this member are lost. It does not lead by what is left, but follows a primary and receives them again. Without any primary: force a member that has the newest data. When that is this one, with the file put back, restart it first`,
      );
    if (found.lostEnd) await onLostEnd?.();
    if (found.hole) this.#foundHole(found.hole);
    const files = found.files.map(({ header, name }) => ({ header, path: path.join(this.#directory, name) }));
    if (note) this.log = await MirrorJournalLog.open({ managerDirectory, mirror, files, log: note });
  }

  /**
   * The list is a record; the disk is what can be served and applied. Finds files that have gone, were cut or lost their header since, and
   * files that were put back. Nothing is read but names, sizes and headers. The newest file is not looked at: who writes it holds it open.
   */
  async lookAtDisk(): Promise<void> {
    const looked = await Promise.all(
      this.#files.slice(0, -1).map(async (file) => ({ file, fault: await faultOf(path.join(this.#directory, file.name), file.end) })),
    );
    const gone = looked.findLast(({ file, fault }) => fault !== null && this.#files.includes(file) && this.#files.at(-1) !== file);
    if (gone) this.#beginBehind(gone.file, { kind: 'damaged', offset: 0, ...gone.fault });
    else if (this.hole) await this.#lookBehindHole(this.hole);
  }

  foundDamage({ fileCount, offset }: JournalPosition): void {
    const file = this.#files.slice(0, -1).find((candidate) => candidate.fileCount === fileCount);
    if (file) this.#beginBehind(file, { kind: 'damaged', offset });
  }

  #beginBehind({ fileCount, name }: MirrorFile, fault: Pick<Hole, 'kind' | 'offset'>): void {
    this.#files = this.#files.filter((file) => file.fileCount > fileCount);
    this.#foundHole({ ...fault, fileCount, name });
    this.#listChanged();
  }

  async #lookBehindHole(hole: Hole): Promise<void> {
    // Its size and its header tell nothing of a block in its middle.
    const end = this.#files[0]?.previous?.end ?? 0;
    const isDamaged =
      hole.kind === 'damaged' &&
      hole.offset > 0 &&
      (await firstDamage(path.join(this.#directory, hole.name), hole.offset, end).catch(() => hole.offset)) !== null;
    if (!isDamaged && (await this.#reachBack())) this.#tellHereAgain(hole.fileCount);
  }

  #tellHereAgain(fileCount: number): void {
    this.#note?.(
      1,
      `Mirror journal file #${fileCount} is here again: the journal of mirror ${this.#mirror?.name ?? ''} begins with file #${this.#files[0]?.fileCount} on this member`,
    );
  }

  /** Takes the files that lie right before the first one and are whole now. False when there are none. */
  async #reachBack(): Promise<boolean> {
    const first = this.#files[0];
    const header = first && this.#mirror ? await readHeader(path.join(this.#directory, first.name)).catch(() => null) : null;
    if (!first || !header || !this.#mirror) return false;
    const { files, hole } = await findRunBefore(this.#directory, this.#mirror, { name: first.name, header, end: first.end });
    // Others may have changed the list meanwhile.
    if (files.length < 2 || this.#files[0] !== first) return false;
    this.#files = [...files.slice(0, -1).map(toMirrorFile), ...this.#files];
    this.hole = null;
    if (hole) this.#foundHole(hole);
    return true;
  }

  #foundHole(hole: Hole): void {
    const isKnown = this.hole?.fileCount === hole.fileCount;
    this.hole = hole;
    const begins = hole.fileCount + 1;
    if (!isKnown)
      this.#note?.(
        2,
        `#2000 ${capitalized(describeHole(hole))}: the journal of mirror ${this.#mirror?.name ?? ''} begins with file #${begins} on this member. Put the file back, or bring a newer copy of each database that needs what lies before`,
      );
  }

  state(): JournalState {
    const last = this.#files.at(-1);
    return last ? { durable: { fileCount: last.fileCount, offset: last.end }, epoch: last.epoch } : { durable: ORIGIN, epoch: 0 };
  }

  /**
   * True when a database that has gone beyond this journal, whose end is lost, has gone no further than `theirs`, which is the same
   * history.
   */
  wentAlong(applied: JournalPosition, theirs: readonly HistoryFile[]): boolean {
    const guid = this.#lostGuids.get(applied.fileCount);
    const other = theirs.find(({ fileCount }) => fileCount === applied.fileCount);
    return guid !== undefined && other?.guid === guid && applied.offset <= other.end;
  }

  /** True when no block lies behind `position`: also at the end of a file that is followed by files without any. */
  isAtEnd(position: JournalPosition): boolean {
    return this.#files.every(
      ({ fileCount, start, end }) => fileCount < position.fileCount || end <= (fileCount === position.fileCount ? position.offset : start),
    );
  }

  files(): readonly MirrorFile[] {
    return this.#files;
  }

  pathOf(fileCount: number): string {
    return path.join(this.#directory, this.#entry(fileCount).name);
  }

  async header(fileCount: number): Promise<{ name: string; bytes: Buffer }> {
    const { name } = this.#entry(fileCount);
    const bytes = await readBytes(path.join(this.#directory, name), 0, HEADER_BYTES);
    if (decodeHeader(bytes) === null) throw new JournalFault({ reason: 'damaged', fileCount, name, offset: 0, detail: '' });
    return { name, bytes };
  }

  async read(position: JournalPosition, bytesMax: number): Promise<JournalPiece | null> {
    const file = this.#files.find(({ fileCount }) => fileCount === position.fileCount);
    if (!file) {
      // Offset 0 of the file before the first: the follower has nothing yet. Its end: the follower has all of it.
      const first = this.#files[0];
      if (position.fileCount === (first?.fileCount ?? 1) - 1 && (position.offset === 0 || position.offset === first?.previous?.end))
        return null;
      throw new JournalFault({ reason: 'missing', fileCount: position.fileCount, name: '', offset: 0, detail: '' });
    }
    // Offset 0: the follower begins behind this file, which was not whole when it was told of the history.
    return position.offset === 0 ? null : readPiece(path.join(this.#directory, file.name), file, position.offset, bytesMax);
  }

  /**
   * Takes a file that was fetched to `temporaryPath` as the one right before the first that is here: the history reaches further back then.
   * Refuses (false, nothing is changed) a file that does not join, or is damaged. Durable when it resolves.
   */
  async adoptOlder(temporaryPath: string, name: string): Promise<boolean> {
    const first = this.#files[0];
    if (!first) return false;
    const [next, header, { size }] = await Promise.all([
      readHeader(path.join(this.#directory, first.name)),
      readHeader(temporaryPath),
      stat(temporaryPath),
    ]);
    const end = next?.previous?.end ?? 0;
    if (
      !header ||
      !next ||
      header.mirror?.guid !== next.mirror?.guid ||
      header.fileCount !== first.fileCount - 1 ||
      header.fileGuid !== next.previous?.guid ||
      size < end
    )
      return false;
    if ((await firstDamage(temporaryPath, HEADER_BYTES, end)) !== null) return false;
    await rename(temporaryPath, path.join(this.#directory, name));
    await syncDirectory(this.#directory);
    this.#files = [toMirrorFile({ name, header, end }), ...this.#files];
    if (this.hole?.fileCount === header.fileCount) {
      this.hole = null;
      // Files before it may be here: they were of no use without it.
      await this.#reachBack();
      this.#tellHereAgain(header.fileCount);
    }
    return true;
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
    const file = this.#files.find(({ fileCount }) => fileCount === block.fileCount);
    assert(file === undefined || file.end === block.offset, 'the journal of a primary has no hole', () => [file?.end, block.offset]);
    this.#setEnd(block.fileCount, block.end);
    this.lastBlockTimeMs = block.timeMs;
    this.#listener?.durable();
  }

  fileStarted(name: string, header: JournalHeader): void {
    const last = this.#files.at(-1);
    assert(last === undefined || header.fileCount === last.fileCount + 1, 'the files of a history are numbered without a gap', () => [
      last?.fileCount,
      header.fileCount,
    ]);
    assert(last === undefined || header.epoch >= last.epoch, 'a history goes on in no earlier term', () => [last?.epoch, header.epoch]);
    this.#files.push(toMirrorFile({ name, header, end: HEADER_BYTES }));
    this.#begun(name, header);
    this.#listener?.live?.({ kind: 'file', fileCount: header.fileCount });
  }

  #begun(name: string, header: JournalHeader): void {
    this.log?.append(path.join(this.#directory, name), header);
    this.#onNewFile();
  }

  /**
   * Deletes the files before `fileCount`, oldest first, so that a crash leaves a history without a hole. Never the newest: it says how far
   * the history reaches. Who may still need them is the caller's business. Rejects with the operating system's error; what was deleted
   * before stays so.
   */
  async dropBefore(fileCount: number): Promise<MirrorFile[]> {
    const dropped: MirrorFile[] = [];
    try {
      for (let first = this.#files[0]; first && first.fileCount < fileCount && this.#files.length > 1; first = this.#files[0]) {
        // Nobody may begin to read what is about to go.
        this.#files = this.#files.slice(1);
        const filePath = path.join(this.#directory, first.name);
        await rm(filePath).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return;
          this.#files = [first as MirrorFile, ...this.#files];
          throw error;
        });
        dropped.push(first);
      }
      if (dropped.length > 0) await this.#dropBeforeHole();
    } finally {
      if (dropped.length > 0) {
        await syncDirectory(this.#directory);
        this.#listChanged();
      }
    }
    return dropped;
  }

  /** Files that lie before a hole are of no use, and are older than what has just gone. */
  async #dropBeforeHole(): Promise<void> {
    const first = this.#files[0];
    if (!this.hole || !this.#mirror || !first) return;
    for (const name of await namesBefore(this.#directory, this.#mirror, first.fileCount))
      await rm(path.join(this.#directory, name), { force: true });
    this.hole = null;
  }

  #listChanged(): void {
    const first = this.#files[0];
    const last = this.#files.at(-1);
    this.log?.keepOnly({ first: first?.fileCount ?? 0, last: last?.fileCount ?? 0 });
  }

  async beginTerm(epoch: Epoch): Promise<void> {
    await this.settled();
    await this.#closeOpen();
    await this.#startTerm(epoch);
    this.#endFound();
  }

  // ---- backup: bytes that come from the primary

  async truncate(position: JournalPosition): Promise<void> {
    await this.settled();
    await this.#closeOpen();
    // Beginning anew behind a hole: what lies before it is of no use any more, and what comes would not follow it.
    const beginsAnew = position.offset === 0 && (this.#files.at(-1)?.fileCount ?? 0) <= position.fileCount;
    const surplus = this.#files.filter(({ fileCount }) => beginsAnew || fileCount > position.fileCount).reverse();
    // The list first: it would name them as lost if this process died in between. And a power cut must not bring back what another file of
    // the same number will replace.
    if (surplus.length > 0) {
      this.log?.keepOnly({ first: beginsAnew ? position.fileCount + 1 : (this.#files[0]?.fileCount ?? 0), last: position.fileCount });
      await this.log?.settled();
    }
    for (const file of surplus) {
      await rm(path.join(this.#directory, file.name), { force: true });
      this.#files = this.#files.filter((kept) => kept !== file);
    }
    if (surplus.length > 0) await syncDirectory(this.#directory);
    if (this.#files.length === 0) this.hole = null;
    const last = this.#files.at(-1);
    if (last) {
      const opened = await JournalFile.open(
        path.join(this.#directory, last.name),
        last.fileCount === position.fileCount ? Math.min(last.end, position.offset) : last.end,
      );
      if (!opened.ok) throw new Error(opened.failure.message);
      this.#open = { fileCount: last.fileCount, file: opened.value };
      this.#setEnd(last.fileCount, opened.value.end);
    }
    this.#isRefusing = false;
    // What was refused belongs to another beginning: when it does not come again nothing of it is missing.
    this.refusal = null;
    this.#endFound();
  }

  /** What this member lost it gets again, or it leads without. */
  #endFound(): void {
    this.lostEnd = null;
    this.#lostGuids = new Map();
  }

  receiveFile(file: { name: string; fileCount: number; header: Buffer }, heard: Epoch = 0): void {
    assertReceivable(file, { mirror: this.#mirror, term: Math.max(heard, this.#files.at(-1)?.epoch ?? 0) });
    this.#enqueue({ kind: 'file', ...file });
  }

  receiveBlocks(piece: { fileCount: number; offset: number; bytes: Buffer }): void {
    if (this.#isRefusing) return;
    const { size } = wholeBlocks(piece.bytes, piece.offset);
    if (size < piece.bytes.length) return this.#refuseDamaged({ fileCount: piece.fileCount, offset: piece.offset + size });
    this.#enqueue({ kind: 'bytes', ...piece });
  }

  /** What came before it is written; it and what follows is not there, and is asked for again. */
  #refuseDamaged({ fileCount, offset }: JournalPosition): void {
    this.#isRefusing = true;
    const fault = new JournalFault({ reason: 'damaged', fileCount, name: '', offset, detail: '' });
    this.#failure ??= fault;
    this.#listener?.refused({ kind: 'transit', detail: `#${fileCount} offset ${offset}` });
  }

  get unwrittenBytes(): number {
    return this.#queuedBytes;
  }

  async settled(): Promise<void> {
    while (this.#writing) await this.#writing;
    if (this.#failure) {
      const failure = this.#failure;
      this.#failure = null;
      throw failure;
    }
  }

  async stopReceiving(): Promise<void> {
    this.#isRefusing = true;
    await this.settled().catch(() => undefined); // What could not be written is not there, and the log has said so.
  }

  async close(): Promise<void> {
    await this.stopReceiving();
    await this.#closeOpen();
    await this.log?.settled();
  }

  #enqueue(received: Received): void {
    if (this.#isRefusing) return;
    this.#queue.push(received);
    if (received.kind === 'bytes') this.#queuedBytes += received.bytes.length;
    this.#writing ??= this.#writeQueue().finally(() => {
      this.#writing = null;
    });
  }

  async #writeQueue(): Promise<void> {
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        if (next.kind === 'file') await this.#beginFile(next);
        else if (next.kind === 'put-back') await this.#putBack();
        else await this.#append(next);
        this.refusal = null;
        this.#toldRefusal = null;
      }
    } catch (error) {
      this.#queue.length = 0;
      this.#queuedBytes = 0;
      this.#isRefusing = true;
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.refusal = this.#failure.message;
      if (this.refusal !== this.#toldRefusal) this.#onDiskFailure(this.refusal);
      this.#toldRefusal = this.refusal;
      // The next attempt begins at the durable end.
      this.#listener?.refused({ kind: 'disk', detail: this.#failure.message });
    }
  }

  /** Somebody may have deleted the file that is being received: its bytes are still open here, and get their name again. */
  async keepInPlace(): Promise<void> {
    const open = this.#open;
    if (!open || (await open.file.isInPlace()) || this.#queue.some(({ kind }) => kind === 'put-back')) return;
    this.#enqueue({ kind: 'put-back' });
    await this.#writing;
  }

  async #putBack(): Promise<void> {
    const open = this.#open;
    if (!open || (await open.file.isInPlace())) return;
    const outcome = await open.file.putBack();
    if (!outcome.ok) throw new Error(outcome.failure.message);
    this.#note?.(
      2,
      `Mirror journal file #${open.fileCount} (${path.basename(open.file.path)}) was deleted while it was being received. It has been put back, nothing of it is lost`,
    );
  }

  async #beginFile({ name, fileCount, header }: Extract<Received, { kind: 'file' }>): Promise<void> {
    const decoded = decodeHeader(header);
    if (!decoded || decoded.fileCount !== fileCount) throw new Error(`the header of mirror journal file #${fileCount} cannot be read`);
    const last = this.#files.at(-1);
    if (last && last.fileCount === fileCount && last.guid === decoded.fileGuid) return;
    if (last && last.fileCount + 1 !== fileCount) throw new Error(`mirror journal file #${fileCount} does not follow #${last.fileCount}`);
    await this.#closeOpen();
    if (!this.#files.some((file) => file.name === name)) await layAside(path.join(this.#directory, name));
    const created = await JournalFile.createFromBytes(path.join(this.#directory, name), header);
    if (!created.ok) throw new Error(created.failure.message);
    this.#open = { fileCount, file: created.value };
    this.lastBlockTimeMs = decoded.createdAtMs;
    this.#files.push(toMirrorFile({ name, header: decoded, end: HEADER_BYTES }));
    this.#begun(name, decoded);
    this.#listener?.durable();
  }

  async #append(first: Extract<Received, { kind: 'bytes' }>): Promise<void> {
    const open = this.#open;
    if (!open || open.fileCount !== first.fileCount || open.file.end !== first.offset)
      throw new Error(`journal bytes at #${first.fileCount},${first.offset} do not follow #${open?.fileCount},${open?.file.end}`);
    const pieces = [first.bytes];
    let size = first.bytes.length;
    for (
      let next = this.#queue[0];
      next?.kind === 'bytes' && next.fileCount === first.fileCount && size < WRITE_BYTES_MAX;
      next = this.#queue[0]
    ) {
      if (next.offset !== first.offset + size) break;
      pieces.push(next.bytes);
      size += next.bytes.length;
      this.#queue.shift();
    }
    const written = await open.file.write(pieces.length === 1 ? first.bytes : Buffer.concat(pieces, size), first.offset);
    if (!written.ok) throw new Error(written.failure.message);
    // Of the first block of the last piece: a piece is written within moments.
    this.lastBlockTimeMs = blockTimeMs(pieces.at(-1) as Buffer) ?? this.lastBlockTimeMs;
    this.#queuedBytes -= size;
    this.#setEnd(first.fileCount, first.offset + size);
    this.#listener?.durable();
  }

  async #closeOpen(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    if (open) await open.file.close();
  }

  #setEnd(fileCount: number, end: number): void {
    const index = this.#files.findIndex((file) => file.fileCount === fileCount);
    if (index >= 0) this.#files[index] = { ...(this.#files[index] as MirrorFile), end };
  }

  #entry(fileCount: number): MirrorFile {
    const entry = this.#files.find((file) => file.fileCount === fileCount);
    if (!entry) throw new JournalFault({ reason: 'missing', fileCount, name: '', offset: 0, detail: '' });
    return entry;
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

const capitalized = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
