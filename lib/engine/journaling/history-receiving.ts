/**
 * Receiving a mirror's journal byte for byte: what comes is queued and written one after the other; several pieces that follow each other
 * go to the disk as one write, so that a burst costs one sync. After a failure nothing is taken until receiving begins anew at the durable
 * end: there is never a hole.
 */
import path from 'node:path';
import { blockTimeMs, wholeBlocks } from '../journal/block.ts';
import type { Epoch } from '../journal/epoch.ts';
import { decodeHeader, type JournalHeader } from '../journal/header.ts';
import { JournalFile } from '../journal/journal-file.ts';
import type { FileCount, JournalOffset, JournalPosition } from '../journal/position.ts';
import type { HistoryFiles } from './history-files.ts';
import { layAside } from './history-on-disk.ts';
import { JournalFault } from './journal-fault.ts';
import type { JournalListener, MirrorFile } from './mirror-journal.ts';
import { assertReceivable } from './received-file.ts';

/** Received bytes are written in one go up to this much. */
const WRITE_BYTES_MAX = 1024 * 1024;

type Received =
  | { kind: 'put-back' }
  | { kind: 'file'; name: string; fileCount: FileCount; header: Buffer }
  | { kind: 'bytes'; fileCount: FileCount; offset: JournalOffset; bytes: Buffer };

export interface ReceivingOptions {
  readonly files: HistoryFiles;
  /** More is durable. */
  readonly onDurable: () => void;
  readonly onRefused: JournalListener['refused'];
  readonly onDiskFailure: (message: string) => void;
  /** Wall time of the last block that was written, ms, as its writer saw it. */
  readonly onBlockTime: (timeMs: number) => void;
}

export class HistoryReceiving {
  readonly #options: ReceivingOptions;
  readonly #files: HistoryFiles;
  /** The file being received, open for appending. */
  #open: { fileCount: FileCount; file: JournalFile } | null = null;
  readonly #queue: Received[] = [];
  #writing: Promise<void> | null = null;
  #failure: Error | null = null;
  /** True after a failure, since what follows it would leave a hole, and once nothing more shall be received: until `beginAt`. */
  #isRefusing = false;
  #queuedBytes = 0;
  #refusal: string | null = null;
  /** The refusal that has been told: again only once the disk has taken something since. */
  #toldRefusal: string | null = null;

  constructor(options: ReceivingOptions) {
    this.#options = options;
    this.#files = options.files;
  }

  /** What the disk said when it last refused what was received; null once it has taken something since, or receiving has begun anew. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** Received and not yet durable. */
  get unwrittenBytes(): number {
    return this.#queuedBytes;
  }

  file(file: { name: string; fileCount: FileCount; header: Buffer }, heard: Epoch): void {
    assertReceivable(file, { mirror: this.#files.mirror, term: Math.max(heard, this.#files.last?.epoch ?? 0) });
    this.#enqueue({ kind: 'file', ...file });
  }

  blocks(piece: { fileCount: FileCount; offset: JournalOffset; bytes: Buffer }): void {
    if (this.#isRefusing) return;
    const { size } = wholeBlocks(piece.bytes, piece.offset);
    if (size < piece.bytes.length) return this.#refuseDamaged({ fileCount: piece.fileCount, offset: piece.offset + size });
    this.#enqueue({ kind: 'bytes', ...piece });
  }

  async settled(): Promise<void> {
    while (this.#writing) await this.#writing;
    if (this.#failure) {
      const failure = this.#failure;
      this.#failure = null;
      throw failure;
    }
  }

  /** Nothing more is taken until `beginAt`, from this call on. */
  async stop(): Promise<void> {
    this.#isRefusing = true;
    await this.settled().catch(() => undefined); // What could not be written is not there, and the log has said so.
  }

  /** The last file is left as it is: somebody else writes, or cuts, the history. */
  async closeFile(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    if (open) await open.file.close();
  }

  /** From the end of `last` on, cut to `end` bytes; null: the first file will come. Rejects when the file cannot be opened. */
  async beginAt(last: MirrorFile | null, end: number): Promise<void> {
    if (last) {
      const opened = await JournalFile.open(this.#files.pathOf(last), end);
      if (!opened.ok) throw new Error(opened.failure.message);
      this.#open = { fileCount: last.fileCount, file: opened.value };
      this.#files.setEnd(last.fileCount, opened.value.end);
    }
    this.#isRefusing = false;
    // What was refused belongs to another beginning: when it does not come again nothing of it is missing.
    this.#refusal = null;
  }

  /** Somebody may have deleted the file that is being received: its bytes are still open here, and get their name again. */
  async keepInPlace(): Promise<void> {
    const open = this.#open;
    if (!open || (await open.file.isInPlace()) || this.#queue.some(({ kind }) => kind === 'put-back')) return;
    this.#enqueue({ kind: 'put-back' });
    await this.#writing;
  }

  /** What came before it is written; it and what follows is not there, and is asked for again. */
  #refuseDamaged({ fileCount, offset }: JournalPosition): void {
    this.#isRefusing = true;
    this.#failure ??= new JournalFault({ reason: 'damaged', fileCount, name: '', offset, detail: '' });
    this.#options.onRefused({ kind: 'transit', detail: `#${fileCount} offset ${offset}` });
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
        this.#refusal = null;
        this.#toldRefusal = null;
      }
    } catch (error) {
      this.#queue.length = 0;
      this.#queuedBytes = 0;
      this.#isRefusing = true;
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#refusal = this.#failure.message;
      if (this.#refusal !== this.#toldRefusal) this.#options.onDiskFailure(this.#refusal);
      this.#toldRefusal = this.#refusal;
      // The next attempt begins at the durable end.
      this.#options.onRefused({ kind: 'disk', detail: this.#failure.message });
    }
  }

  async #putBack(): Promise<void> {
    const open = this.#open;
    if (!open || (await open.file.isInPlace())) return;
    const outcome = await open.file.putBack();
    if (!outcome.ok) throw new Error(outcome.failure.message);
    this.#files.note(
      2,
      `Mirror journal file #${open.fileCount} (${path.basename(open.file.path)}) was deleted while it was being received. It has been put back, nothing of it is lost`,
    );
  }

  async #beginFile({ name, fileCount, header }: Extract<Received, { kind: 'file' }>): Promise<void> {
    const decoded = decodeHeader(header);
    if (!decoded || decoded.fileCount !== fileCount) throw new Error(`the header of mirror journal file #${fileCount} cannot be read`);
    const { last } = this.#files;
    if (last && last.fileCount === fileCount && last.guid === decoded.fileGuid) return;
    if (last) assertFollows(decoded, last);
    await this.closeFile();
    if (!this.#files.all.some((file) => file.name === name)) await layAside(this.#files.pathOf({ name }));
    const created = await JournalFile.createFromBytes(this.#files.pathOf({ name }), header);
    if (!created.ok) throw new Error(created.failure.message);
    this.#open = { fileCount, file: created.value };
    this.#options.onBlockTime(decoded.createdAtMs);
    this.#files.begun(name, decoded);
    this.#options.onDurable();
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
    const timeMs = blockTimeMs(pieces.at(-1) as Buffer);
    if (timeMs !== null) this.#options.onBlockTime(timeMs);
    this.#queuedBytes -= size;
    this.#files.setEnd(first.fileCount, first.offset + size);
    this.#options.onDurable();
  }
}

/** Its header says which file it follows, and where that one ended: what of it is missing here would never come. */
function assertFollows({ fileCount, previous }: JournalHeader, last: MirrorFile): void {
  if (last.fileCount + 1 !== fileCount) throw new Error(`mirror journal file #${fileCount} does not follow #${last.fileCount}`);
  if (previous?.guid !== last.guid)
    throw new Error(`mirror journal file #${fileCount} follows another file #${last.fileCount} than this one`);
  if (previous.end !== last.end)
    throw new Error(`mirror journal file #${fileCount} follows #${last.fileCount},${previous.end}, which ends at ${last.end} here`);
}
