/** The copies of mirrored databases below a data folder: which hosts hold which. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DATABASE_FILE_NAME } from './database-file.ts';
import { DatabaseReader } from './database-reader.ts';

export interface MirroredCopy {
  readonly host: string;
  readonly directory: string;
  readonly mirrorName: string;
  /** The database's name in the mirror. */
  readonly name: string;
}

/** In order of names, then hosts. Rejects when the folder has no `hosts`. A file that cannot be read throws. */
export async function mirroredCopies(dataFolder: string): Promise<MirroredCopy[]> {
  const hosts = join(dataFolder, 'hosts');
  const copies: MirroredCopy[] = [];
  for (const host of await readdir(hosts)) {
    const entries = await readdir(join(hosts, host), { recursive: true }).catch(() => []);
    for (const entry of entries.filter((name) => basename(name) === DATABASE_FILE_NAME)) {
      const directory = dirname(join(hosts, host, entry));
      const reader = DatabaseReader.open(directory);
      const { mirror } = reader.identity;
      await reader.close();
      if (mirror) copies.push({ host, directory, mirrorName: mirror.mirrorName, name: mirror.mirrorDatabaseName });
    }
  }
  return copies.sort((one, other) => compareText(one.name, other.name) || compareText(one.host, other.host));
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
