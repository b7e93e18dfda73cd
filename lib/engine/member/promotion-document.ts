/** What a member has written down of a promotion, so that it goes on with it after a crash: one document with its membership. */
import { z } from 'zod';
import type { Membership } from '../store/config-store.ts';

const since = z.string();
/** GUIDs of members that must be edited by hand. */
const unavailable = z.array(z.string());

const promotionDocumentSchema = z.discriminatedUnion('stage', [
  /** A DR async that waits for the agent of its partner; nothing has been changed yet. Written by an earlier version it names nobody. */
  z.object({
    stage: z.literal('waiting'),
    since,
    partner: z.string(),
    unavailable: unavailable.default([]),
    networkInterface: z.string().nullable(),
  }),
  /** A failover member without a partner that waits until "no failover" is cleared. */
  z.object({ stage: z.literal('prepared'), since, unavailable }),
  /**
   * It is settled that this member leads: it does so whenever it starts, until it has. `partner`: null, or a member that cannot lead before
   * it has heard of this one, unless `forced`.
   */
  z.object({ stage: z.literal('leading'), since, partner: z.string().nullable(), forced: z.boolean(), unavailable }),
  /** It has led. Kept only while members may still have to be edited by hand. */
  z.object({ stage: z.literal('led'), since, unavailable }),
  /**
   * This member must hear its role from the primary: ValidatedMember is 0, or `lostEnd`, or both. `by`: name of the member that was
   * promoted, or ''.
   * `lostEnd`: its newest mirror journal file is gone or damaged. `unaccepted`: the mirror had not accepted it when ValidatedMember was set
   * to 0. `promotions`: those that have set it to 0, if they are all known.
   */
  z.object({
    stage: z.literal('role-unknown'),
    since,
    by: z.string(),
    lostEnd: z.boolean().optional(),
    unaccepted: z.boolean().optional(),
    promotions: z.array(z.string()).optional(),
  }),
]);
export type PromotionDocument = z.infer<typeof promotionDocumentSchema>;

export const readPromotionDocument = ({ promotion }: Pick<Membership, 'promotion'>): PromotionDocument | null =>
  promotion === null ? null : promotionDocumentSchema.parse(JSON.parse(promotion));
export const writePromotionDocument = (document: PromotionDocument | null): string | null =>
  document === null ? null : JSON.stringify(document);

/** It waits for a primary for this reason alone: a person's hand on ValidatedMember changes nothing. */
export function isLostEnd(membership: Pick<Membership, 'promotion' | 'validatedMember'>): boolean {
  const document = readPromotionDocument(membership);
  return document?.stage === 'role-unknown' && document.lostEnd === true && membership.validatedMember;
}
