/** Well-known numbers of the product (fact sheet "mirror engine" 13). */
export const SUPERSERVER_PORT = 1972;
export const AGENT_PORT = 2188;
export const WEB_PORT = 52773;
/** The password of every private key of the lab. It guards nothing real; the Lab page and the README tell it. */
export const LAB_KEY_PASSWORD = 'mirror';
export const QOS_TIMEOUT_MS_DEFAULT = 8000;
export const QOS_TIMEOUT_MS_MAX = 300_000;
/** Versions of the product that an instance of the lab can have, oldest first. */
export const productVersions = ['2022.1', '2026.1'] as const;
export type ProductVersion = (typeof productVersions)[number];
/** Version of the instances and agents of a new lab; an agent older than an instance is refused with #2136. */
export const PRODUCT_VERSION: ProductVersion = '2022.1';
/** ISCAgent kits that a host of the lab can be given. */
export const agentVersions = ['2026.1', '2022.1', '2021.1'] as const;
/** From this version on a mirrored database that a member lacks is downloaded from another member (engine facts 8.2). */
const DOWNLOADS_FROM = '2025.1';

/** Versions as "2022.1" or "2022.1.3": by their numbers, not by their letters. */
export function isOlderVersion(one: string, other: string): boolean {
  const [left, right] = [one, other].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

export const downloadsDatabases = (version: string) => !isOlderVersion(version, DOWNLOADS_FROM);
/**
 * What a disk that holds a journal can do to a write. `slow`: it takes a quarter of a second longer. `full`: it fails with ENOSPC.
 * `failing`: it fails with EIO. Reading always works.
 */
export const journalDiskConditions = ['healthy', 'slow', 'full', 'failing'] as const;
export type JournalDiskCondition = (typeof journalDiskConditions)[number];
/** A new journal file begins at this size. */
export const JOURNAL_FILE_MEGABYTES_DEFAULT = 1024;
/** The product's; a header says the size in bytes. */
export const JOURNAL_FILE_MEGABYTES_MAX = 4096;
export const PURGE_DAYS_MAX = 100;
export const PURGE_BACKUPS_MAX = 10;
/** Rows of one answer. */
export const SQL_ROWS_DEFAULT = 1000;
export const SQL_ROWS_MAX = 10_000;
/** The global that the probe of writes sets. */
export const PROBE_GLOBAL = 'MirrorProbe';
/** It begins a write so often; what it measures is that exact. */
export const PROBE_INTERVAL_MS = 20;

/** So many lost updates are made again by one command. */
export const MADE_UPDATES_MAX = 500;
