/** Async members: joining as one, what can be changed on one, and its stop for report windows. Source: engine facts 1.3, 1.4, 9.4; portal facts 2.5, 2.7. */
import { z } from 'zod';
import type { memberKinds } from './mirror-config.ts';
import { offeredSchema } from './refusal.ts';

export const asyncKinds = ['disaster-recovery', 'read-only-reporting', 'read-write-reporting'] as const satisfies readonly (typeof memberKinds)[number][];
export type AsyncKind = (typeof asyncKinds)[number];

const port = z.int().min(1).max(65535);

export const asyncMemberCommands = {
  /** Both steps of the page in one: `other` is a failover member, primary or not. Answers `pending` in a TLS mirror. */
  'join-as-async': z.object({
    mirrorName: z.string(),
    other: z.object({ agentAddress: z.string().min(1), agentPort: port, instanceName: z.string().min(1) }),
    memberKind: z.enum(asyncKinds),
    memberName: z.string(),
    /** Becomes superserver and mirror private address. */
    address: z.string().min(1),
    agentAddress: z.string(),
    agentPort: port,
  }),
  /** `clearFailoverFlags`: of all mirrored databases, when the member becomes read-write reporting. The type is changed by the primary, which must be reachable. */
  'edit-async': z.object({ memberKind: z.enum(asyncKinds), clearFailoverFlags: z.boolean(), purgeAfterDejournaling: z.boolean() }),
  /** For good: these copies can never again be used by a failover or DR member. */
  'clear-failover-flags': z.object({ databases: z.array(z.string()).min(1) }),
  /** Makes a DR async a failover member while a primary runs; the present backup becomes a DR async. `networkInterface`: the card for the virtual IP, if the mirror has one. */
  promote: z.object({ networkInterface: z.string().nullable() }),
  /** On the backup: it becomes a DR async. */
  demote: z.object({}),
  /** On the primary: its backup becomes a DR async. */
  'demote-other': z.object({}),
  /** Of all mirrored databases of an async; journal data still arrive. Holds over restarts. */
  'set-dejournaling': z.object({ running: z.boolean() }),
} satisfies Record<string, z.ZodObject>;

const asyncEditSchema = z.object({
  mirrorName: z.string(),
  memberName: z.string(),
  memberKind: z.enum(asyncKinds),
  useTls: z.boolean(),
  distinguishedName: z.string(),
  purgeAfterDejournaling: z.boolean(),
  dejournalingStopped: z.boolean(),
  databases: z.array(z.object({ name: z.string(), mirrorDatabaseName: z.string(), directory: z.string(), failoverDatabase: z.boolean(), clear: offeredSchema })),
  /** What a change to each type would be answered now; null also for the present type. */
  changeTo: z.object({ 'disaster-recovery': offeredSchema, 'read-only-reporting': offeredSchema, 'read-write-reporting': offeredSchema }),
  actions: z.object({ clearAll: offeredSchema, joinMirror: offeredSchema, stopDejournaling: offeredSchema, startDejournaling: offeredSchema }),
});

/** Refuses with 2074 when this instance is no member, with 2165 on a failover member. */
export const asyncMemberQueries = { 'async-edit': { input: z.object({}), output: asyncEditSchema } } satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
