/**
 * SQLite as WebAssembly, in memory: the one engine that statements of people run on.
 *
 * It is sealed by what it is: its file system is a few arrays of this process, it has no function that opens a file, it cannot load code,
 * and the machine below it is not reachable from within. Nothing of the host is handed in (`create_function` is not used). `sqlite.test.ts`
 * walks everything that it has.
 */
import initSqlJs, { type Database, type Statement } from 'sql.js';
import type { SqlValue } from './table-definition.ts';

const engine = await initSqlJs();

/** One prepared statement; lives until `free` or until its database is closed. */
export class SqliteStatement {
  readonly #statement: Statement;

  constructor(statement: Statement) {
    this.#statement = statement;
  }

  get columnNames(): string[] {
    return this.#statement.getColumnNames();
  }

  run(values: readonly SqlValue[]): void {
    try {
      this.#statement.run(values);
    } catch (error) {
      this.#statement.reset();
      throw error;
    }
  }

  /** One row after the other; what is not read to its end is given up. Integers are BigInt. */
  *rows(values: readonly SqlValue[] = []): Generator<SqlValue[]> {
    try {
      this.#statement.bind(values);
      while (this.#statement.step()) yield this.#statement.get(null, { useBigInt: true }).map(toValue);
    } finally {
      this.#statement.reset();
    }
  }

  free(): void {
    this.#statement.free();
  }
}

export class SqliteDatabase {
  readonly #database: Database = new engine.Database();

  /** One or several statements, without an answer. */
  execute(sql: string): void {
    this.#database.run(sql);
  }

  prepare(sql: string): SqliteStatement {
    return new SqliteStatement(this.#database.prepare(sql));
  }

  /** All rows of a statement that is needed once. */
  rows(sql: string, values?: readonly SqlValue[]): SqlValue[][] {
    const statement = this.prepare(sql);
    try {
      return [...statement.rows(values)];
    } finally {
      statement.free();
    }
  }

  /** Of the last change. */
  get changedRows(): number {
    return this.#database.getRowsModified();
  }

  /** Also when SQLite has rolled back by itself, as it does after some errors. */
  rollBack(): void {
    try {
      this.#database.run('ROLLBACK');
    } catch (error) {
      if (!isSqliteError(error) || !/no transaction is active/.test(error.message)) throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}

/**
 * SQLite's own "no". Anything else (its memory is exhausted in the middle, its stack is at an end) leaves it in a state that nobody knows:
 * the process must end.
 */
export const isSqliteError = (error: unknown): error is Error => error instanceof Error && 'errcode' in error;

const toValue = (value: null | bigint | number | string | Uint8Array): SqlValue =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
