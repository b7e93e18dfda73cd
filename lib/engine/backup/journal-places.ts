/**
 * Places in the journal as backups name them: a position together with the file that it lies in, so that a later history with the same
 * numbers is not taken for the same one.
 */
import path from 'node:path';
import type { AppliedPosition } from '../database/database-metadata.ts';
import { JOURNAL_LOG_NAME } from '../journal/journal-log.ts';
import type { RecordedDatabase } from '../store/backup-store.ts';
import type { BackupWorld } from './backup-world.ts';
import { listOwnJournals } from '../dejournal/local-recovery.ts';
import type { NamedPosition } from './volume-format.ts';
import type { FileCount } from '../journal/position.ts';

export type BackupPosition = NonNullable<RecordedDatabase['position']>;

/** A journal file that is needed. */
export interface NeededFile {
  readonly path: string;
  readonly fileGuid: string;
}

export interface MirrorPlace extends NeededFile {
  /** Whose history it is a part of. */
  readonly mirrorName: string;
  readonly fileCount: FileCount;
  readonly end: number;
  /** The file before it, which may be gone. */
  readonly previous: { readonly guid: string; readonly end: number } | null;
}

/**
 * The histories that databases of an instance follow: the files of its mirrors, and those that the instance wrote itself, whatever they are
 * called.
 */
export class JournalPlaces {
  readonly #own: readonly { path: string; fileGuid: string; fileCount: FileCount; history: 'local' | 'mirror'; isPresent: boolean }[];
  readonly #mirror: readonly MirrorPlace[];

  /** Where files end, by GUID, as the file behind each of them says. */
  readonly #ends: ReadonlyMap<string, number>;

  private constructor(own: JournalPlaces['own'], mirror: JournalPlaces['mirror'], ends: ReadonlyMap<string, number>) {
    this.#ends = ends;
    this.#own = own;
    this.#mirror = mirror;
  }

  static async read(instance: BackupWorld): Promise<JournalPlaces> {
    const { entries, present } = await listOwnJournals({
      logPath: path.join(path.dirname(instance.journalDirectory), JOURNAL_LOG_NAME),
      directory: instance.journalDirectory,
      creatorGuid: instanceGuid(instance),
    });
    const own = entries.map((entry) => ({
      path: entry.path,
      fileGuid: entry.fileGuid,
      fileCount: entry.fileCount,
      history: entry.mirror ? ('mirror' as const) : ('local' as const),
      isPresent: present.get(entry.path)?.fileGuid === entry.fileGuid,
    }));
    const mirror = instance.mirrors.seats().flatMap(({ history, membership: { mirrorName } }) =>
      history.files().map(({ name, guid, fileCount, end }) => {
        const file = path.join(instance.journalDirectory, name);
        return { path: file, fileGuid: guid, mirrorName, fileCount, end, previous: present.get(file)?.previous ?? null };
      }),
    );
    return new JournalPlaces(
      own,
      mirror.filter((file) => present.get(file.path)?.fileGuid === file.fileGuid),
      new Map([...present.values()].flatMap(({ previous }) => (previous ? [[previous.guid, previous.end] as const] : []))),
    );
  }

  get own(): readonly { path: string; fileGuid: string; fileCount: FileCount; history: 'local' | 'mirror'; isPresent: boolean }[] {
    return this.#own;
  }

  /** The journal files of all its mirrors that are really there, mirror after mirror, each in order. */
  get mirror(): readonly MirrorPlace[] {
    return this.#mirror;
  }

  /** Those of one mirror. */
  ofMirror(mirrorName: string): MirrorPlace[] {
    return this.#mirror.filter((file) => file.mirrorName === mirrorName);
  }

  /** null for a position in no file that is known here, as before the first. `mirrorName`: of a mirrored database. */
  locate(position: AppliedPosition | null, mirrorName: string | null): NamedPosition | null {
    if (!position) return null;
    const { history, fileCount, offset } = position;
    const file =
      mirrorName !== null
        ? this.ofMirror(mirrorName).find((candidate) => candidate.fileCount === fileCount)
        : this.#own.findLast((candidate) => candidate.history === history && candidate.fileCount === fileCount);
    return file ? { history, fileCount, offset, fileGuid: file.fileGuid, fileName: path.basename(file.path) } : null;
  }

  /** Where the file must reach to; null while no file behind it says so. */
  endOf(fileGuid: string): number | null {
    return this.#ends.get(fileGuid) ?? null;
  }

  pathOf(place: BackupPosition): string | null {
    return [...this.#mirror, ...this.#own].find(({ fileGuid }) => fileGuid === place.fileGuid)?.path ?? null;
  }

  /**
   * The files from that place on, in order, all of them there. `missing` names the first that is not: then what they held is not known any
   * more.
   * Files of a mirrored database must be contiguous in the mirror's history; those of another follow the order in which this instance
   * wrote.
   */
  from(place: BackupPosition, mirrorName: string | null): { files: NeededFile[]; missing: string | null } {
    if (mirrorName !== null) return this.#mirrorFilesFrom(place, mirrorName);
    const first = this.#own.findIndex(({ fileGuid }) => fileGuid === place.fileGuid);
    if (first === -1) return { files: [], missing: `#${place.fileCount}` };
    const files = this.#own.slice(first);
    return { files, missing: files.find(({ isPresent }) => !isPresent)?.path ?? null };
  }

  #mirrorFilesFrom(place: BackupPosition, mirrorName: string): { files: NeededFile[]; missing: string | null } {
    const files = this.ofMirror(mirrorName).filter(({ fileCount }) => fileCount >= place.fileCount);
    if (files[0]?.fileGuid !== place.fileGuid) return { files, missing: `#${place.fileCount}` };
    const gap = files.findIndex(({ fileCount }, index) => fileCount !== place.fileCount + index);
    return { files, missing: gap === -1 ? null : `#${place.fileCount + gap}` };
  }
}

/** How journal files name the instance that wrote them. */
export const instanceGuid = (instance: BackupWorld) => instance.database('IRISSYS')?.file.identity.guid ?? '';
