/**
 * Before "Force this node to become the primary": who else has journal data that this member lacks, as their ISCAgents say (engine facts
 * 4.13).
 */
import { z } from 'zod';

const newerSchema = z.object({
  name: z.string(),
  /** A DR async: promoted instead, it loses nothing of it. */
  mayBePromoted: z.boolean(),
  /** How far its journal reaches. */
  file: z.string(),
  offset: z.int(),
});

/** Asks the agents of all asyncs and takes some seconds: not to be watched. Refuses with 2074 on an instance that is no member. */
export const newerJournalsQueries = {
  'newer-journals': {
    input: z.object({}),
    output: z.object({ newer: z.array(newerSchema), /** Names of those whose ISCAgent does not answer. */ silent: z.array(z.string()) }),
  },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
