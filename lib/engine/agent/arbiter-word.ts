/** What an agent tells the daemon of its machine about its work as arbiter, from time to time. */
import { z } from 'zod';
import { arbiterStandingSchema } from '../../contract/arbiter.ts';

export const arbiterWordSchema = z.object({ kind: z.literal('arbiter'), standing: arbiterStandingSchema });
export type ArbiterWord = z.infer<typeof arbiterWordSchema>;
