/**
 * What an instance and its SQL process say to each other.
 *
 * The process holds copies of tables and nothing else: it runs statements on them, tells what they would change, and undoes it. Changes
 * come back to it from the globals, like everybody else's. So it may be killed at any moment.
 */
import { z } from 'zod';
import { refusalSchema } from '../../contract/refusal.ts';
import { type SqlResult, sqlResultSchema } from '../../contract/sql.ts';
import { definitionSchema, type TableDefinition } from './table-definition.ts';

/** `[ID, value of the node]`; null: there is no such row any more. */
export type RowUpdate = readonly [id: string, text: string | null];

export interface RunRequest {
  readonly kind: 'query' | 'plan' | 'change' | 'create-table' | 'alter-table' | 'create-index';
  readonly text: string;
  readonly maximumRows: number;
  readonly changedRowsMax: number;
  /** Of definitions: what is defined, and what it was before. */
  readonly target: { readonly schema: string; readonly name: string } | null;
  readonly previous: TableDefinition | null;
}

export interface RunResult {
  readonly columns: SqlResult['columns'];
  readonly rows: SqlResult['rows'];
  readonly more: boolean;
  readonly rowCount: number;
  /** Rows that the statement would change, by the key of their table: the value of each node afterwards. */
  readonly changes: readonly { readonly table: string; readonly rows: readonly RowUpdate[] }[];
  /** Of a statement that defines something; its `dataGlobal` is '' for a new table. */
  readonly definition: TableDefinition | null;
  readonly unreadable: SqlResult['unreadable'];
}

export type ProjectionRequest =
  /** Forget what there is of the namespace and begin anew, without rows. */
  | { readonly kind: 'define'; readonly namespace: string; readonly tables: readonly TableDefinition[] }
  /** These rows are like this now. */
  | { readonly kind: 'load'; readonly namespace: string; readonly table: string; readonly rows: readonly RowUpdate[] }
  | { readonly kind: 'run'; readonly namespace: string; readonly run: RunRequest };

/** Up to 100,000 rows, looked at by hand: the instance stands still meanwhile. */
const isRowUpdates = (value: unknown): value is RowUpdate[] =>
  Array.isArray(value) &&
  value.every(
    (row: unknown) =>
      Array.isArray(row) &&
      row.length === 2 &&
      typeof row[0] === 'string' &&
      /^-?\d{1,19}$/.test(row[0]) &&
      (row[1] === null || typeof row[1] === 'string'),
  );

const rowUpdatesSchema = z.custom<RowUpdate[]>(isRowUpdates);
const objectNameSchema = z.object({ schema: z.string(), name: z.string() });

/** What it is told: by its own instance, which is another version for a moment when the program is being replaced. */
export const projectionQuestionSchema = z.object({
  id: z.int(),
  request: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('define'), namespace: z.string(), tables: z.array(definitionSchema) }),
    z.object({ kind: z.literal('load'), namespace: z.string(), table: z.string(), rows: rowUpdatesSchema }),
    z.object({
      kind: z.literal('run'),
      namespace: z.string(),
      run: z.object({
        kind: z.enum(['query', 'plan', 'change', 'create-table', 'alter-table', 'create-index']),
        text: z.string(),
        maximumRows: z.number(),
        changedRowsMax: z.number(),
        target: objectNameSchema.nullable(),
        previous: definitionSchema.nullable(),
      }),
    }),
  ]) satisfies z.ZodType<ProjectionRequest>,
});

const runResultSchema = z.object({
  ...sqlResultSchema.pick({ columns: true, rows: true, more: true, rowCount: true, unreadable: true }).shape,
  changes: z.array(z.object({ table: z.string(), rows: rowUpdatesSchema })),
  definition: definitionSchema.nullable(),
});

/** What the process says. */
export const projectionAnswerSchema = z.object({
  id: z.int(),
  outcome: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: runResultSchema.nullable() }),
    z.object({ ok: z.literal(false), refusal: refusalSchema }),
  ]),
});
