/** Which later backups count from an earlier one, and so cannot be restored without it. Pure; from the history alone. */
import type { BackupRunRow, RecordedDatabase } from '../store/backup-store.ts';

/**
 * `runs` newest first, `run` among them. Answers the runs in the same order. One that took a database whole after all (its journal was
 * gone) is counted as well: the history does not say.
 */
export function neededBy(run: BackupRunRow, runs: readonly BackupRunRow[]): BackupRunRow[] {
  const later = runs.slice(0, runs.indexOf(run));
  return later.filter(
    (candidate, index) =>
      candidate.backup?.databases.some((database) => countsFrom(run, { candidate, database, older: runs.slice(index + 1) })) ?? false,
  );
}

function countsFrom(
  run: BackupRunRow,
  { candidate, database, older }: { candidate: BackupRunRow; database: RecordedDatabase; older: readonly BackupRunRow[] },
): boolean {
  if (candidate.backup === null || candidate.backup.kind === 'full') return false;
  const { kind } = candidate.backup;
  for (const [index, base] of older.entries()) {
    if (!base.backup || (kind === 'cumulative' && base.backup.kind !== 'full')) continue;
    const before = base.backup.databases.find(({ guid }) => guid === database.guid);
    if (!before) continue;
    if (before.lineage !== database.lineage) return false;
    return base === run || countsFrom(run, { candidate: base, database: before, older: older.slice(index + 1) });
  }
  return false;
}
