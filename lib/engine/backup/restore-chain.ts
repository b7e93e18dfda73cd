/** Which entries of several backup files together make up each database: a whole one, and the changes that follow it. Pure. */
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import type { LabelDatabase } from './volume-format.ts';
import type { VolumeSummary } from './volume-reader.ts';

export interface ChainLink {
  readonly volume: VolumeSummary;
  /** Of the database in that file's label. */
  readonly index: number;
}

export interface Chain {
  /** The directory that it was backed up from: what names it. */
  readonly source: string;
  /** As the last file describes it: there its contents end. */
  readonly database: LabelDatabase;
  readonly made: VolumeSummary['label'];
  readonly links: Outcome<readonly ChainLink[]>;
}

/**
 * One chain for each database of the files, in the order in which they first appear. Files are taken in the order given; P168 where one
 * does not follow.
 */
export function resolveChains(volumes: readonly VolumeSummary[]): Chain[] {
  const sources = [...new Set(volumes.flatMap(({ label }) => label.databases.map(({ directory }) => directory)))];
  return sources.map((source) => {
    const appearances = volumes.flatMap((volume) =>
      volume.label.databases.flatMap((database, index) => (database.directory === source ? [{ volume, index, database }] : [])),
    );
    const last = appearances.at(-1) as (typeof appearances)[number];
    return { source, database: last.database, made: last.volume.label, links: follow(appearances) };
  });
}

function follow(appearances: readonly { volume: VolumeSummary; index: number; database: LabelDatabase }[]): Outcome<readonly ChainLink[]> {
  let links: ChainLink[] = [];
  let passed = new Set<string>();
  let guid = '';
  for (const { volume, index, database } of appearances) {
    if (database.contents === 'whole') {
      links = [];
      passed = new Set();
      guid = database.guid;
    } else {
      // A cumulative backup counts from the full one, whatever incremental ones lie between.
      const broken: Refusal | null =
        database.guid === guid && passed.has(database.since?.guid ?? '')
          ? null
          : { code: 'P168', args: [volume.file, database.name, database.since?.madeAt ?? ''], field: 'files' };
      if (broken) return { ok: false, refusal: broken };
    }
    links.push({ volume, index });
    passed.add(volume.label.guid);
  }
  return links.length > 0 ? accepted(links) : refused('P177');
}
