/**
 * One journal file open for writing. Thin: it knows bytes and offsets, not blocks.
 *
 * A write is durable when its promise resolves. Measured on a cloud disk: writes into zeros that are already there,
 * through a descriptor opened with O_DSYNC, are three and a half times as many a second as append and fdatasync,
 * because no metadata has to follow. So zeros are written ahead, in the background, and cut off at the end.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assert } from '../../machine/assert.ts';
import { syncDirectory } from '../ports/durable-file.ts';
import { passJournalDisk } from '../ports/journal-disk.ts';
import { encodeHeader, HEADER_BYTES, type JournalHeader } from './header.ts';
import type { JournalOffset } from './position.ts';

/** The first stretch is short, so that a new file is there within milliseconds. */
const FIRST_ZEROS_BYTES = 256 * 1024;
const ZEROS_STEP_BYTES = 4 * 1024 * 1024;
/** Zeros are extended when less than this lies ahead: a second of heavy writing. */
const ZEROS_AHEAD_MIN_BYTES = 2 * 1024 * 1024;
const zeros = Buffer.alloc(256 * 1024);
const COPY_BYTES = 1024 * 1024;

/** What the disk said. `code` is the operating system's, for the log. */
export interface DiskFailure {
  readonly kind: 'disk-full' | 'input-output';
  readonly code: string;
  readonly message: string;
}
export type DiskOutcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: DiskFailure };

/** Only Linux's O_DSYNC reaches the platter; elsewhere (macOS: F_FULLFSYNC through libuv) a sync follows each write. */
const isDurableByOpen = process.platform === 'linux' && constants.O_DSYNC !== undefined;

export class JournalFile {
  readonly path: string;
  private writer: FileHandle;
  /** A second descriptor without O_DSYNC, so that a stretch of zeros costs one sync and not one a piece. */
  private extender: FileHandle;
  private writtenEnd: number;
  private zeroedEnd: number;
  /** End of the furthest write ever begun: zeros are never laid before it. */
  private claimedEnd: number;
  private extension: Promise<void> | null = null;
  private isClosing = false;

  private constructor(path: string, writer: FileHandle, extender: FileHandle, end: number, zeroedEnd: number) {
    this.path = path;
    this.writer = writer;
    this.extender = extender;
    this.writtenEnd = end;
    this.zeroedEnd = zeroedEnd;
    this.claimedEnd = end;
  }

  /** Makes the file with its header; file and directory entry are durable when it resolves. Fails when the file exists. */
  static async create(path: string, header: JournalHeader): Promise<DiskOutcome<JournalFile>> {
    return JournalFile.createFromBytes(path, encodeHeader(header));
  }

  /** The same with a header received from another member, byte for byte. */
  static async createFromBytes(path: string, header: Buffer): Promise<DiskOutcome<JournalFile>> {
    return attempt(async () => {
      await passJournalDisk(path);
      const extender = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o640);
      try {
        await writeFully(extender, header, 0);
        await writeZeros(extender, HEADER_BYTES, FIRST_ZEROS_BYTES);
        await extender.datasync();
        await syncDirectory(dirname(path));
        return new JournalFile(path, await openWriter(path), extender, HEADER_BYTES, FIRST_ZEROS_BYTES);
      } catch (error) {
        // Half a file would stand in the way of the next attempt for ever.
        await extender.close();
        await rm(path, { force: true });
        throw error;
      }
    });
  }

  /** Opens a recovered file for appending at `end`; whatever lies behind is cut off. */
  static async open(path: string, end: number): Promise<DiskOutcome<JournalFile>> {
    return attempt(async () => {
      const extender = await open(path, constants.O_RDWR);
      await extender.truncate(end);
      await extender.datasync();
      return new JournalFile(path, await openWriter(path), extender, end, end);
    });
  }

  /** End of the last write that was durable. */
  get end(): number {
    return this.writtenEnd;
  }

  /** Durable when it resolves with ok. After a failure the same bytes may be written again at the same offset. */
  async write(bytes: Buffer, offset: JournalOffset): Promise<DiskOutcome<null>> {
    assert(offset === this.writtenEnd, 'what is durable is not written over, and nothing is left out', () => [offset, this.writtenEnd]);
    const end = offset + bytes.length;
    // Zeros on their way could otherwise arrive after these bytes and wipe them out.
    if (end > this.zeroedEnd) await this.extension;
    this.claimedEnd = Math.max(this.claimedEnd, end);
    const outcome = await attempt(async () => {
      await passJournalDisk(this.path);
      await writeFully(this.writer, bytes, offset);
      if (!isDurableByOpen) await this.writer.datasync();
      return null;
    });
    if (outcome.ok) this.writtenEnd = Math.max(this.writtenEnd, end);
    this.extendAhead();
    return outcome;
  }

  /** Cuts everything from `end` on: records that were received but never applied, of a history that has been given up. */
  async truncate(end: number): Promise<DiskOutcome<null>> {
    assert(end <= this.writtenEnd, 'a file is cut where it has been written', () => [end, this.writtenEnd]);
    await this.extension;
    return attempt(async () => {
      await this.extender.truncate(end);
      await this.extender.datasync();
      this.writtenEnd = end;
      this.zeroedEnd = end;
      this.claimedEnd = end;
      return null;
    });
  }

  /** False when its name is gone, or another file's: what is written then goes with this process. */
  async isInPlace(): Promise<boolean> {
    if (this.isClosing) return true;
    const named = await stat(this.path).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : 'unknown'));
    if (named === 'unknown') return true;
    const opened = await this.extender.stat().catch(() => null);
    return opened === null || (named !== null && named.ino === opened.ino && named.dev === opened.dev);
  }

  /** Gives the bytes, which are still open, their name again: durable when it resolves with ok. No write may be under way. */
  async putBack(): Promise<DiskOutcome<null>> {
    await this.extension;
    return attempt(async () => {
      await passJournalDisk(this.path);
      const copyPath = `${this.path}.new`;
      await rm(copyPath, { force: true });
      const copy = await open(copyPath, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o640);
      try {
        await this.copyTo(copy);
      } catch (error) {
        await copy.close();
        await rm(copyPath, { force: true });
        throw error;
      }
      await rename(copyPath, this.path);
      await syncDirectory(dirname(this.path));
      const old = [this.writer, this.extender];
      this.writer = await openWriter(this.path);
      this.extender = copy;
      this.zeroedEnd = this.writtenEnd;
      this.claimedEnd = this.writtenEnd;
      for (const handle of old) await handle.close();
      return null;
    });
  }

  private async copyTo(copy: FileHandle): Promise<void> {
    const chunk = Buffer.allocUnsafe(COPY_BYTES);
    for (let at = 0; at < this.writtenEnd; ) {
      const { bytesRead } = await this.extender.read(chunk, 0, Math.min(chunk.length, this.writtenEnd - at), at);
      if (bytesRead === 0) break;
      await writeFully(copy, chunk.subarray(0, bytesRead), at);
      at += bytesRead;
    }
    await copy.datasync();
  }

  /** Cuts the zeros and closes. */
  async close(): Promise<DiskOutcome<null>> {
    this.isClosing = true;
    await this.extension;
    return attempt(async () => {
      await this.extender.truncate(this.writtenEnd);
      await this.extender.datasync();
      await this.writer.close();
      await this.extender.close();
      return null;
    });
  }

  /** A full disk is not reported here: the write that then finds no room reports it. */
  private extendAhead(): void {
    if (this.extension || this.isClosing || this.zeroedEnd - this.writtenEnd >= ZEROS_AHEAD_MIN_BYTES) return;
    const start = Math.max(this.zeroedEnd, this.claimedEnd);
    const end = start + ZEROS_STEP_BYTES;
    this.extension = attempt(async () => {
      await passJournalDisk(this.path);
      await writeZeros(this.extender, start, end);
      await this.extender.datasync();
      this.zeroedEnd = end;
    }).then(() => {
      this.extension = null;
    });
  }
}

const openWriter = (path: string) => open(path, constants.O_RDWR | (isDurableByOpen ? constants.O_DSYNC : 0));

async function writeFully(handle: FileHandle, bytes: Buffer, offset: JournalOffset): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
}

async function writeZeros(handle: FileHandle, start: number, end: number): Promise<void> {
  for (let at = start; at < end; at += zeros.length) await writeFully(handle, zeros.subarray(0, Math.min(zeros.length, end - at)), at);
}

/** Failures of the disk become values; anything else is a bug and goes on as it is. */
export async function attempt<T>(work: () => Promise<T>): Promise<DiskOutcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (!(error instanceof Error) || code === undefined || (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return {
      ok: false,
      failure: { kind: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'input-output', code, message: error.message },
    };
  }
}
