/** Opening the files of defined databases: what is mounted when an instance starts, and each that is mounted later. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { DatabaseFile, UNFINISHED_FILES } from '../database/database-file.ts';
import { holdDatabase } from '../database/database-lock.ts';
import { findDamage, findLink } from '../database/integrity-check.ts';
import { MountedDatabase } from '../database/mounted-database.ts';
import type { ConfigStore, DatabaseDefinition } from '../store/config-store.ts';
import type { Severity } from '../activity/messages-log.ts';
import { protectedFor } from './protection.ts';
import { systemDatabases } from './system-databases.ts';

const BYTES_PER_MB = 1024 * 1024;

/** Makes and defines those that every instance has and this one lacks. */
export async function createSystemDatabases(store: ConfigStore, directory: string): Promise<void> {
  const defined = new Set((await store.listDatabases()).map(({ name }) => name));
  for (const { name, folder, resource, isSystem, readOnly, journal } of systemDatabases) {
    if (defined.has(name)) continue;
    const databaseDirectory = path.join(directory, 'mgr', folder);
    const created = await DatabaseFile.create(databaseDirectory);
    if (created.ok) await created.value.close();
    else if (created.refusal.code !== '20') throw new Error(`database ${name} cannot be made in ${databaseDirectory}`);
    await store.saveDatabase({
      name,
      directory: databaseDirectory,
      resource,
      journal,
      isSystem,
      mountedReadOnly: readOnly,
      maximumSizeMb: 0,
      mountRequired: false,
      dismounted: false,
      mirrored: null,
    });
  }
}

/** What is defined and can be opened, by name; mirrored ones read-only. Throws for one that must be mounted at startup and cannot be. */
export async function mountAll(
  definitions: ReadonlyMap<string, DatabaseDefinition>,
  note: (severity: Severity, text: string) => void,
): Promise<Map<string, MountedDatabase>> {
  const mounted = new Map<string, MountedDatabase>();
  for (const definition of definitions.values()) {
    const opened = await openFile(definition);
    if (!opened.ok) {
      if (definition.mountRequired || definition.isSystem)
        throw new Error(`database ${definition.name}, which must be mounted at startup, cannot be: ${opened.refusal.args.at(-1) ?? ''}`);
      note(2, `Database ${definition.name} could not be mounted: ${opened.refusal.args.at(-1) ?? ''}`);
      continue;
    }
    const database = mountedAs(definition, opened.value);
    if (systemDatabases.find(({ name }) => name === definition.name)?.readOnly) database.writable = protectedFor(definition.name, 'system');
    else if (definition.mountedReadOnly) database.writable = protectedFor(definition.name, 'mounted-read-only');
    else if (opened.value.identity.mirror !== null) database.writable = protectedFor(definition.name, 'not-primary');
    mounted.set(definition.name, database);
  }
  return mounted;
}

/**
 * Refuses with P104 when there is no file, with P570 when another process has it, with P153 or P622 when it cannot be opened. Nobody
 * changes it between the look at it and its opening.
 */
export async function openFile({ name, directory }: DatabaseDefinition): Promise<Outcome<DatabaseFile>> {
  if (!existsSync(directory)) return DatabaseFile.open(directory);
  let letGo = () => {};
  try {
    const holding = holdDatabase(directory);
    if (!holding.ok) return holding;
    letGo = holding.value;
    const good = await looksGood(name, directory);
    if (!good.ok) return good;
    // Of a compaction that was killed: the file itself is whole.
    for (const left of UNFINISHED_FILES) await rm(path.join(directory, left), { force: true });
    return DatabaseFile.open(directory);
  } catch (error) {
    return refused('P153', [name, error instanceof Error ? error.message : String(error)]);
  } finally {
    letGo();
  }
}

/** Whether the file in `directory` may be opened as that of database `name`. Refuses with P153 and P622. */
export async function looksGood(name: string, directory: string): Promise<Outcome<null>> {
  const link = await findLink(directory);
  if (link !== null) return refused('P622', [name, link]);
  const damage = await findDamage(directory);
  return damage === null ? accepted(null) : refused('P153', [name, damage]);
}

export function mountedAs(definition: DatabaseDefinition, file: DatabaseFile): MountedDatabase {
  const { journalName } = journalDatabaseOf(file, definition);
  const mounted = new MountedDatabase({ name: definition.name, file, journalName });
  describe(mounted, definition);
  return mounted;
}

/** What the definition says of it holds from now on. */
export function describe(mounted: MountedDatabase, definition: DatabaseDefinition): void {
  mounted.journalDatabase = journalDatabaseOf(mounted.file, definition);
  mounted.isJournaled = definition.journal;
  mounted.maximumBytes = definition.maximumSizeMb * BYTES_PER_MB;
}

/** What the file says of itself; null for an ordinary one, and for one of an earlier version. */
export const mirroredOf = (file: DatabaseFile): DatabaseDefinition['mirrored'] => {
  const { mirror } = file.identity;
  return mirror?.databaseGuid
    ? { mirrorName: mirror.mirrorName, databaseName: mirror.mirrorDatabaseName, databaseGuid: mirror.databaseGuid }
    : null;
};

/**
 * Journals name a mirrored database by the mirror's name and GUID for it, the same on every member (engine facts 6.2). The file knows it;
 * one of an earlier version does not, its definition does.
 */
function journalDatabaseOf(file: DatabaseFile, { mirrored }: DatabaseDefinition): { journalName: string; guid: string } {
  const { mirror, guid } = file.identity;
  const databaseGuid = mirror?.databaseGuid ?? mirrored?.databaseGuid;
  return mirror && databaseGuid
    ? { journalName: `:mirror:${mirror.mirrorName}:${mirror.mirrorDatabaseName}`, guid: databaseGuid }
    : { journalName: file.directory, guid };
}
