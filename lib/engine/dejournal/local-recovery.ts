/**
 * Crash recovery of the databases that are not mirrored: replays what this instance itself journaled, in the order in which it did, from
 * the position in each database file, and undoes the transactions that were open. Mirrored databases wait until it is known who is primary.
 *
 * The list of files says the order. It is written behind the file, so a crash may have come between: what the directory holds beyond the
 * list is put where its time says.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { AppliedPosition } from '../database/database-metadata.ts';
import { JournalApplier } from './journal-applier.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { type JournalLogEntry, readJournalLog, toLogEntry } from '../journal/journal-log.ts';
import type { JournalHeader } from '../journal/header.ts';
import { hasBlocksBehind, readBlocks, readHeader } from '../journal/journal-reader.ts';
import { OpenTransactions } from '../journal/open-transactions.ts';

const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Rejects when a database refuses the updates. Answers how many files were read, which files of the list are not there although a database
 * may need them, and which are there and not whole, with what is wrong: what lies behind the damage is not applied, the files behind it
 * are.
 */
export async function recoverLocalDatabases(options: {
  logPath: string;
  directory: string;
  creatorGuid: string;
  databases: readonly MountedDatabase[] /** Blocks written later than this are not applied, wall time; transactions open then are rolled back. Absent: all are. */;
  untilMs?: number;
}): Promise<{ files: number; missing: string[]; damaged: string[] }> {
  const { present, entries } = await listOwnJournals(options);
  const starts = new Map(options.databases.map((database) => [database, startOf(ownPosition(database), entries)]));
  const first = Math.min(entries.length, ...starts.values());
  const begin = transactionStart(first, entries, present);
  const transactions = new OpenTransactions();
  const missing: string[] = [];
  const damaged: string[] = [];
  let files = 0;
  let isReached = false;
  for (const [index, entry] of entries.entries()) {
    if (index < begin || isReached) continue;
    // The name may since have been given to a file that was received from another member.
    if (present.get(entry.path)?.fileGuid !== entry.fileGuid) {
      if (index >= first) missing.push(entry.path);
      continue;
    }
    files += 1;
    const applier = new JournalApplier({
      history: entry.mirror ? 'mirror' : 'local',
      databaseOf: ({ journalName, guid }) => {
        const database = options.databases.find(({ journaledAs }) => journaledAs.journalName === journalName && journaledAs.guid === guid);
        return database && index >= (starts.get(database) ?? 0) ? database.file : undefined;
      },
      onRecord: (record, address, directory) => {
        if (record.inTransaction) transactions.feed(record, address, directory);
      },
    });
    let end = HEADER_BYTES;
    const blocks = readBlocks(entry.path, HEADER_BYTES);
    for (;;) {
      try {
        const next = await blocks.next();
        if (next.done) break;
        const block = next.value;
        isReached = options.untilMs !== undefined && block.timeMs > options.untilMs;
        if (isReached) break;
        applier.feed(entry.fileCount, block);
        end = block.end;
      } catch (error) {
        damaged.push(`${entry.path}: ${error instanceof Error ? error.message : String(error)}`);
        break;
      }
      if (applier.gatheredBytes >= BATCH_BYTES) await applier.apply();
    }
    await blocks.return();
    await applier.apply();
    if (!isReached && (await hasBlocksBehind(entry.path, end).catch(() => false))) damaged.push(`${entry.path}: damaged at offset ${end}`);
  }
  await rollBack(transactions, options.databases);
  return { files, missing, damaged };
}

/** An ordinary database of a former primary may count in the mirror's history: it wrote everything there. */
const ownPosition = ({ file }: MountedDatabase): AppliedPosition | null =>
  file.identity.mirror === null ? file.position : file.positionIn('local');

/**
 * The files that this instance wrote, in the order in which it did, whether they are still there or not; and the headers of all that are
 * there, received ones too.
 */
export async function listOwnJournals(options: {
  logPath: string;
  directory: string;
  creatorGuid: string;
}): Promise<{ entries: JournalLogEntry[]; present: ReadonlyMap<string, JournalHeader> }> {
  const present = await headersIn(options.directory);
  return { present, entries: withUnlisted(await readJournalLog(options.logPath), present, options.creatorGuid) };
}

/** Index of the first of its own files that recovery would read if the instance crashed with its databases at these positions. */
export function recoveryStart(
  { entries, present }: Awaited<ReturnType<typeof listOwnJournals>>,
  positions: readonly (AppliedPosition | null)[],
): number {
  return transactionStart(Math.min(entries.length, ...positions.map((position) => startOf(position, entries))), entries, present);
}

/** Headers of the whole journal files of a directory, by path. */
async function headersIn(directory: string): Promise<Map<string, JournalHeader>> {
  const headers = new Map<string, JournalHeader>();
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const filePath = path.join(directory, entry.name);
    // A file that is being purged at this moment is no longer there; one that the disk does not give is as good as that.
    const header = entry.isFile() ? await readHeader(filePath).catch(() => null) : null;
    if (header) headers.set(filePath, header);
  }
  return headers;
}

function withUnlisted(
  listed: readonly JournalLogEntry[],
  present: ReadonlyMap<string, JournalHeader>,
  creatorGuid: string,
): JournalLogEntry[] {
  const guids = new Set(listed.map(({ fileGuid }) => fileGuid));
  const entries = [...listed];
  const unlisted = [...present]
    .filter(([, header]) => header.creatorGuid === creatorGuid && !guids.has(header.fileGuid))
    .sort(([, one], [, other]) => one.createdAtMs - other.createdAtMs || one.fileCount - other.fileCount);
  for (const [filePath, header] of unlisted) {
    const entry = toLogEntry(filePath, header, 'Not in the list');
    const behind = entries.findLastIndex(({ createdAtMs }) => createdAtMs <= entry.createdAtMs);
    entries.splice(behind + 1, 0, entry);
  }
  return entries;
}

/** Transactions that are open at the end may have begun in files before the first that a database needs. */
function transactionStart(first: number, entries: readonly JournalLogEntry[], present: ReadonlyMap<string, JournalHeader>): number {
  const entry = entries[first];
  const minTransaction = entry && present.get(entry.path)?.minTransaction;
  if (!entry || !minTransaction) return first;
  const begin = entries.findLastIndex(
    ({ mirror, fileCount }, index) =>
      index < first && (mirror === null) === (entry.mirror === null) && fileCount === minTransaction.fileCount,
  );
  return begin === -1 ? first : begin;
}

/** Index in the log of the file that the position lies in; everything when the database was never written. */
function startOf(position: AppliedPosition | null, entries: readonly JournalLogEntry[]): number {
  if (position === null) return 0;
  const index = entries.findLastIndex(
    ({ mirror, fileCount }) => (mirror ? 'mirror' : 'local') === position.history && fileCount === position.fileCount,
  );
  return index === -1 ? entries.length : index;
}

async function rollBack(transactions: OpenTransactions, databases: readonly MountedDatabase[]): Promise<void> {
  for (const { compensations } of transactions.list().reverse()) {
    for (const { database, key, value } of compensations) {
      const target = databases.find(({ journaledAs }) => journaledAs.journalName === database.journalName);
      const position = target && ownPosition(target);
      if (!target || !position) continue;
      await target.file.applyBatch([value ? { kind: 'set', key, value } : { kind: 'kill-node', key }], position);
    }
  }
}
