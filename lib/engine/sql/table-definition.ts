/**
 * How tables lie in globals. This is the layout; SQLite only ever sees a copy.
 *
 *     ^oddSQL("SQLUSER","PERSONS") = {"version":1,"schema":"SQLUser","name":"Persons","ddl":"CREATE TABLE
 * …","columns":[…],"dataGlobal":"SQLUser.PersonsD",…}
 *     ^SQLUser.PersonsD(1) = [1,"Ann"]
 *
 * A definition is keyed by its names in capitals, since names are compared without case. A row is keyed by its ID, a whole number, and
 * holds a JSON array with one value per column, at the column's slot: a column that is added gets the next slot, one that is dropped leaves
 * its slot unused for ever. Values that JSON has no form for are objects: {"integer":"9223372036854775807"}, {"real":"Infinity"},
 * {"bytes":"base64"}. Indexes are kept as definitions only: SQLite builds them.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { type GlobalReference, NAME_LENGTH_MAX } from '../nodes/reference-text.ts';
import { SQL_LENGTH_MAX } from '../../contract/sql.ts';
import { DEFINITIONS_GLOBAL } from '../namespaces/namespace.ts';
import { type ObjectName, parseStatement } from './statement.ts';

/** A row is written with a place for each slot, used or not: SQLite has 2,000 columns at most, and some will have been dropped. */
const SLOTS_MAX = 10_000;

const columnSchema = z.object({
  name: z.string(),
  /** As declared: varchar(255). */
  type: z.string(),
  required: z.boolean(),
  primaryKey: z.boolean(),
  /** SQL text, or null. */
  defaultValue: z.string().nullable(),
  slot: z.int().min(0).max(SLOTS_MAX),
});
export type ColumnDefinition = z.infer<typeof columnSchema>;

export const definitionSchema = z.object({
  version: z.literal(1),
  schema: z.string(),
  name: z.string(),
  /** As SQLite keeps it: without the schema. Anybody may have SET it: what of it is executed says `judgeDefinition`. */
  ddl: z.string().max(SQL_LENGTH_MAX),
  indexes: z.array(z.object({ name: z.string(), ddl: z.string().max(SQL_LENGTH_MAX) })),
  columns: z.array(columnSchema),
  nextSlot: z.int().min(0).max(SLOTS_MAX),
  /** Not where the definitions lie: rows would be written over them, and dropping the table would drop them all. */
  dataGlobal: z.string().refine((name) => name !== DEFINITIONS_GLOBAL),
});
export type TableDefinition = z.infer<typeof definitionSchema>;

/** What SQLite answers for a value: integers always as BigInt. */
export type SqlValue = null | bigint | number | string | Buffer;

/** One identity for a table, whatever the case it is written in. */
export const tableKey = ({ schema, name }: ObjectName) => `${schema.toUpperCase()}.${name.toUpperCase()}`;

export const definitionReference = ({ schema, name }: ObjectName): GlobalReference => ({
  name: DEFINITIONS_GLOBAL,
  subscripts: [schema.toUpperCase(), name.toUpperCase()],
});

/** Null for a node that is no definition: anybody may SET what they like. */
export function parseDefinition(text: string): TableDefinition | null {
  try {
    return definitionSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * The statements that make the table and its indexes, with their schema: exactly what is executed. A definition is judged like a statement
 * that somebody types now, whoever stored it and whenever. Refuses with P560, naming the table.
 */
export function judgeDefinition({ schema, name, ddl, indexes }: TableDefinition): Outcome<{ table: string; indexes: string[] }> {
  const texts: string[] = [];
  for (const [kind, source] of [['create-table', ddl], ...indexes.map((index) => ['create-index', index.ddl])] as const) {
    const parsed = parseStatement(source as string, schema);
    if (!parsed.ok) return refused('P560', [`${schema}.${name}`, parsed.refusal.args[0] ?? parsed.refusal.code]);
    const statement = parsed.value;
    if (
      statement.kind !== kind ||
      !('target' in statement) ||
      !statement.target ||
      tableKey(statement.target) !== tableKey({ schema, name })
    )
      return refused('P560', [`${schema}.${name}`, (source as string).slice(0, 60)]);
    texts.push(statement.text);
  }
  const [table = '', ...rest] = texts;
  return accepted({ table, indexes: rest });
}

/**
 * The global for the rows of a new table: `SQLUser.PersonsD`, or a shorter one with a mark of the full name when that is too long, holds
 * other characters, or is taken.
 */
export function chooseDataGlobal({ schema, name }: ObjectName, isTaken: (global: string) => boolean): string {
  const plain = `${schema}.${name}D`;
  if (/^\p{L}[\p{L}\d]*\.[\p{L}\d]+$/u.test(plain) && plain.length <= NAME_LENGTH_MAX && !isTaken(plain)) return plain;
  for (let attempt = 0; ; attempt++) {
    const global = `EPgS.${createHash('sha256')
      .update(`${tableKey({ schema, name })} ${attempt}`)
      .digest('hex')
      .slice(0, 12)}D`;
    if (!isTaken(global)) return global;
  }
}

/** `values` in the order of `columns`. */
export function encodeRow(columns: readonly ColumnDefinition[], values: readonly SqlValue[]): string {
  const slots: string[] = [];
  for (let index = 0; index < columns.length; index++)
    slots[(columns[index] as ColumnDefinition).slot] = encodeValue(values[index] as SqlValue);
  return `[${Array.from(slots, (slot) => slot ?? 'null').join(',')}]`;
}

/**
 * In the order of `columns`. A slot that the row does not have is undefined: the row is older than the column. Null when the text is no
 * row.
 */
export function decodeRow(columns: readonly ColumnDefinition[], text: string): (SqlValue | undefined)[] | null {
  let slots: unknown;
  try {
    slots = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(slots)) return null;
  const values: (SqlValue | undefined)[] = [];
  for (const { slot } of columns) {
    const value = slot < slots.length ? decodeValue(slots[slot]) : undefined;
    if (value === INVALID) return null;
    values.push(value);
  }
  return values;
}

function encodeValue(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return isSafe(value) ? value.toString() : `{"integer":"${value}"}`;
  if (typeof value === 'number')
    return Number.isFinite(value) ? (Number.isInteger(value) ? `{"real":"${value}"}` : JSON.stringify(value)) : `{"real":"${value}"}`;
  return typeof value === 'string' ? JSON.stringify(value) : `{"bytes":"${value.toString('base64')}"}`;
}

const INVALID = Symbol('no value');
const isSafe = (value: bigint) => value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);

function decodeValue(value: unknown): SqlValue | typeof INVALID {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value !== 'object') return INVALID;
  if ('integer' in value && typeof value.integer === 'string' && /^-?\d{1,19}$/.test(value.integer))
    return BigInt.asIntN(64, BigInt(value.integer));
  if ('real' in value && typeof value.real === 'string') return Number(value.real);
  if ('bytes' in value && typeof value.bytes === 'string') return Buffer.from(value.bytes, 'base64');
  return INVALID;
}
