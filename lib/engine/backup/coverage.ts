/** Which journal the backups of an instance still need: for the warning that one has become useless, and for purging by backups (engine facts 6.5, 8.6). */
import type { BackupRunRow } from '../instance/backup-store.ts';
import type { Instance } from '../instance/instance.ts';
import { readHeader } from '../journal/journal-reader.ts';
import { JournalPlaces } from './journal-places.ts';

export interface Coverage {
  readonly run: BackupRunRow;
  /** The first journal file since the backup that is not here any more; null: all are. */
  readonly missing: string | null;
}

/** Completed backups, newest first, at most `limit`. */
export async function coverageOf(instance: Instance, limit: number): Promise<Coverage[]> {
  const places = await JournalPlaces.read(instance);
  return (await instance.store.backups.completed(limit)).map((run) => ({ run, missing: firstMissing(run, places) }));
}

function firstMissing({ backup }: BackupRunRow, places: JournalPlaces): string | null {
  for (const { position, journalName } of backup?.databases ?? []) {
    const missing = position && places.from(position, journalName.startsWith(':mirror:')).missing;
    if (missing) return missing;
  }
  return null;
}

/**
 * Wall time, ms, from which on the journal is needed by the last `count` successful backups: files that were closed before it are not. Null while there are not so many backups.
 * The journal file that a backup names as the first one required is kept, however long before the backup it began.
 */
export async function journalNeededFromMs(instance: Instance, count: number): Promise<number | null> {
  if (count < 1) return null;
  const runs = await instance.store.backups.completed(count);
  const oldest = runs[count - 1];
  if (!oldest) return null;
  const begun = await Promise.all(runs.flatMap(({ journalFiles }) => journalFiles).map(async (file) => (await readHeader(file).catch(() => null))?.createdAtMs ?? Number.POSITIVE_INFINITY));
  return Math.min(oldest.startedAt.getTime(), ...begun);
}
