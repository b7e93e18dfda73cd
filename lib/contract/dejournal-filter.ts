/**
 * The dejournal filter of a reporting async: a class of the operator that says which journal updates reach its databases. Source: engine
 * facts 9.5; portal facts 2.7.
 *
 * In the product it is an ObjectScript class that extends SYS.MirrorDejournal. Here it is JavaScript: `class ZName extends MirrorDejournal`
 * with a method `RunFilter(mirrorDatabaseName, globalReference, recordType, address)` that returns 1 (apply) or 0 (skip).
 */
import { z } from 'zod';
import { offeredSchema } from './refusal.ts';

export const FILTER_NAME_LENGTH_MAX = 31;
export const FILTER_CODE_LENGTH_MAX = 100_000;
const filterName = z.string();

export const dejournalFilterCommands = {
  /**
   * Writes the class to the instance's directory, after it has been loaded once: refuses with P332 (name), 2170 (no RunFilter) and P331 (it
   * cannot be loaded). Filters that run keep the class that they have until dejournaling is stopped and started.
   */
  'save-dejournal-filter': z.object({ name: filterName, code: z.string().max(FILTER_CODE_LENGTH_MAX) }),
  /** Refuses with P104 (there is none) and P333 (a mirror uses it). */
  'delete-dejournal-filter': z.object({ name: filterName }),
  /**
   * `name` null: none. Dejournaling of that mirror begins anew with it. Refuses with 2051, 2165, 2153 (not a reporting async), P104, 2170,
   * P331.
   */
  'set-dejournal-filter': z.object({ mirrorName: z.string(), name: filterName.nullable() }),
} satisfies Record<string, z.ZodObject>;

const mirrorFilterSchema = z.object({
  mirrorName: z.string(),
  /** The class that is set. */
  name: z.string().nullable(),
  /** It ended dejournaling, and why; null while it has not. */
  failure: z.string().nullable(),
  /** It was saved again since dejournaling began: the former class is still at work. */
  isOutdated: z.boolean(),
});

/** Refuses with 2074 when this instance is no member, with 2165 on a failover member. */
export const dejournalFilterQueries = {
  'dejournal-filters': {
    input: z.object({}),
    output: z.object({
      /** Where the classes lie, each a file of its name. */
      directory: z.string(),
      filters: z.array(z.object({ name: z.string(), code: z.string(), usedBy: z.array(z.string()) })),
      mirrors: z.array(mirrorFilterSchema),
      edit: offeredSchema,
    }),
  },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
