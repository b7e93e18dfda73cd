/** The copies of mirrored databases below a data folder: which hosts hold which. */
import { existsSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import Database from 'libsql';
import { z } from 'zod';
import { DATABASE_FILE_NAME } from './database-file.ts';
import { DatabaseReader } from './database-reader.ts';

/** Of one instance: `Database.directory` says which directories are databases of it. */
const CONFIGURATION_NAME = 'config.db';

export interface MirroredCopy {
  readonly host: string;
  readonly directory: string;
  readonly mirrorName: string;
  /** The database's name in the mirror. */
  readonly name: string;
}

/**
 * In order of names, then hosts. Rejects when the folder has no `hosts`. A file that cannot be read throws, and one that no configuration
 * knows is told to `onOther` and left out.
 */
export async function mirroredCopies(dataFolder: string, onOther: (directory: string) => void = () => undefined): Promise<MirroredCopy[]> {
  const hosts = join(dataFolder, 'hosts');
  const copies: MirroredCopy[] = [];
  for (const host of await readdir(hosts)) {
    const entries = await readdir(join(hosts, host), { recursive: true }).catch(() => []);
    const configurations = entries.filter((name) => basename(name) === CONFIGURATION_NAME).map((name) => join(hosts, host, name));
    const known = new Map(configurations.map((file) => [dirname(file), databaseDirectories(file)]));
    for (const entry of entries.filter((name) => basename(name) === DATABASE_FILE_NAME)) {
      const directory = dirname(join(hosts, host, entry));
      const instance = [...known.keys()].find((folder) => directory.startsWith(`${folder}/`));
      // A file that somebody laid aside, or that a restore is building.
      if (instance !== undefined && !known.get(instance)?.has(realpathSync(directory))) {
        onOther(directory);
        continue;
      }
      const reader = DatabaseReader.open(directory);
      const { mirror } = reader.identity;
      await reader.close();
      if (mirror) copies.push({ host, directory, mirrorName: mirror.mirrorName, name: mirror.mirrorDatabaseName });
    }
  }
  return copies.sort((one, other) => compareText(one.name, other.name) || compareText(one.host, other.host));
}

/** The instance may run meanwhile: only read. */
function databaseDirectories(configuration: string): ReadonlySet<string> {
  const database = new Database(configuration, { readonly: true });
  try {
    const rows: unknown[] = database.prepare('SELECT directory FROM "Database"').all();
    return new Set(
      z
        .array(z.object({ directory: z.string() }))
        .parse(rows)
        .map(({ directory }) => (existsSync(directory) ? realpathSync(directory) : directory)),
    );
  } finally {
    database.close();
  }
}

/** Each copy of one mirrored database beside the first of them. */
export function pairsOf(copies: readonly MirroredCopy[]): { left: MirroredCopy; right: MirroredCopy }[] {
  const firsts = new Map<string, MirroredCopy>();
  const pairs: { left: MirroredCopy; right: MirroredCopy }[] = [];
  for (const copy of copies) {
    const key = `${copy.mirrorName}:${copy.name}`;
    const left = firsts.get(key);
    if (left) pairs.push({ left, right: copy });
    else firsts.set(key, copy);
  }
  return pairs;
}

const compareText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
