import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { findDatabase, offerActivate } from './database-offers.ts';
import type { InstanceDatabases } from './instance-databases.ts';
import type { Severity } from '../activity/messages-log.ts';
import type { DatabaseHouse } from './databases-world.ts';

export interface ActivationWorld extends DatabaseHouse {
  readonly storage: Pick<InstanceDatabases, 'homeIn' | 'redefine'>;
  note(severity: Severity, text: string): void;
}

/** Marks a copy as belonging to this member; it then needs catchup. Durable when it resolves. Refuses with P104, P151, 2073, 2078, 2079. */
export async function activateDatabase(instance: ActivationWorld, name: string): Promise<Outcome<MountedDatabase>> {
  const found = findDatabase(instance, name);
  if (!found.ok) return found;
  const offered = offerActivate(instance, found.value);
  if (!offered.ok) return offered;
  const mounted = offered.value;
  const { mirror } = mounted.file.identity;
  const listed = instance.mirrors
    .seatOf(mounted.file)
    ?.member?.config()
    .databases.find((entry) => entry.name === mirror?.mirrorDatabaseName);
  if (!mirror || !listed) return refused('2073', [name]);
  await mounted.file.setMirror({
    ...mirror,
    databaseGuid: listed.guid,
    activated: true,
    needsCatchUp: true,
    home: instance.storage.homeIn(mirror.mirrorGuid, mounted.file.directory),
  });
  await instance.storage.redefine({
    ...found.value.definition,
    journal: true,
    mirrored: { mirrorName: mirror.mirrorName, databaseName: mirror.mirrorDatabaseName, databaseGuid: listed.guid },
  });
  instance.note(0, `Activated mirrored database ${mounted.file.directory} (${mounted.journalDatabase.journalName})`);
  return accepted(mounted);
}
