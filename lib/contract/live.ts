/**
 * What the portal's own doors carry between browser and portal: whom a request is for, and the live stream.
 */
import { z } from 'zod';
import { refusalSchema } from './refusal.ts';

/** Whom a query or command is for: the lab, or an instance as `host/INSTANCE`. */
export const targetSchema = z.string().regex(/^(lab|[a-z0-9-]+\/[A-Z0-9_-]+)$/);
export type Target = string & z.infer<typeof targetSchema>;

/** One entry of `/api/live?watch=[…]`. */
export const liveWatchSchema = z.object({ target: targetSchema, query: z.string(), input: z.record(z.string(), z.unknown()) });
export type LiveWatch = z.infer<typeof liveWatchSchema>;

/** Query cache key of an answer; the stream and the pages agree on it. */
export type LiveKey = readonly [target: Target, query: string, input: Record<string, unknown>];
export const liveKeyOf = (watch: LiveWatch): LiveKey => [watch.target, watch.query, watch.input];

/** One event of the stream: the newest answer to `key`, or why there is none. */
export const livePushSchema = z.union([
  z.object({ key: z.tuple([targetSchema, z.string(), z.record(z.string(), z.unknown())]), ok: z.literal(true), value: z.unknown() }),
  z.object({ key: z.tuple([targetSchema, z.string(), z.record(z.string(), z.unknown())]), ok: z.literal(false), refusal: refusalSchema }),
]);
export type LivePush = z.infer<typeof livePushSchema>;
