/**
 * What an application says to a superserver (port 1972), after a hello frame that names the service.
 *
 * Every frame of service `client` is a JSON array: requests from the client, replies from the instance, several per frame so
 * that many small updates share one system call. A request's reply comes when its effect is durable (a commit outside a
 * transaction, or TCOMMIT: also acknowledged by an Active backup); replies may come in another order than the requests, `id` pairs them.
 * One connection carries many *jobs*: `job` tells them apart, each has its own transaction.
 */
import { z } from 'zod';

export const HELLO_FRAME = 0;
export const CLIENT_FRAME = 1;

export const helloSchema = z.discriminatedUnion('service', [
  z.object({ service: z.literal('client'), protocol: z.literal(1) }),
  z.object({
    service: z.literal('mirror'),
    protocol: z.literal(1),
    mirrorGuid: z.string(),
    /** The member that is meant: whoever else has its address now closes. */ targetGuid: z.string(),
    /** Who asks. */ memberGuid: z.string(),
    memberName: z.string(),
    purpose: z.enum(['data', 'status', 'join', 'verify', 'download', 'identify']),
  }),
]);
export type Hello = z.infer<typeof helloSchema>;

/** Global name without `^`, then its subscripts; a number subscript is a JSON number or a canonic numeric string. */
export const wireReferenceSchema = z.array(z.union([z.string(), z.number()])).min(1);
export type WireReference = (string | number)[];

const base = { id: z.int(), job: z.int() };
export const clientRequestSchema = z.discriminatedUnion('op', [
  z.object({ ...base, op: z.literal('set'), database: z.string(), reference: wireReferenceSchema, value: z.string() }),
  /** Sets many nodes with one reply: `nodes` is reference, value, reference, value… */
  z.object({ ...base, op: z.literal('set-many'), database: z.string(), nodes: z.array(z.union([z.string(), wireReferenceSchema])) }),
  z.object({ ...base, op: z.literal('kill'), database: z.string(), reference: wireReferenceSchema }),
  z.object({ ...base, op: z.literal('increment'), database: z.string(), reference: wireReferenceSchema, by: z.number() }),
  z.object({ ...base, op: z.literal('get'), database: z.string(), reference: wireReferenceSchema }),
  z.object({ ...base, op: z.literal('data'), database: z.string(), reference: wireReferenceSchema }),
  /** Next (direction 1) or previous (-1) subscript at the level of the last subscript; '' starts at the end. */
  z.object({
    ...base,
    op: z.literal('order'),
    database: z.string(),
    reference: wireReferenceSchema,
    direction: z.union([z.literal(1), z.literal(-1)]),
  }),
  z.object({ ...base, op: z.literal('tstart') }),
  z.object({ ...base, op: z.literal('tcommit') }),
  z.object({ ...base, op: z.literal('trollback') }),
]);
export type ClientRequest = z.infer<typeof clientRequestSchema>;

/**
 * `value`: get → string or null when undefined; data → 0, 1, 10, 11; order → the subscript or ''; increment → the new value; others null.
 */
export type ClientReply = { id: number; ok: true; value: string | number | null } | { id: number; ok: false; code: string; args: string[] };
