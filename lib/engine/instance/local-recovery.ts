/**
 * Crash recovery of the databases that are not mirrored: replays what this instance itself journaled, in the order in which it did, from the position in each
 * database file, and undoes the transactions that were open. Mirrored databases wait until it is known who is primary.
 */
import { existsSync } from 'node:fs';
import type { AppliedPosition } from '../database/database-file.ts';
import { JournalApplier } from '../database/journal-applier.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { type JournalLogEntry, readJournalLog } from '../journal/journal-log.ts';
import { readBlocks } from '../journal/journal-reader.ts';
import { OpenTransactions } from '../journal/open-transactions.ts';

const BATCH_BYTES = 4 * 1024 * 1024;

/** Throws when a file that is needed cannot be read. Answers how many files were read. */
export async function recoverLocalDatabases(options: { logPath: string; databases: readonly MountedDatabase[] }): Promise<number> {
  const entries = await readJournalLog(options.logPath);
  const starts = new Map(options.databases.map((database) => [database, startOf(database.file.position, entries)]));
  const first = Math.min(entries.length, ...starts.values());
  const transactions = new OpenTransactions();
  let files = 0;
  for (const [index, entry] of entries.entries()) {
    if (index < first || !existsSync(entry.path)) continue;
    files += 1;
    const applier = new JournalApplier({
      history: entry.mirror ? 'mirror' : 'local',
      databaseOf: ({ journalName }) => {
        const database = options.databases.find(({ journalDatabase }) => journalDatabase.journalName === journalName);
        return database && index >= (starts.get(database) ?? 0) ? database.file : undefined;
      },
      onRecord: (record, address, directory) => {
        if (record.inTransaction) transactions.feed(record, address, directory);
      },
    });
    for await (const block of readBlocks(entry.path, HEADER_BYTES)) {
      applier.feed(entry.fileCount, block);
      if (applier.gatheredBytes >= BATCH_BYTES) await applier.apply();
    }
    await applier.apply();
  }
  await rollBack(transactions, options.databases);
  return files;
}

/** Index in the log of the file that the position lies in; everything when the database was never written. */
function startOf(position: AppliedPosition | null, entries: readonly JournalLogEntry[]): number {
  if (position === null) return 0;
  const index = entries.findIndex(({ mirror, fileCount }) => (mirror ? 'mirror' : 'local') === position.history && fileCount === position.fileCount);
  return index === -1 ? entries.length : index;
}

async function rollBack(transactions: OpenTransactions, databases: readonly MountedDatabase[]): Promise<void> {
  for (const { compensations } of transactions.list().reverse()) {
    for (const { database, key, value } of compensations) {
      const target = databases.find(({ journalDatabase }) => journalDatabase.journalName === database.journalName);
      if (!target?.file.position) continue;
      await target.file.applyBatch([value ? { kind: 'set', key, value } : { kind: 'kill-node', key }], target.file.position);
    }
  }
}
