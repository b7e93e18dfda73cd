/**
 * The control protocol: JSON lines over a unix socket, spoken by the portal (client) with an instance or the lab (server).
 *
 * `watch` keeps a query open: the server pushes its answer now and again each time the answer has changed, at most four times a second.
 */
import { z } from 'zod';
import { refusalSchema } from './refusal.ts';

export const controlRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('query'), id: z.int(), query: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('command'), id: z.int(), command: z.object({ kind: z.string() }).loose() }),
  z.object({ kind: z.literal('watch'), id: z.int(), query: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('unwatch'), id: z.int() }),
]);
export type ControlRequest = z.infer<typeof controlRequestSchema>;

/** `id` repeats the request's; a watch gets many. */
export const controlReplySchema = z.union([
  z.object({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), refusal: refusalSchema }),
]);
export type ControlReply = z.infer<typeof controlReplySchema>;
