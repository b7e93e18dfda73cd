/**
 * Namespaces: where the globals, routines and packages of a name lie (portal facts 2.12).
 *
 * A namespace belongs to one instance and is never mirrored: each member that shall offer the same data defines it itself (engine facts
 * 8.1).
 */
import { z } from 'zod';
import { mappingKinds } from './choices.ts';
import { offeredSchema } from './refusal.ts';

const mappingSchema = z.object({
  kind: z.enum(mappingKinds),
  pattern: z.string(),
  database: z.string(),
});
export type NamespaceMappingView = z.infer<typeof mappingSchema>;

const namespaceSchema = z.object({
  name: z.string(),
  globalsDatabase: z.string(),
  routinesDatabase: z.string(),
  mappings: z.array(mappingSchema),
  /** null: it may be deleted. */
  removable: offeredSchema,
  /** A database that it names and that this instance does not have, or has not mounted. */
  missingDatabases: z.array(z.string()),
});
export type NamespaceView = z.infer<typeof namespaceSchema>;

const databases = { globalsDatabase: z.string(), routinesDatabase: z.string() };
const mapping = { namespace: z.string(), mappingKind: z.enum(mappingKinds), pattern: z.string() };

export const namespaceCommands = {
  /** `copyFrom`: the namespace whose mappings the new one starts with. */
  'create-namespace': z.object({ name: z.string(), copyFrom: z.string().nullable(), ...databases }),
  'edit-namespace': z.object({ name: z.string(), ...databases }),
  /** The databases and what is in them stay. */
  'delete-namespace': z.object({ name: z.string() }),
  'add-namespace-mapping': z.object({ ...mapping, database: z.string() }),
  'delete-namespace-mapping': z.object(mapping),
} satisfies Record<string, z.ZodObject>;

export const namespaceQueries = {
  /** By name. `databases` are those that a namespace may use; `mirror` is the name of the mirror of each, or ''. */
  namespaces: {
    input: z.object({}),
    output: z.object({
      isMember: z.boolean(),
      namespaces: z.array(namespaceSchema),
      databases: z.array(z.object({ name: z.string(), mirror: z.string() })),
    }),
  },
  /**
   * Every global that the namespace sees, with the database that it lies in; and which database `reference` resolves to (null when it is
   * not a reference).
   */
  'namespace-globals': {
    input: z.object({ namespace: z.string(), reference: z.string() }),
    output: z.object({
      globals: z.array(z.object({ name: z.string(), database: z.string() })),
      database: z.string().nullable(),
      defaultDatabase: z.string(),
      writable: offeredSchema,
    }),
  },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
