/**
 * SQL on one instance: statements, their results, and the catalogue of a namespace (portal facts 2.15).
 *
 * What SQL changes lies in globals and is acknowledged like any other update: when it is durable here and, while there is an Active backup,
 * there.
 */
import { z } from 'zod';
import { SQL_ROWS_MAX } from './units.ts';

/** A statement that has not been worked out after this long, waiting for others included, is stopped. */
export const SQL_STATEMENT_SECONDS = 40;
/** A statement that changes more rows is refused as a whole. */
export const SQL_CHANGED_ROWS_MAX = 100_000;
/** Characters of one statement: the instance reads them in one go, a tenth of a second for so many. */
export const SQL_LENGTH_MAX = 1_000_000;

export const sqlCommands = {
  /** Answers `SqlResult`. `statement` is the person's own name for it, by which it can be cancelled. */
  'execute-sql': z.object({
    namespace: z.string(),
    statement: z.string().min(1),
    sql: z.string().max(SQL_LENGTH_MAX),
    maximumRows: z.int().min(1).max(SQL_ROWS_MAX),
  }),
  /** Refuses with P104 when no such statement runs or waits, or when its changes are on their way and can no longer be stopped. */
  'cancel-sql': z.object({ statement: z.string() }),
} satisfies Record<string, z.ZodObject>;

export const sqlResultSchema = z.object({
  /** SELECT, INSERT, CREATE TABLE, … */
  verb: z.string(),
  /** `type` as declared for the column it comes from, or ''. */
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** A large integer comes as text, bytes as X'…'. */
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  /** There were more rows than asked for, or than one answer holds. */
  more: z.boolean(),
  /** Rows shown by a query, changed by an update; 0 for definitions. */
  rowCount: z.int(),
  /** From the moment it was taken to the acknowledgement. */
  seconds: z.number(),
  /** Nodes of globals read and written for this statement. What was read before and has not changed is not read again. */
  globalReferences: z.int(),
  endedAt: z.string(),
  /** Nodes of a table's global that are not rows of it: their number, and what is wrong with the first. */
  unreadable: z.array(z.object({ table: z.string(), count: z.int(), reason: z.string() })),
});
export type SqlResult = z.infer<typeof sqlResultSchema>;

const sqlColumnSchema = z.object({
  name: z.string(),
  type: z.string(),
  required: z.boolean(),
  primaryKey: z.boolean(),
  defaultValue: z.string().nullable(),
});
const sqlTableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(sqlColumnSchema),
  indexes: z.array(z.object({ name: z.string(), statement: z.string() })),
  /** Where its rows and its definition lie. */
  dataGlobal: z.string(),
  dataDatabase: z.string(),
  definitionDatabase: z.string(),
  /** Its rows can be changed here. */
  writable: z.boolean(),
});
export type SqlTable = z.infer<typeof sqlTableSchema>;

export const sqlQueries = {
  /** By schema and name. */
  'sql-tables': { input: z.object({ namespace: z.string() }), output: z.object({ tables: z.array(sqlTableSchema) }) },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
