/**
 * The tables of one namespace in SQLite, in memory: a copy of what is in globals, on which statements are run.
 *
 * Each schema is an attached database, so that `Sales.Orders` needs no rewriting. A statement runs inside a transaction that is always
 * rolled back; triggers note which rows it touched, and those are read before the rollback. Nothing here is the truth about anything.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { SqlResult } from '../../contract/sql.ts';
import { fitsType } from './column-types.ts';
import type { RowUpdate, RunRequest, RunResult } from './protocol.ts';
import { isSqliteError, SqliteDatabase, type SqliteStatement } from './sqlite.ts';
import { sqliteRefusal } from './sqlite-refusal.ts';
import { DEFAULT_SCHEMA, type ObjectName, quoted, quoteName } from './statement.ts';
import {
  type ColumnDefinition,
  decodeRow,
  encodeRow,
  judgeDefinition,
  type SqlValue,
  type TableDefinition,
  tableKey,
} from './table-definition.ts';

/** A statement that needs more fails, not the machine. Of the whole process. */
const HEAP_BYTES_MAX = 768 * 1024 * 1024;
/** Of one answer; a longer value is cut. */
const ANSWER_CHARACTERS_MAX = 4_000_000;
const CELL_CHARACTERS_MAX = 8_000;
/** Rows that contradict another are offered again with each change, since it may have been the other that changed; no more than these. */
const CONFLICTS_MAX = 1_000;
const CHANGED = '"%changed"';
const RESULT_NAME = '%result';
const RESULT = `temp."${RESULT_NAME}"`;

interface Table {
  readonly definition: TableDefinition;
  /** What SQLite calls the row's number; a column of that name hides it. */
  readonly rowId: string;
  /** One per set of columns that a stored row has. */
  readonly inserts: Map<string, SqliteStatement>;
  readonly conflicts: Map<string, string>;
  readonly broken: Map<string, string>;
}

export class Projection {
  readonly #database = new SqliteDatabase();
  readonly #tables = new Map<string, Table>();
  readonly #schemas = new Set<string>();

  /** `definitions` that are not permitted, or that SQLite refuses, are left out: for SQL there are no such tables. */
  constructor(definitions: readonly TableDefinition[]) {
    this.#database.execute(
      `PRAGMA hard_heap_limit = ${HEAP_BYTES_MAX}; PRAGMA temp_store = MEMORY; PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF; CREATE TEMP TABLE ${CHANGED} (tableNumber INTEGER, id INTEGER)`,
    );
    this.#attach(DEFAULT_SCHEMA);
    for (const definition of definitions) this.#define(definition);
  }

  close(): void {
    this.#database.close();
  }

  load(key: string, rows: readonly RowUpdate[]): void {
    const table = this.#tables.get(key);
    if (!table) return;
    this.#database.execute('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; BEGIN');
    const remove = this.#database.prepare(`DELETE FROM ${quoted(table.definition)} WHERE ${table.rowId} = ?`);
    for (const [id] of rows) {
      remove.run([BigInt(id)]);
      table.conflicts.delete(id);
      table.broken.delete(id);
    }
    remove.free();
    for (const [id, text] of rows) if (text !== null) this.#insert(table, id, text);
    for (const [id, text] of [...table.conflicts]) this.#insert(table, id, text);
    this.#database.execute('COMMIT');
  }

  run(request: RunRequest): Outcome<RunResult> {
    if (request.target && request.kind !== 'change') {
      const attached = this.#attach(request.target.schema);
      if (!attached.ok) return attached;
    }
    this.#database.execute('PRAGMA ignore_check_constraints = OFF; PRAGMA foreign_keys = ON; BEGIN');
    try {
      if (request.kind === 'query') return accepted(this.#query(request));
      if (request.kind === 'plan') return accepted(this.#plan(request));
      if (request.kind === 'change') return this.#change(request);
      this.#database.execute(request.text);
      return this.#defined(request);
    } catch (error) {
      return sqliteRefusal(error);
    } finally {
      this.#database.rollBack();
    }
  }

  #attach(schema: string): Outcome<null> {
    if (this.#schemas.has(schema.toUpperCase())) return accepted(null);
    try {
      this.#database.execute(`ATTACH ':memory:' AS ${quoteName(schema)}`);
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      return refused('<SQLCODE: -400>', [`schema ${schema}: ${error.message}`]);
    }
    this.#schemas.add(schema.toUpperCase());
    return accepted(null);
  }

  #define(definition: TableDefinition): void {
    const permitted = judgeDefinition(definition);
    // Whoever names the table is told why (`namespace-tables.ts`).
    if (!permitted.ok || !this.#attach(definition.schema).ok) return;
    // Somebody may have SET a definition that is none: the table does not exist for SQL.
    if (!this.#accepts(permitted.value.table)) return;
    const names = new Set(definition.columns.map(({ name }) => name.toLowerCase()));
    const rowId = ['rowid', '_rowid_', 'oid'].find((name) => !names.has(name)) ?? 'rowid';
    this.#tables.set(tableKey(definition), { definition, rowId, inserts: new Map(), conflicts: new Map(), broken: new Map() });
    // An index is help, not data; one that cannot be is done without.
    for (const index of permitted.value.indexes) this.#accepts(index);
  }

  #accepts(text: string): boolean {
    try {
      this.#database.execute(text);
      return true;
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      return false;
    }
  }

  #insert(table: Table, id: string, text: string): void {
    const { definition, conflicts, broken } = table;
    const values = decodeRow(definition.columns, text);
    if (!values) {
      broken.set(id, 'it is not a JSON array of values');
      return;
    }
    try {
      this.#statementFor(table, values).run([BigInt(id), ...values.filter((value) => value !== undefined)]);
      conflicts.delete(id);
      broken.delete(id);
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      broken.set(id, error.message);
      if (conflicts.size < CONFLICTS_MAX) conflicts.set(id, text);
    }
  }

  /** Columns that the row is too old to have are left out, and get their default. */
  #statementFor(table: Table, values: readonly (SqlValue | undefined)[]): SqliteStatement {
    const present = table.definition.columns.flatMap(({ name, slot }, index) =>
      values[index] === undefined ? [] : [{ name, slot, place: placeFor(values[index]) }],
    );
    const shape = present.map(({ slot, place }) => `${slot} ${place}`).join();
    const known = table.inserts.get(shape);
    if (known) return known;
    const columns = [table.rowId, ...present.map(({ name }) => quoteName(name))];
    const insert = this.#database.prepare(
      `INSERT INTO ${quoted(table.definition)} (${columns.join(', ')}) VALUES (${['?', ...present.map(({ place }) => place)].join(', ')})`,
    );
    table.inserts.set(shape, insert);
    return insert;
  }

  #query({ text, maximumRows }: RunRequest): RunResult {
    const columns = this.#columnsOf(text);
    const statement = this.#database.prepare(`SELECT * FROM (${text}\n) LIMIT ${maximumRows + 1}`);
    try {
      const { rows, more } = toAnswer(statement.rows(), maximumRows);
      return { columns, rows, more, rowCount: rows.length, changes: [], definition: null, unreadable: this.#unreadable() };
    } finally {
      statement.free();
    }
  }

  /** The types are those that SQLite finds for a view of this text; it goes with the rollback. */
  #columnsOf(text: string): SqlResult['columns'] {
    const statement = this.#database.prepare(text);
    const names = statement.columnNames;
    statement.free();
    const types = this.#accepts(`CREATE VIEW ${RESULT} AS ${text}`)
      ? this.#database.rows(`SELECT type FROM pragma_table_info(?, 'temp') ORDER BY cid`, [RESULT_NAME])
      : [];
    return names.map((name, index) => toColumn(name, String(types[index]?.[0] ?? '')));
  }

  /** SQLite's own plan, over the copies: one row a step, inner steps below and further in. */
  #plan({ text, maximumRows }: RunRequest): RunResult {
    const levels = new Map<SqlValue, number>();
    const rows = this.#database.rows(`EXPLAIN QUERY PLAN ${text}`).map(([id = null, parent = null, , detail = null]): SqlValue[] => {
      const level = (levels.get(parent) ?? 0) + 1;
      levels.set(id, level);
      return [level, detail];
    });
    const columns = [
      { name: 'Level', type: 'INTEGER' },
      { name: 'Step', type: '' },
    ];
    return { columns, ...toAnswer(rows, maximumRows), rowCount: rows.length, changes: [], definition: null, unreadable: [] };
  }

  #change({ text, maximumRows, changedRowsMax }: RunRequest): Outcome<RunResult> {
    const tables = [...this.#tables.values()];
    for (const [number, table] of tables.entries()) this.#watch(table, number);
    const statement = this.#database.prepare(text);
    // Only a statement with RETURNING answers rows.
    const columns = statement.columnNames.map((name) => toColumn(name, ''));
    let returned: SqlValue[][];
    try {
      returned = [...statement.rows()];
    } finally {
      statement.free();
    }
    const changed = columns.length > 0 ? returned.length : this.#database.changedRows;
    const count = Number(this.#database.rows(`SELECT count(*) FROM (SELECT DISTINCT tableNumber, id FROM ${CHANGED})`)[0]?.[0]);
    if (count > changedRowsMax) return refused('P308', [String(changedRowsMax)]);
    const changes: { table: string; rows: RowUpdate[] }[] = [];
    for (const [number, table] of tables.entries()) {
      const rows = this.#changedRows(table, number);
      if (!rows.ok) return rows;
      if (rows.value.length > 0) changes.push({ table: tableKey(table.definition), rows: rows.value });
    }
    return accepted({
      columns,
      ...toAnswer(returned, maximumRows),
      rowCount: changed,
      changes,
      definition: null,
      unreadable: this.#unreadable(),
    });
  }

  /** Gone with the rollback. Also what a foreign key's action or OR REPLACE changes is noted. */
  #watch({ definition, rowId }: Table, number: number): void {
    for (const [event, aliases] of [
      ['INSERT', ['NEW']],
      ['UPDATE', ['OLD', 'NEW']],
      ['DELETE', ['OLD']],
    ] as const) {
      const values = aliases.map((alias) => `(${number}, ${alias}.${rowId})`).join(', ');
      this.#database.execute(
        `CREATE TEMP TRIGGER "%${number}${event}" AFTER ${event} ON ${quoted(definition)} BEGIN INSERT INTO ${CHANGED} VALUES ${values}; END`,
      );
    }
  }

  #changedRows({ definition, rowId }: Table, number: number): Outcome<RowUpdate[]> {
    const { columns } = definition;
    const fields = columns.map(({ name }) => `t.${quoteName(name)}`);
    const statement = this.#database.prepare(
      `SELECT c.id, t.${rowId}${fields.map((field) => `, ${field}`).join('')} FROM (SELECT DISTINCT id FROM ${CHANGED} WHERE tableNumber = ${number}) c LEFT JOIN ${quoted(definition)} t ON t.${rowId} = c.id`,
    );
    const rows: RowUpdate[] = [];
    try {
      for (const [id, found, ...values] of statement.rows()) {
        const misfit = found === null ? -1 : columns.findIndex(({ type }, index) => !fitsType(type, values[index] as SqlValue));
        if (misfit >= 0)
          return refused('<SQLCODE: -104>', [
            `Field '${definition.schema}.${definition.name}.${(columns[misfit] as ColumnDefinition).name}' (value '${String(values[misfit]).slice(0, 100)}') failed validation`,
          ]);
        rows.push([String(id), found === null ? null : encodeRow(columns, values)]);
      }
      return accepted(rows);
    } finally {
      statement.free();
    }
  }

  /** What SQLite has made of the definition: it is the one that knows what the text means. */
  #defined({ target, previous }: RunRequest): Outcome<RunResult> {
    const { schema, name } = previous ?? (target as ObjectName);
    const listed = this.#database
      .rows(
        `SELECT type, name, sql FROM ${quoteName(schema)}.sqlite_schema WHERE tbl_name = ? COLLATE NOCASE AND sql IS NOT NULL ORDER BY rowid`,
        [name],
      )
      .map(([type, listedName, sql]) => ({ type, name: String(listedName), sql: String(sql) }));
    const ddl = listed.find(({ type }) => type === 'table')?.sql ?? '';
    const columns = this.#database
      .rows(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?, ?) WHERE hidden = 0`, [name, schema])
      .map(([column, type, required, value, pk]) => ({
        name: String(column),
        type: String(type),
        required: required === 1n,
        defaultValue: value === null ? null : String(value),
        primaryKey: pk !== 0n,
      }));
    const [withoutRowId] =
      this.#database.rows('SELECT wr FROM pragma_table_list(?) WHERE schema = ? COLLATE NOCASE', [name, schema])[0] ?? [];
    if (withoutRowId === 1n) return refused('<SQLCODE: -1>', ['a table needs its row numbers: leave out WITHOUT ROWID']);
    if (columns.filter((column) => ['rowid', '_rowid_', 'oid'].includes(column.name.toLowerCase())).length === 3)
      return refused('<SQLCODE: -1>', ['rowid, _rowid_ and oid cannot all be fields of one table']);
    let nextSlot = previous?.nextSlot ?? 0;
    const slotOf = (column: string) => previous?.columns.find((one) => one.name.toLowerCase() === column.toLowerCase())?.slot;
    const fields = columns.map((column) => ({ ...column, slot: slotOf(column.name) ?? nextSlot++ }));
    if (fields.length === 0) return refused('<SQLCODE: -1>', ['a table needs a field']);
    const indexes = listed.filter(({ type }) => type === 'index').map((index) => ({ name: index.name, ddl: index.sql }));
    const definition: TableDefinition = {
      version: 1,
      schema,
      name,
      ddl,
      indexes,
      columns: fields,
      nextSlot,
      dataGlobal: previous?.dataGlobal ?? '',
    };
    return accepted({ columns: [], rows: [], more: false, rowCount: 0, changes: [], definition, unreadable: [] });
  }

  #unreadable(): SqlResult['unreadable'] {
    return [...this.#tables.values()].flatMap(({ definition, broken }) => {
      const [first] = broken;
      return first
        ? [
            {
              table: `${definition.schema}.${definition.name}`,
              count: broken.size,
              reason: `^${definition.dataGlobal}(${first[0]}): ${first[1]}`,
            },
          ]
        : [];
    });
  }
}

/** %ID has become SQLite's name of the row number; the product calls it ID. */
const toColumn = (name: string, type: string) => ({ name: name === 'rowid' ? 'ID' : name, type });

/** A real number stays one, also when it has no fraction: the engine would bind 3.0 as an integer. */
const placeFor = (value: SqlValue | undefined) => (typeof value === 'number' ? 'CAST(? AS REAL)' : '?');

/** Everything is read; what goes beyond the limits is counted as more. */
function toAnswer(found: Iterable<SqlValue[]>, maximumRows: number): { rows: SqlResult['rows']; more: boolean } {
  const rows: SqlResult['rows'] = [];
  let characters = 0;
  let more = false;
  for (const row of found) {
    if (rows.length >= maximumRows || characters > ANSWER_CHARACTERS_MAX) {
      more = true;
      continue;
    }
    const cells = row.map(toCell);
    for (const cell of cells) characters += typeof cell === 'string' ? cell.length : 8;
    rows.push(cells);
  }
  return { rows, more };
}

function toCell(value: SqlValue): string | number | null {
  if (value === null) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  const text = typeof value === 'string' ? value : `X'${value.subarray(0, CELL_CHARACTERS_MAX).toString('hex').toUpperCase()}'`;
  return text.length > CELL_CHARACTERS_MAX ? `${text.slice(0, CELL_CHARACTERS_MAX)}…` : text;
}
