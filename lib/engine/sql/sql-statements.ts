/**
 * SQL of an instance: takes statements, one after the other, and turns what they change into journaled updates of globals.
 *
 * A statement is run on the projection, which tells what it would change and takes it back. If nothing it saw has changed meanwhile, the
 * changes are made in the globals, in one transaction and in one turn of the event loop; otherwise it is run again on what there is now. It
 * is answered when that transaction is committed:
 * durable here and, while there is an Active backup, there. So two statements, or a statement and a SET, never lose each other's changes.
 */
import type { Sequence } from '../journal/journal-sink.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { SQL_CHANGED_ROWS_MAX, SQL_STATEMENT_SECONDS, type SqlResult, type SqlTable } from '../../contract/sql.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProcessTable } from '../activity/process-table.ts';
import { databaseOfDefinition, databaseOfGlobal, type Namespace } from '../namespaces/namespace.ts';
import { encodeKey, subtreeRange } from '../nodes/collation.ts';
import { locateTables, NamespaceTables, type NamespaceWorld } from './namespace-tables.ts';
import type { ProjectionHost } from './projection-host.ts';
import type { RunResult } from './protocol.ts';
import { type ObjectName, parseStatement, type Statement } from './statement.ts';
import { chooseDataGlobal, definitionReference, type TableDefinition, tableKey } from './table-definition.ts';
import { quietClock, type StopTimer, systemClock } from '../ports/clock.ts';
import { within } from '../ports/within.ts';
import { SQL_COMMIT_MS, SQL_IDLE_MS } from '../../machine/waits.ts';

export interface SqlWorld extends NamespaceWorld {
  readonly journal: { whenCommitted(sequence: Sequence): Promise<Outcome<null>> | Outcome<null> };
  readonly clock: Clock;
  readonly processes: ProcessTable;
}

/** In journals: every update of SQL is this job's. Statements follow each other. */
const SQL_JOB = 0xfffe_0000;
/** A statement is run again when what it saw has changed; more often than this it is refused. */
const RUNS_MAX = 25;

interface Entry {
  state: 'waiting' | 'running' | 'committing';
  /** Why it must not go on. */
  refusal: Refusal | null;
  /** Told when it is stopped while it waits. */
  readonly stopped: Promise<null>;
  readonly stop: (refusal: Refusal) => void;
}

export class SqlStatements {
  readonly #world: SqlWorld;
  readonly #host: ProjectionHost;
  readonly #namespaces = new Map<string, NamespaceTables>();
  readonly #entries = new Map<string, Entry>();
  #lane: Promise<unknown> = Promise.resolve();
  #stopIdleTimer: StopTimer = () => {};

  constructor(world: SqlWorld, host: ProjectionHost) {
    this.#world = world;
    this.#host = host;
  }

  /** Refuses with an <SQLCODE>, <PROTECT> and other refusals of globals, P104, P151, P305–P309, and P110 when the commit takes too long. */
  async execute(order: { namespace: string; statement: string; sql: string; maximumRows: number }): Promise<Outcome<SqlResult>> {
    const startMs = this.#world.clock.nowMs();
    const statement = parseStatement(order.sql);
    if (!statement.ok) return statement;
    const namespace = this.#usable(order.namespace);
    if (!namespace.ok) return namespace;
    if (this.#entries.has(order.statement)) return refused('P101', ['statement', order.statement], 'statement');
    const entry = newEntry(() => this.#host.kill());
    this.#entries.set(order.statement, entry);
    const stopTimer = systemClock.after(SQL_STATEMENT_SECONDS * 1000, () =>
      entry.stop({ code: 'P306', args: [String(SQL_STATEMENT_SECONDS)] }),
    );
    const job = this.#world.processes.begin({ user: '_SYSTEM', routine: '%SYS.SQL', state: 'RUN' });
    try {
      const done = await this.#inTurn(entry, () => this.#carryOut(entry, namespace.value.name, statement.value, order.maximumRows));
      if (!done.ok) return entry.refusal && entry.state !== 'committing' ? { ok: false, refusal: entry.refusal } : done;
      stopTimer();
      const committed = await this.#committed(done.value.sequence, statement.value.verb);
      if (!committed.ok) return committed;
      const { result, references } = done.value;
      const { columns, rows, more, rowCount, unreadable } = result;
      const seconds = (this.#world.clock.nowMs() - startMs) / 1000;
      return accepted({
        verb: statement.value.verb,
        columns,
        rows,
        more,
        rowCount,
        unreadable,
        seconds,
        globalReferences: references,
        endedAt: this.#world.clock.wallTime().toISOString(),
      });
    } finally {
      stopTimer();
      job.end();
      this.#entries.delete(order.statement);
    }
  }

  /** Refuses with P104 when there is nothing left to stop. */
  cancel(statement: string): Outcome<null> {
    const entry = this.#entries.get(statement);
    if (!entry || entry.state === 'committing') return refused('P104', ['statement', statement]);
    entry.stop({ code: 'P305', args: [] });
    return accepted(null);
  }

  /** By schema and name. */
  tables(name: string): Outcome<SqlTable[]> {
    const namespace = this.#usable(name);
    if (!namespace.ok) return namespace;
    return accepted(
      locateTables(this.#world, namespace.value).map(({ definition, dataDatabase, definitionDatabase }) => ({
        schema: definition.schema,
        name: definition.name,
        columns: definition.columns.map(({ slot: _, ...column }) => column),
        indexes: definition.indexes.map(({ name: index, ddl }) => ({ name: index, statement: ddl })),
        dataGlobal: definition.dataGlobal,
        dataDatabase,
        definitionDatabase,
        writable: this.#world.database(dataDatabase)?.writable.ok ?? false,
      })),
    );
  }

  close(): void {
    this.#stopIdleTimer();
    for (const entry of this.#entries.values()) entry.stop({ code: 'P305', args: [] });
    this.#forget();
  }

  #forget(): void {
    for (const tables of this.#namespaces.values()) tables.close();
    this.#namespaces.clear();
    this.#host.kill();
  }

  #usable(name: string): Outcome<Namespace> {
    const namespace = this.#world.namespaces.get(name);
    if (!namespace) return refused('P104', ['namespace', name], 'namespace');
    const missing = [namespace.globalsDatabase, namespace.routinesDatabase].find((database) => !this.#world.database(database));
    return missing === undefined ? accepted(namespace) : refused('P151', [missing]);
  }

  /** Behind the statements before it; one that is stopped while it waits leaves at once. */
  async #inTurn<T>(entry: Entry, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const turn = this.#lane.then(() => {
      if (entry.refusal) return null;
      entry.state = 'running';
      this.#stopIdleTimer();
      return work();
    });
    this.#lane = turn
      .catch(() => undefined)
      .then(() => {
        this.#stopIdleTimer();
        this.#stopIdleTimer = quietClock.after(SQL_IDLE_MS, () => this.#forget());
      });
    const outcome = await Promise.race([turn, entry.stopped]);
    return outcome ?? { ok: false, refusal: entry.refusal as Refusal };
  }

  async #carryOut(
    entry: Entry,
    namespaceName: string,
    statement: Statement,
    maximumRows: number,
  ): Promise<Outcome<{ sequence: Sequence; result: RunResult; references: number }>> {
    const tables = this.#tablesOf(namespaceName);
    const readBefore = tables.referencesRead;
    // What goes away need not be read.
    const names = statement.kind === 'drop-table' || statement.kind === 'drop-index' ? new Set<string>() : statement.names;
    for (let run = 0; run < RUNS_MAX; run++) {
      const prepared = await tables.prepare(names, () => entry.refusal);
      if (!prepared.ok) return prepared;
      // From here to the request nothing is awaited: what is stopped now would otherwise be sent to a new process, which nobody would kill.
      if (entry.refusal) return { ok: false, refusal: entry.refusal };
      const namespace = this.#usable(namespaceName);
      if (!namespace.ok) return namespace;
      const isDrop = statement.kind === 'drop-table' || statement.kind === 'drop-index';
      const permitted = this.#permitted(namespace.value, tables, statement);
      if (!permitted.ok) return permitted;
      const target = 'target' in statement ? statement.target : null;
      const previous = target ? (tables.table(tableKey(target))?.definition ?? null) : null;
      if (statement.kind === 'create-table' && previous)
        return statement.lenient
          ? accepted({ sequence: 0, result: NOTHING, references: 0 })
          : refused('<SQLCODE: -201>', [`table ${previous.schema}.${previous.name} already exists`]);
      const ran = isDrop
        ? accepted(NOTHING)
        : await this.#host.request({
            kind: 'run',
            namespace: namespaceName,
            run: { kind: statement.kind, text: statement.text, maximumRows, changedRowsMax: SQL_CHANGED_ROWS_MAX, target, previous },
          });
      if (!ran.ok) return ran;
      const result = ran.value ?? NOTHING;
      if (entry.refusal) return { ok: false, refusal: entry.refusal };
      if (isReading(statement)) return accepted({ sequence: 0, result, references: tables.referencesRead - readBefore });
      if (tables.hasChanged(names)) continue;
      // From here to the commit record everything happens in this turn.
      const applied =
        statement.kind === 'drop-table' ? this.#dropTable(tables, statement) : this.#apply(namespace.value, tables, statement, result);
      if (!applied.ok) return applied;
      entry.state = 'committing';
      return accepted({ sequence: applied.value.sequence, result, references: tables.referencesRead - readBefore + applied.value.written });
    }
    return refused('P307');
  }

  #tablesOf(namespace: string): NamespaceTables {
    const found = this.#namespaces.get(namespace) ?? new NamespaceTables(this.#world, this.#host, namespace);
    this.#namespaces.set(namespace, found);
    return found;
  }

  /** A backup says <PROTECT> before it works anything out. */
  #permitted(namespace: Namespace, tables: NamespaceTables, statement: Statement): Outcome<null> {
    if (isReading(statement) || statement.target === null) return accepted(null);
    const located = tables.table(tableKey(statement.target));
    const databases = located
      ? [located.dataDatabase, ...(statement.kind === 'change' ? [] : [located.definitionDatabase])]
      : statement.kind === 'create-table'
        ? [
            databaseOfDefinition(namespace, statement.target.schema),
            databaseOfGlobal(namespace, `${statement.target.schema}.${statement.target.name}D`),
          ]
        : [];
    for (const name of databases) {
      const database = this.#world.database(name);
      if (!database) return refused('P151', [name]);
      if (!database.writable.ok) return database.writable;
    }
    return accepted(null);
  }

  /** One transaction, all or nothing. `written`: nodes set and killed. */
  #apply(
    namespace: Namespace,
    tables: NamespaceTables,
    statement: Statement,
    result: RunResult,
  ): Outcome<{ sequence: Sequence; written: number }> {
    const { globals } = this.#world;
    globals.tstart(SQL_JOB);
    let written: Outcome<number> | null = null;
    try {
      written = this.#write(namespace, tables, statement, result);
    } finally {
      // Also when it throws: an open transaction would swallow the next statement's.
      if (!written?.ok) globals.trollback(SQL_JOB);
    }
    if (!written.ok) return written;
    const committed = globals.tcommit(SQL_JOB);
    return committed.ok ? accepted({ sequence: committed.value.sequence, written: written.value }) : committed;
  }

  #write(namespace: Namespace, tables: NamespaceTables, statement: Statement, result: RunResult): Outcome<number> {
    switch (statement.kind) {
      case 'query':
      case 'plan':
        return accepted(0);
      case 'change':
        return this.#writeRows(tables, result);
      case 'create-table':
      case 'alter-table':
      case 'create-index': {
        const { definition } = result;
        if (!definition) throw new Error(`${statement.verb} has no definition`);
        const dataGlobal = definition.dataGlobal || chooseDataGlobal(definition, (global) => this.#isTaken(namespace, tables, global));
        return this.#writeDefinition(namespace, { ...definition, dataGlobal });
      }
      case 'drop-table':
        return accepted(0);
      case 'drop-index': {
        const wanted = statement.index.toLowerCase();
        const located = tables
          .tables()
          .find(
            ({ definition }) =>
              (statement.target === null || tableKey(definition) === tableKey(statement.target)) &&
              definition.indexes.some(({ name }) => name.toLowerCase() === wanted),
          );
        if (!located) return refused('<SQLCODE: -333>', [`no such index: ${statement.index}`]);
        return this.#writeDefinition(namespace, {
          ...located.definition,
          indexes: located.definition.indexes.filter(({ name }) => name.toLowerCase() !== wanted),
        });
      }
    }
  }

  #writeRows(tables: NamespaceTables, result: RunResult): Outcome<number> {
    let written = 0;
    for (const { table, rows } of result.changes) {
      const located = tables.table(table);
      if (!located) return refused('<SQLCODE: -30>', [table]);
      const { definition, dataDatabase } = located;
      for (const [id, text] of rows) {
        const target = { job: SQL_JOB, database: dataDatabase, name: definition.dataGlobal, subscripts: [id] };
        const done = text === null ? this.#world.globals.kill(target) : this.#world.globals.set(target, text);
        if (!done.ok) return done;
        written += 1;
      }
    }
    return accepted(written);
  }

  #writeDefinition(namespace: Namespace, definition: TableDefinition): Outcome<number> {
    const done = this.#world.globals.set(
      { job: SQL_JOB, database: databaseOfDefinition(namespace, definition.schema), ...definitionReference(definition) },
      JSON.stringify(definition),
    );
    return done.ok ? accepted(1) : done;
  }

  /** Rows and definition go together without a transaction, which would have to keep every row to give it back. */
  #dropTable(
    tables: NamespaceTables,
    { target, lenient }: { readonly target: ObjectName; readonly lenient: boolean },
  ): Outcome<{ sequence: Sequence; written: number }> {
    const located = tables.table(tableKey(target));
    if (!located)
      return lenient
        ? accepted({ sequence: 0, written: 0 })
        : refused('<SQLCODE: -30>', [`no such table: ${target.schema}.${target.name}`]);
    const done = this.#world.globals.killTogether(SQL_JOB, [
      { database: located.dataDatabase, name: located.definition.dataGlobal, subscripts: [] },
      { database: located.definitionDatabase, ...definitionReference(target) },
    ]);
    return done.ok ? accepted({ sequence: done.value.sequence, written: done.value.count }) : done;
  }

  #isTaken(namespace: Namespace, tables: NamespaceTables, global: string): boolean {
    const key = encodeKey(global, []);
    if (!key.ok) return true;
    const { start, end } = subtreeRange(key.value);
    const database = this.#world.database(databaseOfGlobal(namespace, global));
    return database?.first(start, end) !== undefined || tables.tables().some(({ definition }) => definition.dataGlobal === global);
  }

  #committed(sequence: Sequence, verb: string): Promise<Outcome<null>> {
    return within(systemClock, SQL_COMMIT_MS, this.#world.journal.whenCommitted(sequence), () => refused('P110', [verb]));
  }
}

const isReading = (statement: Statement): statement is Extract<Statement, { kind: 'query' | 'plan' }> =>
  statement.kind === 'query' || statement.kind === 'plan';

const NOTHING: RunResult = { columns: [], rows: [], more: false, rowCount: 0, changes: [], definition: null, unreadable: [] };

function newEntry(kill: () => void): Entry {
  let leave: (nothing: null) => void = () => {};
  const stopped = new Promise<null>((resolve) => {
    leave = resolve;
  });
  const entry: Entry = {
    state: 'waiting',
    refusal: null,
    stopped,
    stop: (refusal) => {
      if (entry.state === 'committing' || entry.refusal) return;
      entry.refusal = refusal;
      // Only killing ends a statement that SQLite is working on.
      if (entry.state === 'running') kill();
      leave(null);
    },
  };
  return entry;
}
