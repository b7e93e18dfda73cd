/**
 * Applying journal blocks to database files: crash recovery, catching up and the backup's dejournaling are this one thing.
 *
 * Blocks are fed in order, each file from its beginning or with its directory records first; `apply` writes what has
 * gathered. A database that already has a block is left alone, so feeding too much is harmless.
 */
import type { Block } from '../journal/block.ts';
import { recordsOf } from '../journal/block.ts';
import { DirectoryTable } from '../journal/directory-table.ts';
import type { JournalDatabase } from '../journal/journal-sink.ts';
import { comparePositions, type JournalPosition } from '../journal/position.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { AppliedPosition, DatabaseFile, NodeChange } from './database-file.ts';

export class JournalApplier {
  private readonly history: AppliedPosition['history'];
  private readonly databaseOf: (database: JournalDatabase) => DatabaseFile | undefined;
  private readonly onRecord: ((record: JournalRecord, address: JournalPosition, directory: DirectoryTable) => void) | undefined;
  private readonly onFailure: ((file: DatabaseFile, error: unknown) => void) | undefined;
  private directory = new DirectoryTable();
  private fileCount = 0;
  private gathered = new Map<DatabaseFile, NodeChange[]>();
  private position: AppliedPosition | null = null;
  private gatheredSize = 0;

  /**
   * `databaseOf` answers undefined for a database that this instance does not have, or that takes no part now.
   * `onRecord` sees every record of every block fed, applied or not: whoever follows transactions needs them all.
   * `onFailure` hears of a database that refused its changes; `databaseOf` must leave it out from then on. Without it `apply` rejects.
   */
  constructor(options: {
    history: AppliedPosition['history'];
    databaseOf: (database: JournalDatabase) => DatabaseFile | undefined;
    onRecord?: (record: JournalRecord, address: JournalPosition, directory: DirectoryTable) => void;
    onFailure?: (file: DatabaseFile, error: unknown) => void;
  }) {
    this.history = options.history;
    this.onRecord = options.onRecord;
    this.onFailure = options.onFailure;
    this.databaseOf = options.databaseOf;
  }

  /** Bytes of blocks gathered since the last `apply`. */
  get gatheredBytes(): number {
    return this.gatheredSize;
  }

  /** Takes the next block. A new `fileCount` begins a new file, with its own database numbers. */
  feed(fileCount: number, block: Block): void {
    if (fileCount !== this.fileCount) {
      this.fileCount = fileCount;
      this.directory = new DirectoryTable();
    }
    this.position = { history: this.history, fileCount, offset: block.end };
    this.gatheredSize += block.bytes.length;
    for (const { address, record } of recordsOf(block)) {
      this.directory.see(record);
      this.onRecord?.(record, { fileCount, offset: address }, this.directory);
      if (record.type !== 'set' && record.type !== 'kill' && record.type !== 'kill-node') continue;
      const file = this.databaseOf(this.directory.databaseOf(record));
      if (file && !this.isApplied(file)) this.changesOf(file).push(toNodeChange(record));
    }
  }

  /** Writes what has gathered, one transaction a database, and moves each position behind it. Answers the position, null when nothing was fed. */
  async apply(): Promise<AppliedPosition | null> {
    const { gathered, position } = this;
    this.gathered = new Map();
    this.gatheredSize = 0;
    const { onFailure } = this;
    if (!position) return null;
    await Promise.all(
      Array.from(gathered, ([file, changes]) => {
        const applied = file.applyBatch(changes, position);
        return onFailure ? applied.catch((error: unknown) => onFailure(file, error)) : applied;
      }),
    );
    return position;
  }

  /** True when the block being fed is in the file: positions fall between blocks, so a block is in it whole or not at all. */
  private isApplied(file: DatabaseFile): boolean {
    return file.position !== null && file.position.history === this.history && comparePositions(this.position as AppliedPosition, file.position) <= 0;
  }

  private changesOf(file: DatabaseFile): NodeChange[] {
    let changes = this.gathered.get(file);
    if (!changes) {
      changes = [];
      this.gathered.set(file, changes);
    }
    return changes;
  }
}

/** Only for records that change a node. */
export function toNodeChange(record: JournalRecord): NodeChange {
  if (record.type === 'set') return { kind: 'set', key: record.key, value: record.value as Buffer };
  return { kind: record.type === 'kill' ? 'kill' : 'kill-node', key: record.key };
}
