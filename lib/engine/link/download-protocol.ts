/**
 * Copies of mirrored databases between members: connections of the mirror's service with purpose `download`. Bytes in, bytes out.
 *
 * The one who lacks the database asks; the other answers with an offer or a refusal. When a copy was asked for, frames with nodes follow
 * the offer, in key order, and an end. Each nodes frame begins with a checksum that runs on from the frame before, so that one that is
 * missing or changed is found like a damaged one.
 */
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { refusalSchema } from '../../contract/refusal.ts';
import { positionSchema } from '../journal/position.ts';

export const MIRROR_NODES_FRAME = 12;
const CHECKSUM_BYTES = 4;

/** `wants` offer: only whether it has a valid copy. */
export const copyRequestSchema = z.object({
  kind: z.literal('copy-of'),
  databaseName: z.string(),
  databaseGuid: z.string(),
  wants: z.enum(['offer', 'copy']),
});
export type CopyRequest = z.infer<typeof copyRequestSchema>;

export const copyOfferSchema = z.object({
  kind: z.literal('offer'),
  /** The primary is spared where another member has a copy as well. */
  isPrimary: z.boolean(),
  /** The mirror's journal is in the copy up to here; in the file with this GUID. */
  position: positionSchema,
  fileGuid: z.string(),
  nodes: z.int().min(0),
  /** About what the copy will take on the disk. */
  bytes: z.number().min(0),
});
export type CopyOffer = z.infer<typeof copyOfferSchema>;
export const copyAnswerSchema = z.discriminatedUnion('kind', [
  copyOfferSchema,
  z.object({ kind: z.literal('refused'), refusal: refusalSchema }),
]);
export type CopyAnswer = z.infer<typeof copyAnswerSchema>;

/** The last frame; a copy without it is not whole. */
export const copyEndSchema = z.object({ kind: z.literal('end'), nodes: z.number() });

/** `previous`: checksum of the frame before, 0 for the first. */
export function packNodes(chunk: Buffer, previous: number): { body: Buffer; checksum: number } {
  const checksum = crc32(chunk, previous);
  const head = Buffer.alloc(CHECKSUM_BYTES);
  head.writeUInt32LE(checksum);
  return { body: Buffer.concat([head, chunk]), checksum };
}

/** null: the frame is damaged, or does not follow the one with checksum `previous`. */
export function unpackNodes(body: Buffer, previous: number): { chunk: Buffer; checksum: number } | null {
  if (body.length < CHECKSUM_BYTES) return null;
  const chunk = body.subarray(CHECKSUM_BYTES);
  const checksum = crc32(chunk, previous);
  return checksum === body.readUInt32LE(0) ? { chunk, checksum } : null;
}
