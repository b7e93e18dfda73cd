/**
 * The data of one instance as its jobs see it: nodes of globals, and transactions.
 *
 * A write is encoded, journaled and visible at once; it is answered with its journal sequence, and whoever asked waits
 * until that sequence is committed (durable here and, while there is an Active backup, there). Only then does
 * `applyCommitted` put it into the database file. Like IRIS, a transaction hides nothing from other jobs: it can be
 * undone, that is all.
 *
 * Synchronous, so that each operation is atomic by itself.
 */
import type { JobNumber } from '../journal/record.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { JournalSink, JournalUpdate, Sequence } from '../journal/journal-sink.ts';
import { childKey, decodeKey, encodeKey, globalKey, isDescendantKey, subtreeRange } from '../nodes/collation.ts';
import { FIRST_NODE_KEY } from './database-file.ts';
import type { AppliedPosition } from './database-metadata.ts';
import { addDecimals } from '../nodes/decimal.ts';
import type { MountedDatabase } from './mounted-database.ts';
import { formatReference, type GlobalReference, type Subscript } from '../nodes/reference-text.ts';
import { decodeText, encodeText } from '../nodes/text.ts';

export const VALUE_BYTES_MAX = 3_641_144;
/** Of a page of nodes: no further one begins once the ones on it have so many, keys and values. */
const PAGE_BYTES = 1024 * 1024;
const BYTES_PER_MB = 1024 * 1024;
/**
 * A kill of more is taken as a range instead of node by node. Few ranges are pending at a time; many small kills must not make them many.
 */
const SMALL_KILL_NODES = 1000;
const AFTER_ALL_KEYS = Buffer.from([0xff]);
const NO_BYTES = Buffer.alloc(0);

/** A node of a database, and the job that asks. */
export interface Target {
  readonly job: JobNumber;
  /** The name under which the instance has mounted it. */
  readonly database: string;
  readonly name: string;
  readonly subscripts: readonly Subscript[];
}

/** The update is committed when the journal has committed this sequence. */
export interface Written {
  readonly sequence: Sequence;
}

export interface NodeView {
  readonly reference: GlobalReference;
  readonly value: string;
  readonly hasChildren: boolean;
}

interface Transaction {
  /** Nesting: 1 for the outermost TSTART. */
  level: number;
  /** Of the begin record, which is written with the first update, so that reading transactions leave no trace; 0 before it. */
  beginSequence: Sequence;
  readonly undo: { readonly database: MountedDatabase; readonly key: Buffer; readonly oldValue: Buffer | undefined }[];
}

export class Globals {
  private readonly journal: JournalSink;
  private readonly databases: (name: string) => MountedDatabase | undefined;
  private readonly transactions = new Map<number, Transaction>();

  constructor(options: { journal: JournalSink; databases: (name: string) => MountedDatabase | undefined }) {
    this.journal = options.journal;
    this.databases = options.databases;
  }

  /** SET. Refuses: P104 no such database, its `writable`, <FILEFULL>, <DISKFULL>, <SYNTAX>, <SUBSCRIPT>, <MAXSTRING>. */
  set(target: Target, value: string): Outcome<Written> {
    const database = this.writableDatabase(target.database);
    if (!database.ok) return database;
    const key = encodeKey(target.name, target.subscripts);
    if (!key.ok) return key;
    const bytes = encodeValue(value);
    if (!bytes.ok) return bytes;
    return accepted({ sequence: this.writeNode(target.job, database.value, key.value, bytes.value) });
  }

  /** Many SETs of one job into one database, all or none: the first refusal refuses all. The sequence is the last one's. */
  setMany(job: JobNumber, databaseName: string, nodes: readonly (GlobalReference & { readonly value: string })[]): Outcome<Written> {
    const database = this.writableDatabase(databaseName);
    if (!database.ok) return database;
    const keys: Buffer[] = [];
    const values: Buffer[] = [];
    for (const node of nodes) {
      const key = encodeKey(node.name, node.subscripts);
      if (!key.ok) return key;
      const value = encodeValue(node.value);
      if (!value.ok) return value;
      keys.push(key.value);
      values.push(value.value);
    }
    let sequence = 0;
    for (let index = 0; index < keys.length; index++)
      sequence = this.writeNode(job, database.value, keys[index] as Buffer, values[index] as Buffer);
    return accepted({ sequence });
  }

  /**
   * KILL: the node and its descendants. `count` is how many nodes had a value; killing nothing is no update (sequence 0: nothing to wait
   * for).
   */
  kill(target: Target): Outcome<Written & { count: number }> {
    const database = this.writableDatabase(target.database, false);
    if (!database.ok) return database;
    const key = encodeKey(target.name, target.subscripts);
    if (!key.ok) return key;
    const { start, end } = subtreeRange(key.value);
    const isInTransaction = this.transactions.has(target.job);
    const isJournaled = database.value.isJournaled || isInTransaction;
    const nodes: { key: Buffer; value: Buffer }[] = [];
    for (const node of database.value.range(start, end)) {
      nodes.push(node);
      if (!isInTransaction && nodes.length > SMALL_KILL_NODES) return accepted(this.killLarge(target.job, database.value, key.value));
    }
    let sequence = 0;
    if (nodes.length > 0 && isJournaled && !isInTransaction)
      sequence = this.journal.append(killRecord(target.job, database.value, key.value));
    for (const node of nodes) {
      if (isInTransaction) sequence = this.writeNode(target.job, database.value, node.key, null, node.value);
      else database.value.change(node.key, null, isJournaled ? sequence : this.journal.lastSequence);
    }
    return accepted({ sequence, count: nodes.length });
  }

  /**
   * KILL of several subtrees, all or none, also after a crash, and outside transactions; `count` as for `kill`. Journaled in any database.
   * At a cost that does not grow with the nodes.
   */
  killTogether(job: JobNumber, targets: readonly Omit<Target, 'job'>[]): Outcome<Written & { count: number }> {
    const found: { database: MountedDatabase; key: Buffer; count: number }[] = [];
    for (const target of targets) {
      const database = this.writableDatabase(target.database, false);
      if (!database.ok) return database;
      const key = encodeKey(target.name, target.subscripts);
      if (!key.ok) return key;
      const { start, end } = subtreeRange(key.value);
      const count = database.value.countIn(start, end);
      if (count > 0) found.push({ database: database.value, key: key.value, count });
    }
    if (found.length === 0) return accepted({ sequence: 0, count: 0 });
    const sequence = this.journal.appendTogether(found.map(({ database, key }) => killRecord(job, database, key)));
    for (const { database, key } of found) database.changeSubtree(key, sequence);
    return accepted({ sequence, count: found.reduce((sum, { count }) => sum + count, 0) });
  }

  /** ZKILL: the node alone. */
  killNode(target: Target): Outcome<Written> {
    const database = this.writableDatabase(target.database, false);
    if (!database.ok) return database;
    const key = encodeKey(target.name, target.subscripts);
    return key.ok ? accepted({ sequence: this.writeNode(target.job, database.value, key.value, null) }) : key;
  }

  /** One journal record and one pending range, however many nodes: the instance has other jobs to serve. */
  private killLarge(job: JobNumber, database: MountedDatabase, key: Buffer): Written & { count: number } {
    const { start, end } = subtreeRange(key);
    const count = database.countIn(start, end);
    const sequence = database.isJournaled ? this.journal.append(killRecord(job, database, key)) : 0;
    database.changeSubtree(key, sequence === 0 ? this.journal.lastSequence : sequence);
    return { sequence, count };
  }

  /** The value, or undefined when the node has none. */
  get(target: Target): Outcome<string | undefined> {
    return this.read(target, (database, key) => {
      const value = database.get(key);
      return value && decodeText(value);
    });
  }

  /** $DATA: 0 nothing, 1 a value, 10 descendants, 11 both. */
  data(target: Target): Outcome<0 | 1 | 10 | 11> {
    return this.read(target, (database, key) => {
      const { end } = subtreeRange(key);
      const hasValue = database.get(key) !== undefined;
      const hasChildren = database.first(Buffer.concat([key, FIRST_NODE_KEY]), end) !== undefined;
      return hasValue ? (hasChildren ? 11 : 1) : hasChildren ? 10 : 0;
    });
  }

  /**
   * $ORDER over the last subscript: the next (1) or previous (-1) sibling, with or without a value; "" behind the last. The last subscript
   * may be "", for "before the first" or "behind the last".
   */
  order(target: Target, direction: 1 | -1): Outcome<string> {
    if (target.subscripts.length === 0) return refused('<SYNTAX>', [formatReference(target)]);
    const last = target.subscripts.at(-1) as Subscript;
    return this.read({ ...target, subscripts: target.subscripts.slice(0, -1) }, (database, parent) => {
      const { end } = subtreeRange(parent);
      const start = Buffer.concat([parent, FIRST_NODE_KEY]);
      if (last === '') return siblingText(direction === 1 ? database.first(start, end) : database.last(start, end), parent);
      const key = encodeKey(target.name, target.subscripts);
      if (!key.ok) return key;
      return siblingText(direction === 1 ? database.first(subtreeRange(key.value).end, end) : database.last(start, key.value), parent);
    });
  }

  /**
   * $INCREMENT: adds `by` to the node's value, both taken as numbers, and answers the new value in canonical form. Refuses with P105 when
   * the sum is too large to be a number.
   */
  increment(target: Target, by = '1'): Outcome<Written & { value: string }> {
    const database = this.writableDatabase(target.database);
    if (!database.ok) return database;
    const key = encodeKey(target.name, target.subscripts);
    if (!key.ok) return key;
    const old = database.value.get(key.value);
    const sum = addDecimals(old ? decodeText(old) : '', by);
    if (sum === null) return refused('P105', ['$INCREMENT', `${old ? decodeText(old) : ''} + ${by}`]);
    return accepted({ sequence: this.writeNode(target.job, database.value, key.value, Buffer.from(sum, 'latin1')), value: sum });
  }

  /** Nodes with a value in the subtree at `reference` (inclusive) in order, behind the node `after`: at most `limit`, and a megabyte. */
  nodes(query: {
    database: string;
    reference: GlobalReference;
    after: GlobalReference | null;
    limit: number;
  }): Outcome<{ nodes: NodeView[]; more: boolean }> {
    const after = query.after && encodeKey(query.after.name, query.after.subscripts);
    if (after && !after.ok) return after;
    return this.read({ database: query.database, name: query.reference.name, subscripts: query.reference.subscripts }, (database, key) => {
      const { start, end } = subtreeRange(key);
      const from = after && after.value.compare(start) >= 0 ? Buffer.concat([after.value, Buffer.from([0])]) : start;
      const nodes: NodeView[] = [];
      // One node is held back until its successor tells whether it has children.
      let held: { key: Buffer; value: Buffer } | null = null;
      let bytes = 0;
      for (const node of database.range(from, end)) {
        if (held)
          nodes.push({ reference: decodeKey(held.key), value: decodeText(held.value), hasChildren: isDescendantKey(node.key, held.key) });
        held = null;
        if (nodes.length >= query.limit || bytes > PAGE_BYTES) return { nodes, more: true };
        held = node;
        bytes += node.key.length + node.value.length;
      }
      if (held) nodes.push({ reference: decodeKey(held.key), value: decodeText(held.value), hasChildren: false });
      return { nodes, more: false };
    });
  }

  /** Names of all globals of a database in order, found by skipping from one to the next. */
  globalNames(databaseName: string): Outcome<string[]> {
    const database = this.databases(databaseName);
    if (!database) return refused('P104', ['database', databaseName], 'database');
    const names: string[] = [];
    for (let from: Buffer = FIRST_NODE_KEY; ; ) {
      const node = database.first(from, AFTER_ALL_KEYS);
      if (!node) return accepted(names);
      const key = globalKey(node.key);
      names.push(decodeKey(key).name);
      from = subtreeRange(key).end;
    }
  }

  /** TSTART. Answers the new level. */
  tstart(job: JobNumber): number {
    const transaction = this.transactions.get(job) ?? { level: 0, beginSequence: 0, undo: [] };
    transaction.level++;
    this.transactions.set(job, transaction);
    return transaction.level;
  }

  /** $TLEVEL. */
  tlevel(job: JobNumber): number {
    return this.transactions.get(job)?.level ?? 0;
  }

  /**
   * TCOMMIT. An inner level only counts down; the outermost writes the commit record. `sequence` is 0 when there is nothing to wait for.
   * Refuses with P105 when no transaction is open.
   */
  tcommit(job: JobNumber): Outcome<Written & { level: number }> {
    const transaction = this.transactions.get(job);
    if (!transaction) return refused('P105', ['TCOMMIT', '$TLEVEL = 0']);
    transaction.level--;
    if (transaction.level > 0) return accepted({ sequence: 0, level: transaction.level });
    this.transactions.delete(job);
    return accepted({ sequence: transaction.beginSequence > 0 ? this.appendMarker('commit', job) : 0, level: 0 });
  }

  /**
   * TROLLBACK: undoes every level, newest update first. Also what happens when a job ends inside a transaction. No transaction is no error.
   */
  trollback(job: JobNumber): Written {
    const transaction = this.transactions.get(job);
    if (!transaction || transaction.beginSequence === 0) {
      this.transactions.delete(job);
      return { sequence: 0 };
    }
    for (const { database, key, oldValue } of [...transaction.undo].reverse()) this.writeNode(job, database, key, oldValue ?? null);
    this.transactions.delete(job);
    return { sequence: this.appendMarker('rollback', job) };
  }

  /** Jobs that are inside a transaction. */
  openTransactions(): number[] {
    return [...this.transactions.keys()];
  }

  /** Sequence of the first record of any transaction that is open; null while none has written anything. */
  oldestOpenSequence(): number | null {
    let oldest: number | null = null;
    for (const { beginSequence } of this.transactions.values())
      if (beginSequence > 0 && (oldest === null || beginSequence < oldest)) oldest = beginSequence;
    return oldest;
  }

  /** True while a transaction that is open has updated it: it may have to be undone there. */
  isInTransaction(database: MountedDatabase): boolean {
    for (const { undo } of this.transactions.values()) if (undo.some((update) => update.database === database)) return true;
    return false;
  }

  /**
   * Puts everything journaled up to `sequence` into the database files: one transaction a database, with the position behind it. Answers
   * the databases that did not take it; `storeRefusal` says why.
   */
  async applyCommitted(
    committed: { sequence: Sequence; position: AppliedPosition },
    mounted: Iterable<MountedDatabase>,
  ): Promise<MountedDatabase[]> {
    const databases = [...mounted];
    const applied = await Promise.allSettled(databases.map((database) => database.applyCommitted(committed.sequence, committed.position)));
    return databases.filter((_, index) => applied[index]?.status === 'rejected');
  }

  /**
   * Forgets open transactions and every update that is not in a file: this instance is no longer the one that may commit. The new primary
   * rolls the transactions back.
   */
  discardUncommitted(mounted: Iterable<MountedDatabase>): void {
    this.transactions.clear();
    for (const database of mounted) database.discardUncommitted();
  }

  /** `known`: what the node holds, where that has just been read. */
  private writeNode(job: JobNumber, database: MountedDatabase, key: Buffer, value: Buffer | null, known?: Buffer): number {
    const transaction = this.transactions.size > 0 ? this.transactions.get(job) : undefined;
    if (!database.isJournaled && !transaction) {
      database.change(key, value, this.journal.lastSequence);
      return 0;
    }
    const oldValue = transaction && (known ?? database.get(key));
    if (transaction) {
      if (transaction.beginSequence === 0) transaction.beginSequence = this.appendMarker('begin', job);
      transaction.undo.push({ database, key, oldValue });
    }
    const sequence = this.journal.append({
      type: value === null ? 'kill-node' : 'set',
      inTransaction: transaction !== undefined,
      job,
      database: database.journaledAs,
      key,
      value: value ?? undefined,
      oldValue,
    });
    database.change(key, value, sequence);
    return sequence;
  }

  private appendMarker(type: 'begin' | 'commit' | 'rollback', job: JobNumber): number {
    return this.journal.append({ type, inTransaction: true, job, database: null, key: NO_BYTES, value: undefined, oldValue: undefined });
  }

  private writableDatabase(name: string, growing = true): Outcome<MountedDatabase> {
    const database = this.databases(name);
    if (!database) return refused('P104', ['database', name], 'database');
    if (!database.writable.ok) return database.writable;
    if (growing && database.isFull()) return refused('<FILEFULL>', [name, String(Math.round(database.maximumBytes / BYTES_PER_MB))]);
    const { accepting, isDisabled } = this.journal;
    if (isDisabled && database.file.identity.mirror !== null) return refused('P209', [name]);
    return accepting.ok ? accepted(database) : accepting;
  }

  private read<T>(target: Omit<Target, 'job'>, look: (database: MountedDatabase, key: Buffer) => T | Outcome<never>): Outcome<T> {
    const database = this.databases(target.database);
    if (!database) return refused('P104', ['database', target.database], 'database');
    const key = encodeKey(target.name, target.subscripts);
    if (!key.ok) return key;
    const found = look(database, key.value);
    return isRefusal(found) ? found : accepted(found);
  }
}

const killRecord = (job: JobNumber, { journaledAs }: MountedDatabase, key: Buffer): JournalUpdate => ({
  type: 'kill',
  inTransaction: false,
  job,
  database: journaledAs,
  key,
  value: undefined,
  oldValue: undefined,
});

const isRefusal = (found: unknown): found is Outcome<never> => typeof found === 'object' && found !== null && 'refusal' in found;

function encodeValue(value: string): Outcome<Buffer> {
  if (value.length > VALUE_BYTES_MAX) return refused('<MAXSTRING>', [String(Buffer.byteLength(value)), String(VALUE_BYTES_MAX)]);
  const bytes = encodeText(value);
  return bytes.length > VALUE_BYTES_MAX ? refused('<MAXSTRING>', [String(bytes.length), String(VALUE_BYTES_MAX)]) : accepted(bytes);
}

function siblingText(node: { key: Buffer } | undefined, parent: Buffer): string {
  return node ? (decodeKey(childKey(node.key, parent)).subscripts.at(-1) as string) : '';
}
