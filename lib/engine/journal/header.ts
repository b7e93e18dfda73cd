/**
 * The header of a journal file: its first 8192 bytes.
 *
 * Magic (8 bytes), CRC-32 of the rest u32, length u32, then JSON in UTF-8, zeros to the end. JSON because a header is
 * written once a file, and a later version may say more.
 */
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { epochSchema, type Epoch } from './epoch.ts';
import { fileCountSchema } from './file-count.ts';
import { positionSchema, type FileCount, type JournalPosition } from './position.ts';

/** Also the offset of the first block. */
export const HEADER_BYTES = 8192;
const MAGIC = Buffer.from('MPJRNL01', 'latin1');
const CHECKED_FROM = 12;
const JSON_FROM = 16;

export interface JournalHeader {
  readonly fileGuid: string;
  /** 1-based number in its history: the mirror's for a mirror journal file, else the instance's own. */
  readonly fileCount: FileCount;
  /** Null for a local file. */
  readonly mirror: { readonly guid: string; readonly name: string } | null;
  /** GUID of the member (or instance) that created the file. */
  readonly creatorGuid: string;
  readonly createdAtMs: number;
  /** The file before it in the same history; null for the first. `end` is where its last block ended. */
  readonly previous: { readonly guid: string; readonly name: string; readonly end: number } | null;
  /** No transaction that is open when the file begins has a record before it. */
  readonly minTransaction: JournalPosition | null;
  /** Grows with every change of primary: tells two files of one number apart when a history has forked. */
  readonly epoch: Epoch;
  readonly sizeBytesMax: number;
  /**
   * The first block at or behind each multiple of this repeats the names of the databases; absent in files of an earlier version, which
   * must be read from their beginning.
   */
  readonly directoryStepBytes?: number;
  /** Why it was begun: "Instance start", "Became primary", "File full", "Switch by user"…; absent in files of an earlier version. */
  readonly reason?: string;
}

const headerSchema = z.object({
  fileGuid: z.string(),
  fileCount: fileCountSchema,
  mirror: z.object({ guid: z.string(), name: z.string() }).nullable(),
  creatorGuid: z.string(),
  createdAtMs: z.number(),
  previous: z.object({ guid: z.string(), name: z.string(), end: z.int().min(0) }).nullable(),
  minTransaction: positionSchema.nullable(),
  epoch: epochSchema,
  sizeBytesMax: z.number(),
  directoryStepBytes: z.int().min(1).exactOptional(),
  reason: z.string().exactOptional(),
}) satisfies z.ZodType<JournalHeader>;

/** Throws RangeError when a name is so long that the header does not fit; names of journal files never are. */
export function encodeHeader(header: JournalHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  if (JSON_FROM + json.length > HEADER_BYTES) throw new RangeError(`a journal header of ${json.length} bytes does not fit`);
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(json.length, CHECKED_FROM);
  json.copy(bytes, JSON_FROM);
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECKED_FROM)), 8);
  return bytes;
}

/** Null when the bytes are not the whole header of a journal file: it may have come over the network, where a checksum is anybody's. */
export function decodeHeader(bytes: Buffer): JournalHeader | null {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const header = bytes.subarray(0, HEADER_BYTES);
  if (header.readUInt32LE(8) !== crc32(header.subarray(CHECKED_FROM))) return null;
  const length = header.readUInt32LE(CHECKED_FROM);
  if (length > HEADER_BYTES - JSON_FROM) return null;
  try {
    return headerSchema.safeParse(JSON.parse(header.toString('utf8', JSON_FROM, JSON_FROM + length))).data ?? null;
  } catch {
    return null;
  }
}
