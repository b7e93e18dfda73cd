/**
 * The bytes of a backup file (.cbk): label, nodes of each database, trailer. Bytes in, bytes out.
 *
 * Magic, then frames, then a footer. A frame: kind u8, three zeros, body length u32, checksum u32, body; little endian. The checksum runs
 * over the frame's first eight bytes, its body and the checksum of the frame before, so that a frame that is missing, moved or from another
 * file is found like a damaged one. The footer (16 bytes) says where the trailer begins: a file without one was cut, which is seen without
 * reading it all.
 */
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { backupKinds } from '../../contract/backups.ts';
import { backupPositionSchema } from '../store/backup-store.ts';
import { compress, decompress } from '../link/compression.ts';

export const VOLUME_MAGIC = Buffer.from('MPCBK001', 'latin1');
const FOOTER_MAGIC = Buffer.from('MPCBKEND', 'latin1');
export const FRAME_HEADER_BYTES = 12;
export const FOOTER_BYTES = 16;
/** A chunk of nodes is filled up to this before it becomes a frame; one node may exceed it. */
export const CHUNK_BYTES = 256 * 1024;
/** Beyond it a length is damage: a chunk and the longest value are far below. */
const BODY_BYTES_MAX = 32 * 1024 * 1024;

export const frameKinds = ['label', 'database', 'nodes', 'trailer'] as const;
export type FrameKind = (typeof frameKinds)[number];
export interface VolumeFrame {
  readonly kind: FrameKind;
  readonly body: Buffer;
}

/**
 * What belongs to the copy rather than to the database (where it is at home, whether it is activated) is left out: a restore decides it
 * anew.
 */
const mirrorAttributeSchema = z.object({
  mirrorGuid: z.string(),
  mirrorName: z.string(),
  mirrorDatabaseName: z.string(),
  createdAsMirrored: z.boolean(),
});
const namedPositionSchema = backupPositionSchema.extend({ fileName: z.string() });
export type NamedPosition = z.infer<typeof namedPositionSchema>;

const labelDatabaseSchema = z.object({
  name: z.string(),
  directory: z.string(),
  guid: z.string(),
  mirror: mirrorAttributeSchema.nullable(),
  /** The mirror's GUID of it; null for a database that is not mirrored. */
  mirrorDatabaseGuid: z.string().nullable(),
  lineage: z.string(),
  resource: z.string(),
  journal: z.boolean(),
  isSystem: z.boolean(),
  maximumSizeMb: z.int(),
  sizeBytes: z.number(),
  contents: z.enum(['whole', 'changes']),
  /** The backup that `changes` counts from. */
  since: z.object({ guid: z.string(), madeAt: z.string() }).nullable(),
  /** Null: nothing was ever journaled for it. */
  position: namedPositionSchema.nullable(),
});
export type LabelDatabase = z.infer<typeof labelDatabaseSchema>;

export const volumeLabelSchema = z.object({
  guid: z.string(),
  kind: z.enum(backupKinds),
  madeAt: z.string(),
  madeBy: z.string(),
  description: z.string(),
  /** `guid`: of the instance, as its journal files name their creator. */
  instance: z.object({ guid: z.string(), host: z.string(), name: z.string(), directory: z.string() }),
  mirror: z
    .object({ guid: z.string(), name: z.string(), memberName: z.string(), memberGuid: z.string(), memberType: z.string() })
    .nullable(),
  previous: z.object({ guid: z.string(), madeAt: z.string(), kind: z.enum(backupKinds) }).nullable(),
  lastFull: z.object({ guid: z.string(), madeAt: z.string() }).nullable(),
  /** By what the instance purged its journal then; null: not by days. */
  purgeAfterDays: z.number().nullable(),
  databases: z.array(labelDatabaseSchema),
});
export type VolumeLabel = z.infer<typeof volumeLabelSchema>;

/** Counts by database, in the label's order. */
export const volumeTrailerSchema = z.object({ endedAt: z.string(), entries: z.array(z.int()) });
export type VolumeTrailer = z.infer<typeof volumeTrailerSchema>;

/** Precedes the nodes of a database: its index in the label. */
export const databaseFrameSchema = z.object({ index: z.int() });

/** Packs a frame behind the one whose checksum is `previous` (0 for the first). */
export function packFrame({ kind, body }: VolumeFrame, previous: number): { bytes: Buffer[]; checksum: number } {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header[0] = frameKinds.indexOf(kind) + 1;
  header.writeUInt32LE(body.length, 4);
  const checksum = crc32(body, crc32(header.subarray(0, 8), previous));
  header.writeUInt32LE(checksum, 8);
  return { bytes: [header, body], checksum };
}

/** Kind and length of the frame that begins with these bytes; null when no frame does. */
export function frameLength(header: Buffer): { kind: FrameKind; length: number } | null {
  if (header.length < FRAME_HEADER_BYTES) return null;
  const kind = frameKinds[(header[0] as number) - 1];
  const length = header.readUInt32LE(4);
  return kind && length <= BODY_BYTES_MAX ? { kind, length } : null;
}

/** The checksum of a frame that is whole and follows the one of `previous`; null otherwise. */
export function checkFrame(header: Buffer, body: Buffer, previous: number): number | null {
  const checksum = crc32(body, crc32(header.subarray(0, 8), previous));
  return checksum === header.readUInt32LE(8) ? checksum : null;
}

export function packFooter(trailerOffset: number): Buffer {
  const footer = Buffer.alloc(FOOTER_BYTES);
  FOOTER_MAGIC.copy(footer);
  footer.writeBigUInt64LE(BigInt(trailerOffset), 8);
  return footer;
}

/** Where the trailer begins; null when the last bytes of the file are no footer. */
export function trailerOffsetOf(footer: Buffer): number | null {
  return footer.length === FOOTER_BYTES && footer.subarray(0, 8).equals(FOOTER_MAGIC) ? Number(footer.readBigUInt64LE(8)) : null;
}

/** `clear` is the node with all its descendants, `remove` the node alone. */
export type NodeEntry =
  | { readonly kind: 'set'; readonly key: Buffer; readonly value: Buffer }
  | { readonly kind: 'remove' | 'clear'; readonly key: Buffer };
const SET = 1;
const REMOVE = 2;
const CLEAR = 3;
/** The first byte of keys that are about the database itself (`database-file.ts`). */
const METADATA = 0;

/** Gathers entries and hands them out as packed bodies of frames. */
export class NodeChunk {
  private parts: Buffer[] = [];
  size = 0;
  count = 0;

  add(entry: NodeEntry): void {
    const isSet = entry.kind === 'set';
    const head = Buffer.allocUnsafe(isSet ? 7 : 3);
    head[0] = isSet ? SET : entry.kind === 'remove' ? REMOVE : CLEAR;
    head.writeUInt16LE(entry.key.length, 1);
    if (isSet) head.writeUInt32LE(entry.value.length, 3);
    this.parts.push(head, entry.key);
    this.size += head.length + entry.key.length;
    if (isSet) {
      this.parts.push(entry.value);
      this.size += entry.value.length;
    }
    this.count += 1;
  }

  get isFull(): boolean {
    return this.size >= CHUNK_BYTES;
  }

  /** The body of a frame with everything added since the last call. */
  take(): Buffer {
    const body = compress('zstd', Buffer.concat(this.parts, this.size));
    this.parts = [];
    this.size = 0;
    return body;
  }
}

/**
 * Throws RangeError on a body that `NodeChunk` would not have made, above all on a key that no node has: a backup file or a copy that
 * somebody made up must not say who the database is, or where it stands in the journal.
 */
export function* entriesOf(body: Buffer): Generator<NodeEntry, void, void> {
  const raw = decompress(body);
  let at = 0;
  while (at < raw.length) {
    const operation = raw[at];
    const keyLength = raw.readUInt16LE(at + 1);
    const keyAt = at + (operation === SET ? 7 : 3);
    const key = raw.subarray(keyAt, keyAt + keyLength);
    if (key.length === 0 || key[0] === METADATA) throw new RangeError('a key that no node has');
    if (operation === SET) {
      const valueLength = raw.readUInt32LE(at + 3);
      at = keyAt + keyLength + valueLength;
      if (at > raw.length) throw new RangeError('a node ends behind its chunk');
      yield { kind: 'set', key, value: raw.subarray(keyAt + keyLength, at) };
    } else if (operation === REMOVE || operation === CLEAR) {
      at = keyAt + keyLength;
      if (at > raw.length) throw new RangeError('a key ends behind its chunk');
      yield { kind: operation === REMOVE ? 'remove' : 'clear', key };
    } else throw new RangeError(`no entry begins with ${operation}`);
  }
}
