/** What the database numbers of one journal file mean, learned from its `directory` records. Pure. */
import type { JournalDatabase } from './journal-sink.ts';
import type { JournalRecord } from './record.ts';

export class DirectoryTable {
  private readonly databases: (JournalDatabase | undefined)[] = [];

  /** Takes every record of the file in order; only `directory` records matter. */
  see(record: JournalRecord): void {
    if (record.type === 'directory')
      this.databases[record.database] = { journalName: record.key.toString('utf8'), guid: record.value?.toString('utf8') ?? '' };
  }

  /** Throws when the number was never explained: the file was not read from its beginning. */
  databaseOf(record: Pick<JournalRecord, 'database'>): JournalDatabase {
    const database = this.databases[record.database];
    if (!database) throw new RangeError(`journal database number ${record.database} has no directory record before it`);
    return database;
  }
}
