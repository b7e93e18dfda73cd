/** Answers of the Database Wizard's questions (lib/contract/database-wizard.ts). */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { downloadsDatabases } from '../../contract/units.ts';
import type { InstanceView } from '../../contract/views.ts';
import { realPath } from '../../machine/real-path.ts';
import { DATABASE_FILE_NAME } from '../database/database-file.ts';
import { folderOnHost } from '../databases/folder-on-host.ts';
import type { Instance } from '../instance/instance.ts';

export async function databasePlace(instance: Instance, typed: string): Promise<Outcome<InstanceView<'database-place'>>> {
  const place = await folderOnHost(instance, typed, 'directory');
  if (!place.ok) return place;
  const directory = place.value;
  const found = await stat(path.join(directory, DATABASE_FILE_NAME)).catch(() => null);
  return accepted({
    directory,
    usedBy: instance.databases().find(({ definition }) => realPath(definition.directory) === realPath(directory))?.definition.name ?? null,
    file: found?.isFile() ? { sizeBytes: found.size } : null,
  });
}

export function mirrorCatalogue(
  instance: Instance,
  { mirrorName }: { mirrorName?: string | undefined },
): Outcome<InstanceView<'mirror-catalogue'>> {
  if (!instance.mirror) return refused('2074');
  const mirror = mirrorName === undefined ? instance.mirror : instance.mirrors.named(mirrorName)?.member;
  if (!mirror) return refused('2051', [mirrorName ?? ''], 'mirrorName');
  const config = mirror.config();
  const here = new Set(
    instance.databases().map(({ definition: { mirrored } }) => mirrored?.mirrorName === config.name && mirrored.databaseName),
  );
  return accepted({
    mirrorName: config.name,
    isPrimary: mirror.isPrimary,
    downloads: downloadsDatabases(instance.version),
    databases: config.databases.map(({ name, directory, createdAsMirrored }) => ({
      name,
      directory,
      createdAsMirrored,
      isHere: here.has(name),
    })),
  });
}
