/**
 * Members whose certificate carries another X.509 distinguished name than the mirror has authorized (engine facts 7.4; portal facts 2.6,
 * 2.7).
 *
 * A primary authorizes its own new name by itself. That of a backup or async waits on the primary, which may reject it. A member that was
 * away while the primary changed its name authorizes it when it comes back; it cannot reject it.
 */
import { z } from 'zod';
import { memberKinds } from './choices.ts';
import { offeredSchema } from './refusal.ts';

/** `distinguishedName`: the one that the person has seen. P104 when the member shows another one meanwhile. */
const updates = z.object({ updates: z.array(z.object({ guid: z.string(), distinguishedName: z.string() })).min(1) });

export const pendingNameCommands = {
  /**
   * From now on the member is known by this name. On the primary for everybody; elsewhere for this member, until the primary says more.
   * Refuses with 2026 when another member has the name.
   */
  'authorize-names': updates,
  /**
   * On the primary: the name is not offered again in this run; the member stays outside until it shows the old name or a third. Refuses
   * elsewhere with 2113.
   */
  'reject-names': updates,
} satisfies Record<string, z.ZodObject>;

const pendingNamesSchema = z.object({
  mirrorName: z.string(),
  isPrimary: z.boolean(),
  updates: z.array(
    z.object({
      guid: z.string(),
      name: z.string(),
      kind: z.enum(memberKinds),
      authorized: z.string(),
      distinguishedName: z.string(),
      requestedAt: z.string(),
    }),
  ),
  /** This member's own new name waits elsewhere; null when it has none. */
  own: z.object({ authorized: z.string(), distinguishedName: z.string() }).nullable(),
  actions: z.object({ authorize: offeredSchema, reject: offeredSchema }),
});
export type PendingNames = z.infer<typeof pendingNamesSchema>;

/** One entry for each mirror of this instance; none when it is no member. */
export const pendingNameQueries = {
  'pending-names': { input: z.object({}), output: z.object({ mirrors: z.array(pendingNamesSchema) }) },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
