/** Answers of the Database Wizard's questions (lib/contract/database-wizard.ts). */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { downloadsDatabases } from '../../contract/units.ts';
import type { InstanceView } from '../../contract/views.ts';
import { DATABASE_FILE_NAME } from '../database/database-file.ts';
import type { Instance } from './instance.ts';

/** Where a directory as typed lies: a relative one below mgr. */
export const fullDirectory = (instance: Instance, typed: string): string => path.resolve(path.join(instance.options.directory, 'mgr'), typed.trim());

export async function databasePlace(instance: Instance, typed: string): Promise<Outcome<InstanceView<'database-place'>>> {
  const directory = fullDirectory(instance, typed);
  const found = await stat(path.join(directory, DATABASE_FILE_NAME)).catch(() => null);
  return accepted({
    directory,
    usedBy: instance.databases().find(({ definition }) => definition.directory === directory)?.definition.name ?? null,
    file: found && { sizeBytes: found.size },
  });
}

export function mirrorCatalogue(instance: Instance, { mirrorName }: { mirrorName?: string | undefined }): Outcome<InstanceView<'mirror-catalogue'>> {
  if (!instance.mirror) return refused('2074');
  const mirror = mirrorName === undefined ? instance.mirror : instance.mirrors.named(mirrorName)?.member;
  if (!mirror) return refused('2051', [mirrorName ?? ''], 'mirrorName');
  const config = mirror.config();
  const here = new Set(instance.databases().map(({ definition: { mirrored } }) => mirrored?.mirrorName === config.name && mirrored.databaseName));
  return accepted({
    mirrorName: config.name,
    isPrimary: mirror.isPrimary,
    downloads: downloadsDatabases(instance.version),
    databases: config.databases.map(({ name, directory, createdAsMirrored }) => ({ name, directory, createdAsMirrored, isHere: here.has(name) })),
  });
}
