/**
 * How far a member's mirror journal reaches and which files it has: the same words on the members' own channel and on that of the agents.
 */
import { z } from 'zod';
import { heardEpochSchema } from '../journal/epoch.ts';
import { heardFileCountSchema } from '../journal/file-count.ts';
import { positionSchema } from '../journal/position.ts';

export const journalStateSchema = z.object({ durable: positionSchema, epoch: heardEpochSchema });
/** What a member's machine says of itself. */
export const standingSchema = z.object({
  guid: z.string(),
  role: z.enum(['stopped', 'deciding', 'synchronizing', 'backup', 'taking-over', 'primary', 'resigned']),
  epoch: heardEpochSchema,
  journal: journalStateSchema,
  onlyPrimary: z.string().nullable(),
  unable: z.boolean().optional(),
  ledLast: z.boolean().optional(),
});
/** One file of it; `name` is that in the directory of whoever has it. */
export const historyFileSchema = z.object({
  fileCount: heardFileCountSchema,
  guid: z.string(),
  start: z.int().min(0),
  end: z.int().min(0),
  name: z.string(),
  previous: z.object({ guid: z.string(), end: z.int(), name: z.string().optional() }).nullable().optional(),
});
