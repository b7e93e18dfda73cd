/** How far a member's mirror journal reaches and which files it has: the same words on the members' own channel and on that of the agents. */
import { z } from 'zod';

const positionSchema = z.object({ fileCount: z.int(), offset: z.int() });
export const journalStateSchema = z.object({ durable: positionSchema, epoch: z.int() });
/** What a member's machine says of itself. */
export const standingSchema = z.object({
  guid: z.string(),
  role: z.enum(['stopped', 'deciding', 'synchronizing', 'backup', 'taking-over', 'primary', 'resigned']),
  epoch: z.int(),
  journal: journalStateSchema,
  onlyPrimary: z.string().nullable(),
  unable: z.boolean().optional(),
  ledLast: z.boolean().optional(),
});
/** One file of it; `name` is that in the directory of whoever has it. */
export const historyFileSchema = z.object({ fileCount: z.int(), guid: z.string(), start: z.int(), end: z.int(), name: z.string(), previous: z.object({ guid: z.string(), end: z.int(), name: z.string().optional() }).nullable().optional() });
