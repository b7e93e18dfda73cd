/** Parsers of what a browser asks the portal's own doors for. */
import { z } from 'zod';
import type { LiveWatch, Target } from './live.ts';

export const targetSchema: z.ZodType<Target> = z.string().regex(/^(lab|[a-z0-9-]+\/[A-Z0-9_-]+)$/);
export const liveWatchSchema: z.ZodType<LiveWatch> = z.object({
  target: targetSchema,
  query: z.string(),
  input: z.record(z.string(), z.unknown()),
});
