/**
 * Which transactions are open at a place in the journal, and what undoes them. Pure.
 *
 * Fed with every record in order, from a place where none was open (or from the oldest open one's beginning). Whoever
 * takes over, or recovers from a crash, writes the compensating records and then a rollback record for each.
 * A rollback that was itself cut short is undone like any other update: each record carries what was there before it.
 */
import type { DirectoryTable } from './directory-table.ts';
import type { JournalDatabase } from './journal-sink.ts';
import type { JournalPosition } from './position.ts';
import type { JobNumber, JournalRecord } from './record.ts';

export interface Compensation {
  readonly database: JournalDatabase;
  readonly key: Buffer;
  /** What the node is to hold again; undefined: nothing. */
  readonly value: Buffer | undefined;
}

export interface OpenTransaction {
  readonly job: JobNumber;
  /** Where its begin record is. */
  readonly begin: JournalPosition;
  /** Newest update first: the order in which to write them. */
  readonly compensations: readonly Compensation[];
}

interface Tracked {
  readonly begin: JournalPosition;
  readonly updates: Compensation[];
}

export class OpenTransactions {
  private readonly open = new Map<number, Tracked>();

  /** Takes the next record. `directory` is the file's table and has seen it. The record's buffers are copied. */
  feed(record: JournalRecord, address: JournalPosition, directory: DirectoryTable): void {
    if (!record.inTransaction) return;
    const { job } = record;
    if (record.type === 'begin') this.open.set(job, { begin: address, updates: [] });
    else if (record.type === 'commit' || record.type === 'rollback') this.open.delete(job);
    else if (record.type === 'set' || record.type === 'kill-node') {
      // Reading may have begun in the middle of a transaction that ended before anything mattered.
      this.open.get(job)?.updates.push({
        database: directory.databaseOf(record),
        key: Buffer.from(record.key),
        value: record.oldValue && Buffer.from(record.oldValue),
      });
    }
  }

  /** Oldest first. */
  list(): OpenTransaction[] {
    return Array.from(this.open, ([job, { begin, updates }]) => ({ job, begin, compensations: [...updates].reverse() }));
  }

  /** No open transaction has a record before it; null when none is open. What a file header calls Min Trans. */
  oldest(): JournalPosition | null {
    for (const { begin } of this.open.values()) return begin;
    return null;
  }

  clear(): void {
    this.open.clear();
  }
}
