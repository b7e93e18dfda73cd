/**
 * Reads backup files: the label alone, quickly, or everything, checked frame by frame. Whatever does not fit is a refusal that names the
 * file.
 */
import type { FileHandle } from 'node:fs/promises';
import type { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { openOrdinary } from '../ports/ordinary-file.ts';
import {
  checkFrame,
  databaseFrameSchema,
  entriesOf,
  FOOTER_BYTES,
  FRAME_HEADER_BYTES,
  type VolumeFrame,
  frameLength,
  type NodeEntry,
  trailerOffsetOf,
  VOLUME_MAGIC,
  type VolumeLabel,
  volumeLabelSchema,
  type VolumeTrailer,
  volumeTrailerSchema,
} from './volume-format.ts';

export interface VolumeSummary {
  readonly file: string;
  readonly sizeBytes: number;
  readonly label: VolumeLabel;
  /** null: the file was cut, or its end is damaged. */
  readonly trailer: VolumeTrailer | null;
}

/** Label and trailer, without the nodes between them. Refuses with P161 (not there), P163 (no backup file, or a damaged label). */
export async function readVolume(file: string): Promise<Outcome<VolumeSummary>> {
  return withFile(file, async (handle) => {
    const { size } = await handle.stat();
    const magic = await readAt(handle, 0, VOLUME_MAGIC.length);
    if (!magic.equals(VOLUME_MAGIC)) return refused('P163', [file, 'it is not a backup file']);
    const first = await readFrame(handle, VOLUME_MAGIC.length, 0);
    const label = first?.frame.kind === 'label' ? parse(volumeLabelSchema, first.frame.body) : null;
    if (!label) return refused('P163', [file, 'its label cannot be read']);
    return accepted({ file, sizeBytes: size, label, trailer: await readTrailer(handle, size) });
  });
}

/**
 * Hands over every entry of the databases that `wanted` chooses, in the order of the file, and checks the whole file on the way. Refuses
 * with P163 at the first frame that is damaged or missing: then what was handed over before must be thrown away. `take` is waited for,
 * chunk by chunk.
 */
export async function readNodes(
  file: string,
  wanted: (index: number) => boolean,
  take: (index: number, entries: NodeEntry[]) => Promise<void>,
): Promise<Outcome<VolumeTrailer>> {
  return withFile(file, async (handle) => {
    const damaged = (at: number) => refused('P163', [file, `at byte ${at}`]);
    let at = VOLUME_MAGIC.length;
    let checksum = 0;
    let index: number | null = null;
    const counts: number[] = [];
    const magic = await readAt(handle, 0, VOLUME_MAGIC.length);
    if (!magic.equals(VOLUME_MAGIC)) return refused('P163', [file, 'it is not a backup file']);
    for (;;) {
      const read = await readFrame(handle, at, checksum);
      if (!read) return damaged(at);
      const { kind, body } = read.frame;
      if (kind === 'trailer') {
        const trailer = parse(volumeTrailerSchema, body);
        if (!trailer?.entries.every((count, position) => count === (counts[position] ?? 0))) return damaged(at);
        const isWhole = trailerOffsetOf(await readAt(handle, read.end, FOOTER_BYTES)) === at;
        return isWhole ? accepted(trailer) : damaged(at);
      }
      if (kind === 'database') {
        index = parse(databaseFrameSchema, body)?.index ?? null;
        if (index === null) return damaged(at);
      } else if (kind === 'nodes') {
        if (index === null) return damaged(at);
        const entries = decode(body);
        if (!entries) return damaged(at);
        counts[index] = (counts[index] ?? 0) + entries.length;
        if (wanted(index)) await take(index, entries);
      } else if (at !== VOLUME_MAGIC.length) return damaged(at);
      at = read.end;
      checksum = read.checksum;
    }
  });
}

async function withFile<T>(file: string, work: (handle: FileHandle) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const opened = await openOrdinary(file);
  if (!opened.ok) return opened;
  try {
    return await work(opened.value);
  } finally {
    await opened.value.close();
  }
}

/** null: no whole frame of this file begins here. */
async function readFrame(
  handle: FileHandle,
  at: number,
  previous: number,
): Promise<{ frame: VolumeFrame; end: number; checksum: number } | null> {
  const header = await readAt(handle, at, FRAME_HEADER_BYTES);
  const described = frameLength(header);
  if (!described) return null;
  const body = await readAt(handle, at + FRAME_HEADER_BYTES, described.length);
  if (body.length < described.length) return null;
  const checksum = checkFrame(header, body, previous);
  return checksum === null ? null : { frame: { kind: described.kind, body }, end: at + FRAME_HEADER_BYTES + body.length, checksum };
}

/** Its checksum hangs on the frames before it, so that a look at the label cannot check it; the restore does. */
async function readTrailer(handle: FileHandle, size: number): Promise<VolumeTrailer | null> {
  const offset = trailerOffsetOf(await readAt(handle, Math.max(0, size - FOOTER_BYTES), FOOTER_BYTES));
  if (offset === null || offset >= size) return null;
  const described = frameLength(await readAt(handle, offset, FRAME_HEADER_BYTES));
  if (described?.kind !== 'trailer' || offset + FRAME_HEADER_BYTES + described.length + FOOTER_BYTES !== size) return null;
  return parse(volumeTrailerSchema, await readAt(handle, offset + FRAME_HEADER_BYTES, described.length));
}

function parse<T>(schema: z.ZodType<T>, body: Buffer): T | null {
  try {
    return schema.parse(JSON.parse(body.toString('utf8')));
  } catch {
    // Bytes that are no document of this kind are damage; the caller names the place.
    return null;
  }
}

function decode(body: Buffer): NodeEntry[] | null {
  try {
    return [...entriesOf(body)];
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
