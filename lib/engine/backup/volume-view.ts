/** A backup file as pages show it: the label in the contract's words. */
import type { BackupVolume } from '../../contract/backups.ts';
import type { BackupWorld } from './backup-world.ts';
import { instanceGuid } from './journal-places.ts';
import type { VolumeSummary } from './volume-reader.ts';

export function toVolumeView(instance: BackupWorld, { file, sizeBytes, label, trailer }: VolumeSummary): BackupVolume {
  const isOther = label.instance.guid !== instanceGuid(instance);
  return {
    file,
    sizeBytes,
    madeBy: label.madeBy,
    kind: label.kind,
    madeAt: label.madeAt,
    description: label.description,
    host: label.instance.host,
    instance: label.instance.name,
    mirror: label.mirror && { name: label.mirror.name, memberName: label.mirror.memberName, memberType: label.mirror.memberType },
    previous: label.previous && { madeAt: label.previous.madeAt, kind: label.previous.kind },
    lastFull: label.lastFull && { madeAt: label.lastFull.madeAt },
    madeOnOtherMember: isOther && label.mirror !== null && instance.mirrors.withGuid(label.mirror.guid) !== undefined,
    damage: trailer ? null : { code: 'P163', args: [file, 'its end is missing'] },
    databases: label.databases.map((database, index) => ({
      name: database.name,
      directory: database.directory,
      mirrorDatabase: database.mirror ? `:mirror:${database.mirror.mirrorName}:${database.mirror.mirrorDatabaseName}` : '',
      sizeBytes: database.sizeBytes,
      nodes: trailer ? (trailer.entries[index] ?? 0) : null,
      contents: database.contents,
      since: database.since?.madeAt ?? null,
      journalFile: database.position?.fileName ?? '',
      journalOffset: database.position?.offset ?? 0,
    })),
  };
}
