/** What we use of sql.js, which brings no types: SQLite compiled to WebAssembly, https://sql.js.org/documentation. */
declare module 'sql.js' {
  type Value = null | bigint | number | string | Uint8Array;

  class Statement {
    /** Binds (integers as BigInt are 64 bits wide), takes the first step and resets. */
    run(values?: readonly Value[]): boolean;
    bind(values: readonly Value[]): boolean;
    /** True: there is a row to `get`. */
    step(): boolean;
    get(values: null, options: { useBigInt: true }): Value[];
    getColumnNames(): string[];
    reset(): boolean;
    free(): boolean;
  }

  /** A statement that SQLite refuses throws an Error with SQLite's sentence and its number as `errcode`. */
  class Database {
    run(sql: string): Database;
    prepare(sql: string): Statement;
    getRowsModified(): number;
    close(): void;
  }

  export default function initSqlJs(): Promise<{ Database: typeof Database }>;
}
