/**
 * Writes a backup file: under another name first, synced, then renamed. So a file that carries its name is whole, and whatever goes wrong
 * leaves nothing.
 */
import { type FileHandle, open, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type VolumeFrame, packFooter, packFrame, VOLUME_MAGIC, type VolumeLabel, type VolumeTrailer } from './volume-format.ts';

const WRITE_BYTES = 1024 * 1024;
const UNFINISHED = '.unfinished';
export const unfinishedName = (file: string) => `${file}${UNFINISHED}`;

/** What it needs of an open file; a test puts a full disk in its place. */
export type VolumeFile = Pick<FileHandle, 'writev' | 'datasync' | 'close'>;

export class VolumeWriter {
  readonly file: string;
  readonly #handle: VolumeFile;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #size = 0;
  #checksum = 0;

  private constructor(file: string, handle: VolumeFile) {
    this.file = file;
    this.#handle = handle;
  }

  /** Begins the file; the folder is made. Rejects with the operating system's error. */
  static async begin(
    file: string,
    label: VolumeLabel,
    openFile: (name: string) => Promise<VolumeFile> = (name) => open(name, 'w', 0o600),
  ): Promise<VolumeWriter> {
    await mkdir(path.dirname(file), { recursive: true });
    const writer = new VolumeWriter(file, await openFile(unfinishedName(file)));
    writer.#put(VOLUME_MAGIC);
    await writer.writeJson('label', label);
    return writer;
  }

  /** Bytes that the file has so far. */
  get sizeBytes(): number {
    return this.#size;
  }

  /** After it rejected, only `discard` may follow. */
  async write(frame: VolumeFrame): Promise<void> {
    const { bytes, checksum } = packFrame(frame, this.#checksum);
    this.#checksum = checksum;
    for (const piece of bytes) this.#put(piece);
    if (this.#waitingBytes >= WRITE_BYTES) await this.#flush();
  }

  writeJson(kind: VolumeFrame['kind'], value: unknown): Promise<void> {
    return this.write({ kind, body: Buffer.from(JSON.stringify(value)) });
  }

  /** The file has its name, and is on the disk, when this resolves. */
  async finish(trailer: VolumeTrailer): Promise<void> {
    const offset = this.#size;
    await this.writeJson('trailer', trailer);
    this.#put(packFooter(offset));
    await this.#flush();
    await this.#handle.datasync();
    await this.#handle.close();
    await rename(unfinishedName(this.file), this.file);
    await syncFolder(path.dirname(this.file));
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(unfinishedName(this.file), { force: true });
  }

  #put(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#size += bytes.length;
  }

  async #flush(): Promise<void> {
    let pieces = this.#waiting;
    let left = this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
    while (left > 0) {
      const { bytesWritten } = await this.#handle.writev(pieces);
      left -= bytesWritten;
      if (left > 0) pieces = [Buffer.concat(pieces).subarray(bytesWritten)];
    }
  }
}

/** What was renamed or removed in it survives a power cut when this resolves. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
