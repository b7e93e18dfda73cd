/**
 * The tables of one namespace, as the instance follows them: where each lies, and what of it the projection does not have yet.
 *
 * A table's rows are read when a statement names it for the first time. From then on the databases tell which nodes have changed, and only
 * those are read again, whoever changed them: SQL, a SET, dejournaling, a transaction taken back. Whatever cannot be followed (a database
 * replaced, a mapping edited, a definition changed) makes it begin anew. So the projection is right at the moment a statement is sent, and
 * that moment is one turn of the event loop.
 */
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { decodeKey, encodeKey, subtreeRange } from '../nodes/collation.ts';
import type { Globals } from '../database/globals.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { OrderedStore } from '../database/ordered-store.ts';
import { decodeText } from '../nodes/text.ts';
import { databaseOfDefinition, databaseOfGlobal, DEFINITIONS_GLOBAL, type Namespace, namedDatabases } from '../namespaces/namespace.ts';
import type { ProjectionHost } from './projection-host.ts';
import type { RowUpdate } from './protocol.ts';
import { judgeDefinition, parseDefinition, type TableDefinition, tableKey } from './table-definition.ts';

/** Nodes read in one turn: some milliseconds, so that the mirror's messages are answered in between. */
const NODES_PER_TURN = 2_000;
/** Beginning anew, because something moves, more often than this is given up. */
const ATTEMPTS_MAX = 50;
const AFTER_KEY = Buffer.from([0]);

/** What SQL needs of an instance. */
export interface NamespaceWorld {
  readonly namespaces: { get(name: string): Namespace | undefined; readonly version: number };
  readonly globals: Globals;
  database(name: string): MountedDatabase | undefined;
}

export interface LocatedTable {
  readonly definition: TableDefinition;
  readonly definitionDatabase: string;
  readonly dataDatabase: string;
}

interface FollowedTable extends LocatedTable {
  readonly key: string;
  /** Why its stored definition is not executed. */
  readonly refusal: Refusal | null;
  readonly range: { readonly start: Buffer; readonly end: Buffer };
  state: 'not-loaded' | 'loading' | 'loaded';
  /** Keys of nodes that the projection may not have as they are, one character a byte. */
  readonly dirty: Set<string>;
}

/** The definitions that the namespace sees, by schema and name. A database that is not mounted shows none. */
export function locateTables(world: NamespaceWorld, namespace: Namespace): LocatedTable[] {
  const found = namedDatabases(namespace).flatMap((name) =>
    definitionsIn(world.database(name)).map((definition) => ({
      definition,
      definitionDatabase: name,
      dataDatabase: databaseOfGlobal(namespace, definition.dataGlobal),
    })),
  );
  return found
    .filter(({ definition, definitionDatabase }) => databaseOfDefinition(namespace, definition.schema) === definitionDatabase)
    .sort((one, other) => tableKey(one.definition).localeCompare(tableKey(other.definition)));
}

function definitionsIn(database: MountedDatabase | undefined): TableDefinition[] {
  const key = encodeKey(DEFINITIONS_GLOBAL, []);
  if (!database || !key.ok) return [];
  const definitions: TableDefinition[] = [];
  for (const node of database.subtree(key.value)) {
    const definition = parseDefinition(decodeText(node.value));
    // Under another name it would be found by nobody.
    if (definition && tableKey(definition) === decodeKey(node.key).subscripts.join('.')) definitions.push(definition);
  }
  return definitions;
}

export class NamespaceTables {
  readonly #world: NamespaceWorld;
  readonly #host: ProjectionHost;
  readonly #name: string;
  #version = -1;
  #generation = -1;
  #mustBeginAnew = true;
  readonly #sources = new Map<string, { readonly mounted: MountedDatabase; readonly store: OrderedStore; readonly unwatch: () => void }>();
  readonly #tables = new Map<string, FollowedTable>();
  /** By database and global. */
  readonly #byGlobal = new Map<string, FollowedTable>();
  /** Nodes of globals read so far. */
  referencesRead = 0;

  constructor(world: NamespaceWorld, host: ProjectionHost, name: string) {
    this.#world = world;
    this.#host = host;
    this.#name = name;
  }

  table(key: string): LocatedTable | undefined {
    return this.#tables.get(key);
  }

  tables(): LocatedTable[] {
    return [...this.#tables.values()];
  }

  /** Stops following. */
  close(): void {
    for (const { unwatch } of this.#sources.values()) unwatch();
    this.#sources.clear();
    this.#mustBeginAnew = true;
  }

  /** False once anything but rows has changed: definitions, mappings, the databases themselves, the projection's process. */
  get isCurrent(): boolean {
    if (this.#mustBeginAnew || this.#version !== this.#world.namespaces.version || this.#generation !== this.#host.generation) return false;
    for (const name of this.#sources.keys()) if (!this.#isThere(name)) return false;
    return true;
  }

  #isThere(name: string): boolean {
    const source = this.#sources.get(name);
    return source !== undefined && this.#world.database(name) === source.mounted && source.mounted.file.store === source.store;
  }

  /**
   * Brings the projection up to date with the tables that a statement names. When it resolves, nothing may be awaited before the statement
   * is sent: until then the copy is exact. `stopped` is asked at every turn. Refuses with P104 (no such namespace), P307, P309, P560, or
   * what `stopped` says.
   */
  async prepare(names: ReadonlySet<string>, stopped: () => Refusal | null): Promise<Outcome<null>> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (!this.isCurrent) {
        const begun = await this.#begin();
        if (!begun.ok) return begun;
      }
      const wanted = this.#named(names);
      for (const table of wanted) {
        // The projection has no such table; the statement would not say why.
        if (table.refusal) return { ok: false, refusal: table.refusal };
        const loaded = await this.#load(table, stopped);
        if (!loaded.ok) return loaded;
      }
      if (this.isCurrent && wanted.every(({ state }) => state === 'loaded')) {
        // Many are read in several turns; what has changed meanwhile is few.
        while (this.isCurrent && wanted.some(({ dirty }) => dirty.size > NODES_PER_TURN)) {
          const refusal = stopped();
          if (refusal) return { ok: false, refusal };
          const table = wanted.find(({ dirty }) => dirty.size > NODES_PER_TURN) as FollowedTable;
          const sent = await this.#sendDirty(table, NODES_PER_TURN);
          if (!sent.ok) return sent;
        }
        if (!this.isCurrent) continue;
        // Answers in the order of requests: the statement that follows sees these.
        for (const table of wanted) if (table.dirty.size > 0) void this.#sendDirty(table, Number.POSITIVE_INFINITY);
        return accepted(null);
      }
      const refusal = stopped();
      if (refusal) return { ok: false, refusal };
    }
    return refused('P307');
  }

  /** True when what the statement saw is no longer so. */
  hasChanged(names: ReadonlySet<string>): boolean {
    return !this.isCurrent || this.#named(names).some(({ dirty }) => dirty.size > 0);
  }

  /** The tables whose name is among the words of the statement. With foreign keys a change may reach any of them. */
  #named(names: ReadonlySet<string>): FollowedTable[] {
    const all = [...this.#tables.values()];
    const isNamed = ({ definition }: FollowedTable) => names.has(definition.name.toLowerCase());
    const mayReach = all.some(isNamed) && all.some(({ definition, refusal }) => refusal === null && /\breferences\b/i.test(definition.ddl));
    return all.filter((table) => isNamed(table) || (mayReach && table.refusal === null));
  }

  async #begin(): Promise<Outcome<null>> {
    const namespace = this.#world.namespaces.get(this.#name);
    if (!namespace) return refused('P104', ['namespace', this.#name], 'namespace');
    this.#tables.clear();
    this.#byGlobal.clear();
    // Who goes on listening misses nothing; a new listener might begin in the middle of a write, under load again and again.
    for (const [source, { unwatch }] of this.#sources) {
      if (this.#isThere(source)) continue;
      unwatch();
      this.#sources.delete(source);
    }
    this.#mustBeginAnew = false;
    this.#version = this.#world.namespaces.version;
    this.#generation = this.#host.generation;
    // First listen, then read: nothing is missed in between, for there is no between.
    for (const name of namedDatabases(namespace)) this.#follow(name);
    for (const located of locateTables(this.#world, namespace)) {
      this.#follow(located.dataDatabase);
      const start = encodeKey(located.definition.dataGlobal, []);
      if (!start.ok) continue;
      const permitted = judgeDefinition(located.definition);
      const table: FollowedTable = {
        ...located,
        refusal: permitted.ok ? null : permitted.refusal,
        key: tableKey(located.definition),
        range: subtreeRange(start.value),
        state: 'not-loaded',
        dirty: new Set(),
      };
      this.#tables.set(table.key, table);
      this.#byGlobal.set(`${located.dataDatabase} ${located.definition.dataGlobal}`, table);
    }
    const defined = await this.#host.request({
      kind: 'define',
      namespace: this.#name,
      tables: this.tables().map(({ definition }) => definition),
    });
    return defined.ok ? accepted(null) : defined;
  }

  #follow(name: string): void {
    const mounted = this.#world.database(name);
    if (!mounted || this.#sources.has(name)) return;
    const unwatch = mounted.watch((key) => {
      if (key === null) {
        this.#mustBeginAnew = true;
        return;
      }
      const global = key.toString('utf8', 0, key.indexOf(0));
      if (global === DEFINITIONS_GLOBAL) this.#mustBeginAnew = true;
      const table = this.#byGlobal.get(`${name} ${global}`);
      if (table && table.state !== 'not-loaded') table.dirty.add(key.toString('latin1'));
    });
    this.#sources.set(name, { mounted, store: mounted.file.store, unwatch });
  }

  /** Reads all rows, a turn at a time. A table that stops being current in the middle is left; `prepare` begins anew. */
  async #load(table: FollowedTable, stopped: () => Refusal | null): Promise<Outcome<null>> {
    if (table.state !== 'not-loaded') return accepted(null);
    const mounted = this.#sources.get(table.dataDatabase)?.mounted;
    if (!mounted) return refused('P151', [table.dataDatabase]);
    table.state = 'loading';
    for (let from = table.range.start; ; ) {
      const rows: RowUpdate[] = [];
      let count = 0;
      let last: Buffer | null = null;
      for (const { key, value } of mounted.range(from, table.range.end)) {
        count += 1;
        last = key;
        const id = rowIdOf(key);
        if (id !== null) rows.push([id, decodeText(value)]);
        if (count >= NODES_PER_TURN) break;
      }
      this.referencesRead += count;
      const sent = await this.#host.request({ kind: 'load', namespace: this.#name, table: table.key, rows });
      if (!sent.ok) return sent;
      if (last === null || count < NODES_PER_TURN) break;
      from = Buffer.concat([last, AFTER_KEY]);
      if (!this.isCurrent) return accepted(null);
      const refusal = stopped();
      if (refusal) {
        // What it has is not the table.
        this.#mustBeginAnew = true;
        return { ok: false, refusal };
      }
    }
    table.state = 'loaded';
    return accepted(null);
  }

  async #sendDirty(table: FollowedTable, limit: number): Promise<Outcome<null>> {
    const mounted = this.#sources.get(table.dataDatabase)?.mounted;
    const rows: RowUpdate[] = [];
    let count = 0;
    for (const text of table.dirty) {
      if (count >= limit) break;
      count += 1;
      table.dirty.delete(text);
      const key = Buffer.from(text, 'latin1');
      const id = rowIdOf(key);
      if (id === null) continue;
      const value = mounted?.get(key);
      rows.push([id, value === undefined ? null : decodeText(value)]);
    }
    this.referencesRead += count;
    const sent = await this.#host.request({ kind: 'load', namespace: this.#name, table: table.key, rows });
    return sent.ok ? accepted(null) : sent;
  }
}

/** A row's key has one subscript, a whole number that SQLite can hold. */
function rowIdOf(key: Buffer): string | null {
  const { subscripts } = decodeKey(key);
  const [id] = subscripts;
  return subscripts.length === 1 && id !== undefined && /^-?\d{1,18}$/.test(id) ? id : null;
}
