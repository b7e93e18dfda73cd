/**
 * What a process of a host says to the fabric: one JSON line on a new connection to `fabric.sock`, one line back.
 *
 * After a successful `connect` the very same connection carries the bytes of the flow. After `listen` it is kept: closing
 * it frees the port. The other operations end with their answer.
 */
import path from 'node:path';
import { z } from 'zod';

const port = z.int().min(1).max(65535);
export const fabricRequestSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('connect'), host: z.string(), to: z.string(), port, timeoutMs: z.number().positive() }),
  z.object({ op: z.literal('listen'), host: z.string(), port }),
  z.object({ op: z.literal('cards'), host: z.string() }),
  z.object({ op: z.literal('add-address'), host: z.string(), card: z.string(), address: z.string(), prefixLength: z.int().min(0).max(32) }),
  z.object({ op: z.literal('remove-address'), host: z.string(), card: z.string(), address: z.string() }),
  z.object({ op: z.literal('is-address-in-use'), host: z.string(), address: z.string() }),
]);
export type FabricRequest = z.infer<typeof fabricRequestSchema>;

export const fabricReplySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  /** `failure` is the kind of a failed connection attempt; otherwise `message` is the operating system's reason. */
  z.object({
    ok: z.literal(false),
    failure: z.enum(['refused', 'timed-out', 'no-route', 'unreachable', 'unknown-host']).nullable(),
    message: z.string(),
  }),
]);
export type FabricReply = z.infer<typeof fabricReplySchema>;

/** The line that a listener gets ahead of the bytes of each connection. */
export const peerLineSchema = z.object({ address: z.string(), localAddress: z.string() });
export type PeerLine = z.infer<typeof peerLineSchema>;

export const cardsSchema = z.array(
  z.object({ name: z.string(), plugged: z.boolean(), addresses: z.array(z.object({ address: z.string(), prefixLength: z.int() })) }),
);

/** Where the process that listens on a host's port takes its connections; short, since a socket's path holds 103 bytes at most. */
export const listenerPath = (fabricPath: string, host: string, listenPort: number) =>
  path.join(path.dirname(fabricPath), `l-${host}-${listenPort}.sock`);
