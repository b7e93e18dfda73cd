/**
 * Leaving a mirror: a member removes its own configuration, or the primary removes another member. Source: engine facts 2.4; portal facts
 * 2.6.
 */
import { z } from 'zod';
import { configurationVersionSchema } from './mirror-config.ts';
import { memberKinds } from './choices.ts';
import { offeredSchema } from './refusal.ts';

export const leavingCommands = {
  /**
   * Ends the membership of this instance, of an async in all its mirrors (`leave-mirror` for one of them). A backup or async tells the
   * primary first; refuses on a primary with 2116. Afterwards the instance must be restarted.
   * Databases that keep the mirror attribute stay read-only; they are known again when the instance joins the same mirror.
   */
  'remove-mirror-configuration': z.object({ removeMirrorAttribute: z.boolean(), deleteJournals: z.boolean(), removeTls: z.boolean() }),
  /** The flag decides whether the member activates its mirror configuration at the next start. `cleared` false takes it back. */
  'clear-join-mirror': z.object({ cleared: z.boolean() }),
  /** On the primary: any other member; on a backup: asyncs, through the primary. One that cannot be reached must be known not to follow. */
  'remove-other-member': z.object({ expectedVersion: configurationVersionSchema, guid: z.string() }),
} satisfies Record<string, z.ZodObject>;

/** What `remove-mirror-configuration` accepts with. `removedElsewhere` false: no other member could be told. */
export const removedConfigurationSchema = z.object({ removedElsewhere: z.boolean(), databases: z.array(z.string()) });

const leavingSchema = z.object({
  mirrorName: z.string(),
  memberName: z.string(),
  /**
   * `member`: takes part. `flag-cleared`: takes part, and will not after the next start. `inactive`: a member whose configuration was not
   * activated at the start, or which another member has removed: only the removal, or joining anew, is left.
   */
  state: z.enum(['member', 'flag-cleared', 'inactive']),
  /** It was removed by another member. */
  removedByOther: z.boolean(),
  isPrimary: z.boolean(),
  /** Members that could be removed from here, in fixed order, each with the reason why not. */
  others: z.array(
    z.object({ guid: z.string(), name: z.string(), kind: z.enum(memberKinds), connected: z.boolean(), offer: offeredSchema }),
  ),
  mirroredDatabases: z.array(z.string()),
  mirrorJournalFiles: z.int(),
  hasTls: z.boolean(),
  actions: z.object({ removeConfiguration: offeredSchema, clearJoinMirror: offeredSchema, restoreJoinMirror: offeredSchema }),
});
export type Leaving = z.infer<typeof leavingSchema>;

/**
 * Of an async in several mirrors all together, or one of them by its name (2051 when it is not among them). Refuses with 2074 when this
 * instance has no mirror configuration.
 */
export const leavingQueries = {
  leaving: { input: z.object({ mirrorName: z.string().optional() }), output: leavingSchema },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
