/**
 * Async members: joining as one, what can be changed on one, and its stop for report windows. Source: engine facts 1.3, 1.4, 9.4; portal
 * facts 2.5, 2.7.
 */
import { z } from 'zod';
import { memberStatuses, progressSchema } from './member-status.ts';
import { asyncKinds } from './choices.ts';
import { offeredSchema } from './refusal.ts';

export type AsyncKind = (typeof asyncKinds)[number];

const port = z.int().min(1).max(65535);

export const asyncMemberCommands = {
  /**
   * Both steps of the page in one: `other` is a failover member, primary or not. Answers `pending` in a TLS mirror. A reporting async joins
   * further mirrors in the same way, ten in all, as the same kind (2142) and under the same member name (2141); any other member of a
   * mirror is refused with 2134, an eleventh mirror with P220, a second one of the same name with 2101.
   */
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
  /**
   * `clearFailoverFlags`: of all mirrored databases, when the member becomes read-write reporting. The type is changed by the primary,
   * which must be reachable.
   */
  'edit-async': z.object({ memberKind: z.enum(asyncKinds), clearFailoverFlags: z.boolean(), purgeAfterDejournaling: z.boolean() }),
  /** For good: these copies can never again be used by a failover or DR member. */
  'clear-failover-flags': z.object({ databases: z.array(z.string()).min(1) }),
  /**
   * Ends the membership of an async in one mirror; the others go on. Answers as `remove-mirror-configuration`, which is what it does when
   * there is no other mirror: only then must the instance be restarted before it joins one again. Refuses with 2051, 2165, and with P221
   * while another mirror needs the SSL/TLS configurations that were to be deleted.
   */
  'leave-mirror': z.object({
    mirrorName: z.string(),
    removeMirrorAttribute: z.boolean(),
    deleteJournals: z.boolean(),
    removeTls: z.boolean(),
  }),
} satisfies Record<string, z.ZodObject>;

/** One mirror that an async belongs to: a row of Edit Async and of the async's Mirror Monitor. Source: portal facts 2.7, 2.9. */
export const asyncMirrorSchema = z.object({
  mirrorName: z.string(),
  /**
   * `member`: takes part. `flag-cleared`: takes part, and will not after the next start. `inactive`: not activated at the start, or this
   * member was removed by another: it can only be left.
   */
  state: z.enum(['member', 'flag-cleared', 'inactive']),
  /** It was removed by another member. */
  removedByOther: z.boolean(),
  status: z.enum(memberStatuses),
  journalTransfer: progressSchema,
  dejournaling: progressSchema,
  /** Journal that it has not received; null where that is not known. */
  behindBytes: z.number().nullable(),
  useTls: z.boolean(),
  /** This member's addresses there: its instance directory is the same in all. */
  self: z.object({
    superserverAddress: z.string(),
    superserverPort: z.int(),
    mirrorPrivateAddress: z.string(),
    agentAddress: z.string(),
    agentPort: z.int(),
  }),
  /** The failover members, as it last heard of them. */
  failoverMembers: z.array(
    z.object({
      name: z.string(),
      agentAddress: z.string(),
      agentPort: z.int(),
      mirrorPrivateAddress: z.string(),
      superserverAddress: z.string(),
      superserverPort: z.int(),
      isPrimary: z.boolean(),
    }),
  ),
  /** Number of mirrored databases of this mirror here, mounted or not. */
  databaseCount: z.int(),
  dejournalingStopped: z.boolean(),
  /** Name of the dejournal filter, or null. */
  dejournalFilter: z.string().nullable(),
  actions: z.object({
    stopMirror: offeredSchema,
    startMirror: offeredSchema,
    stopDejournaling: offeredSchema,
    startDejournaling: offeredSchema,
    leave: offeredSchema,
  }),
});

const asyncEditSchema = z.object({
  /** The first of its mirrors. */
  mirrorName: z.string(),
  memberName: z.string(),
  memberKind: z.enum(asyncKinds),
  useTls: z.boolean(),
  distinguishedName: z.string(),
  purgeAfterDejournaling: z.boolean(),
  /** In the first of its mirrors; see `mirrors` for each. */
  dejournalingStopped: z.boolean(),
  /** All its mirrors, in the order in which it joined them. */
  mirrors: z.array(asyncMirrorSchema),
  databases: z.array(
    z.object({
      name: z.string(),
      mirrorName: z.string(),
      mirrorDatabaseName: z.string(),
      directory: z.string(),
      failoverDatabase: z.boolean(),
      clear: offeredSchema,
    }),
  ),
  /** What a change to each type would be answered now; null also for the present type. */
  changeTo: z.object({ 'disaster-recovery': offeredSchema, 'read-only-reporting': offeredSchema, 'read-write-reporting': offeredSchema }),
  actions: z.object({
    clearAll: offeredSchema,
    joinMirror: offeredSchema,
    stopDejournaling: offeredSchema,
    startDejournaling: offeredSchema,
  }),
});

/** Both refuse with 2074 when this instance is no member, with 2165 on a failover member. */
export const asyncMemberQueries = {
  'async-edit': { input: z.object({}), output: asyncEditSchema },
  /**
   * For the Mirror Monitor of an async, in the order in which it joined them; `mirror-monitor` with the name of one tells the rest of that
   * mirror.
   */
  'async-mirrors': {
    input: z.object({}),
    output: z.object({ memberName: z.string(), memberKind: z.enum(asyncKinds), mirrors: z.array(asyncMirrorSchema) }),
  },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
