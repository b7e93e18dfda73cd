/**
 * Whether the journal since the backups of an instance is still here: a backup without it has become useless to other members (engine facts
 * 8.6).
 */
import type { BackupRunRow } from '../store/backup-store.ts';
import type { BackupWorld } from './backup-world.ts';
import { JournalPlaces } from './journal-places.ts';

export interface Coverage {
  readonly run: BackupRunRow;
  /** The first journal file since the backup that is not here any more; null: all are. */
  readonly missing: string | null;
}

/** Completed backups, newest first, at most `limit`. */
export async function coverageOf(instance: BackupWorld, limit: number): Promise<Coverage[]> {
  const places = await JournalPlaces.read(instance);
  return (await instance.store.backups.completed(limit)).map((run) => ({ run, missing: firstMissing(run, places) }));
}

function firstMissing({ backup }: BackupRunRow, places: JournalPlaces): string | null {
  for (const { position, journalName } of backup?.databases ?? []) {
    const missing = position && places.from(position, /^:mirror:([^:]*):/.exec(journalName)?.[1] ?? null).missing;
    if (missing) return missing;
  }
  return null;
}
