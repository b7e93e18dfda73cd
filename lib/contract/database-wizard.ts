/**
 * What the Database Wizard asks before it creates anything: what lies in a directory, and which databases the mirror has (portal facts
 * 2.10, complaint 12).
 */
import { z } from 'zod';

const catalogueEntrySchema = z.object({
  /** Mirror database name. */
  name: z.string(),
  /** The primary's. */
  directory: z.string(),
  /** False: it was added with its data; other members need a copy of it (#2105). */
  createdAsMirrored: z.boolean(),
  /** This instance has a database of that mirror database name. */
  isHere: z.boolean(),
});

export const databaseWizardQueries = {
  /** `directory` as typed; a relative one is below the instance's mgr directory, as for `create-database`. */
  'database-place': {
    input: z.object({ directory: z.string() }),
    output: z.object({
      /** In full. */
      directory: z.string(),
      /** The database of this instance that lies there, or null. */
      usedBy: z.string().nullable(),
      /** The IRIS.DAT there, or null. */
      file: z.object({ sizeBytes: z.number() }).nullable(),
    }),
  },
  /** Refuses with 2074 where there is no mirror. `mirrorName`: of an async in several mirrors, which (2051); missing: the first. */
  'mirror-catalogue': {
    input: z.object({ mirrorName: z.string().optional() }),
    output: z.object({
      mirrorName: z.string(),
      isPrimary: z.boolean(),
      /** This version downloads what it lacks from other members, where they are of a newer version, too. */ downloads: z.boolean(),
      databases: z.array(catalogueEntrySchema),
    }),
  },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
