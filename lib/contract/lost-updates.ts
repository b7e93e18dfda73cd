/**
 * Lost updates: what a member's journal holds and the mirror's history does not, after a forced change or a crash. Kept by that member in
 * reports before the journal is cut or the member rebuilt; a report can be saved, and its updates made again on the primary.
 */
import { z } from 'zod';
import { updateTypes } from './choices.ts';
import { MADE_UPDATES_MAX } from './units.ts';

/** `discarded`: cut from the journal, it was never in a database. `refused`: databases hold it, so the member may not follow. */
export const lostUpdateCauses = ['discarded', 'refused'] as const;

const positionSchema = z.object({
  fileCount: z.int(),
  /** Of the mirror journal file; '' where it is not known. */ file: z.string(),
  offset: z.int(),
});

export const lostUpdateReportSchema = z.object({
  id: z.string(),
  mirrorName: z.string(),
  cause: z.enum(lostUpdateCauses),
  keptAt: z.string(),
  /** The end of what both have, and that of this member's journal. */
  from: positionSchema,
  to: positionSchema,
  /** Updates of nodes. */
  count: z.int().min(1),
  /** Those of transactions that had not ended: the rest of them never came, so they are not made again. */
  openCount: z.int().min(0),
  /** False: the journal could not be read to its end. */
  isWhole: z.boolean(),
  /** How many of each global, the most first; of very many globals only the first. */
  globals: z.array(z.object({ database: z.string(), global: z.string(), count: z.int() })),
  /** Where each page of rows begins: what `lost-updates-rows` calls `from`. */
  pages: z.array(z.int()),
});
export type LostUpdateReport = z.infer<typeof lostUpdateReportSchema>;

export const LOST_UPDATES_PAGE = 100;

export const lostUpdateSchema = z.object({
  file: z.string(),
  /** The address of the journal record. */
  offset: z.int(),
  time: z.string(),
  /** Its name in the mirror; the directory of one that is not mirrored. */
  database: z.string(),
  type: z.enum(updateTypes),
  reference: z.string(),
  /** Of a set. */
  value: z.string().nullable(),
  /** What the node held before; null: nothing. Missing: the journal that was looked at does not tell. */
  oldValue: z.string().nullable().optional(),
  /** Of a transaction that had not ended. */
  isOpen: z.boolean(),
});
export type LostUpdate = z.infer<typeof lostUpdateSchema>;

/** As much of an update as it takes to make it again. */
export const madeUpdateSchema = lostUpdateSchema.pick({ database: true, type: true, reference: true, value: true });
export type MadeUpdate = z.infer<typeof madeUpdateSchema>;

/** All or none of these, in their order, on the primary. Refuses with 2113, P104, or as a set of a node does. */
export const lostUpdateCommands = {
  'make-updates': z.object({ updates: z.array(madeUpdateSchema).min(1).max(MADE_UPDATES_MAX) }),
};

export const lostUpdateQueries = {
  /** The newest first. */
  'lost-updates': { input: z.object({}), output: z.object({ reports: z.array(lostUpdateReportSchema.omit({ pages: true })) }) },
  /** `from`: 0, one of its pages, or `next` of the answer before. Refuses with P104 an unknown report. */
  'lost-updates-rows': {
    input: z.object({ id: z.string(), from: z.int().min(0) }),
    output: z.object({ report: lostUpdateReportSchema, rows: z.array(lostUpdateSchema), next: z.int().nullable() }),
  },
};
