/** How late the words of the other failover member and of the arbiter came, as a member answers it. */
import { z } from 'zod';

const spokenSchema = z.object({
  /** Of the speaker: a member, or the address of the arbiter. */
  name: z.string(),
  /** Seconds in which every word came in time. */
  inTime: z.int(),
  /** Words that were late, in classes, the shortest first: by how much at most, in ms, and how many. */
  late: z.array(z.tuple([z.number(), z.int().positive()])),
});
export type SpokenWords = z.infer<typeof spokenSchema>;

const qosAdviceSchema = z.object({
  /** In force. */
  qosTimeoutMs: z.int(),
  now: z.number(),
  /** Wall time of the oldest word that is still counted; null: nothing was measured. */
  since: z.number().nullable(),
  /** null: there is none. */
  partner: spokenSchema.nullable(),
  arbiter: spokenSchema.nullable(),
});
export type QosAdvice = z.infer<typeof qosAdviceSchema>;

export const qosAdviceQueries = {
  'qos-advice': { input: z.object({ mirrorName: z.string().optional() }), output: qosAdviceSchema },
};
