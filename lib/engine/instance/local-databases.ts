/** The databases of an instance that starts: mounted, and those that are not mirrored brought up to what the journal tells of them. */
import path from 'node:path';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { createSystemDatabases, mountAll } from '../databases/database-mounting.ts';
import { recoverLocalDatabases } from '../dejournal/local-recovery.ts';
import { JOURNAL_LOG_NAME } from '../journal/journal-log.ts';
import type { ConfigStore, DatabaseDefinition } from '../store/config-store.ts';

type Note = (severity: 0 | 1 | 2 | 3, text: string) => void;

/** Whatever an operator dismounted is mounted at the next start. */
export async function openDatabases(
  directory: string,
  store: ConfigStore,
  note: Note,
): Promise<{ databases: Map<string, MountedDatabase>; definitions: Map<string, DatabaseDefinition> }> {
  await createSystemDatabases(store, directory);
  const stored = await store.listDatabases();
  for (const definition of stored) if (definition.dismounted) await store.saveDatabase({ ...definition, dismounted: false });
  const definitions = new Map(stored.map((definition) => [definition.name, { ...definition, dismounted: false }]));
  return { databases: await mountAll(definitions, note), definitions };
}

/** Of `local`, which count in this instance's own history. What is missing of the journal is said, and keeps nobody down. */
export async function recoverFromJournal(
  local: MountedDatabase[],
  { directory, journalDirectory, creatorGuid }: { directory: string; journalDirectory: string; creatorGuid: string },
  note: Note,
): Promise<void> {
  const logPath = path.join(directory, 'mgr', JOURNAL_LOG_NAME);
  const { files, missing, damaged } = await recoverLocalDatabases({
    logPath,
    directory: journalDirectory,
    creatorGuid,
    databases: local,
  });
  if (missing.length > 0) note(2, `Journal recovery: ${missing.join(', ')} not found; databases that are not mirrored lack its updates`);
  if (damaged.length > 0)
    note(2, `Journal recovery: ${damaged.join(', ')}; databases that are not mirrored lack its updates from there on`);
  if (files > 0) note(0, `Journal recovery: ${files} file${files === 1 ? '' : 's'} read`);
}
