import type { BackupVolume } from '@/lib/contract/backups.ts';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { momentOf } from '../messages/zoned-time.ts';

export type RestorePlan = InstanceView<'restore-plan'>;
export type RestoreRow = RestorePlan['rows'][number];
type RestoreCommand = InstanceCommand<'restore-backup'>;
/** What is asked of the plan, and ordered in the end. */
export type RestoreOrder = Pick<RestoreCommand, 'files' | 'limitToMirrored' | 'selected'>;

const LAST_MILLISECOND = 999;

/** What a person has answered so far. */
export interface RestoreDraft {
  /** In the order in which they are restored. */
  readonly files: readonly string[];
  readonly limitToMirrored: boolean;
  readonly which: 'selected' | 'all';
  /** Directories in the backup. */
  readonly taken: ReadonlySet<string>;
  /** Directory to restore to, by the directory in the backup; '' or nothing: its own place. */
  readonly targets: Readonly<Record<string, string>>;
  readonly applyJournal: RestoreCommand['applyJournal'];
  /** As a `datetime-local` input writes it, in the time zone in which all times are shown. */
  readonly applyUntil: string;
  /** Keys of what the person agreed to. */
  readonly agreed: ReadonlySet<string>;
}

type Database = Pick<BackupVolume['databases'][number], 'name' | 'directory' | 'mirrorDatabase'>;

/** All databases of a chain of backups, each once, in the order of the first file that holds it. */
export function databasesOf(volumes: readonly Pick<BackupVolume, 'databases'>[]): Database[] {
  const known = new Map<string, Database>();
  for (const { databases } of volumes)
    for (const database of databases) if (!known.has(database.directory)) known.set(database.directory, database);
  return [...known.values()];
}

/**
 * The answers to begin with: of another member's backup its mirrored databases, of one's own nothing, so that nothing is overwritten by a
 * mere Next.
 */
export function draftFor(files: readonly string[], volume: Pick<BackupVolume, 'madeOnOtherMember' | 'databases'>): RestoreDraft {
  const mirrored = volume.databases.filter(({ mirrorDatabase }) => mirrorDatabase !== '').map(({ directory }) => directory);
  return {
    files,
    limitToMirrored: volume.madeOnOtherMember,
    which: 'selected',
    taken: new Set(volume.madeOnOtherMember ? mirrored : []),
    targets: {},
    applyJournal: 'restored',
    applyUntil: '',
    agreed: new Set(),
  };
}

export function orderOf({ files, limitToMirrored, which, taken, targets }: RestoreDraft): RestoreOrder {
  return {
    files: [...files],
    limitToMirrored,
    selected: which === 'all' ? null : [...taken].map((source) => ({ source, target: (targets[source] ?? '').trim() })),
  };
}

/** The directory of the form's field that a refusal of the plan or of the restore is about; null when it is about no database. */
export function refusedSource(refusal: Refusal | null, order: RestoreOrder): string | null {
  const place = /^selected\.(\d+)(?:\.target)?$/.exec(refusal?.field ?? '')?.[1];
  return place === undefined ? null : (order.selected?.[Number(place)]?.source ?? null);
}

/** The name that the field of a database's directory bears, wherever it stands in the order. */
export const targetField = (source: string) => `target of ${source}`;

export interface Consent {
  readonly key: string;
  readonly database: string;
  readonly refusal: Refusal;
}

/** Everything that must be agreed to before these rows are restored. The key changes with the sentence: a yes holds for what was read. */
export function consentsOf(rows: readonly RestoreRow[]): Consent[] {
  return rows
    .filter(({ verdict }) => verdict === 'restore')
    .flatMap((row) =>
      row.confirm.map((refusal) => ({
        key: JSON.stringify([row.source, row.target.directory, refusal.code, refusal.args]),
        database: row.name,
        refusal,
      })),
    );
}

/** Whether anything is restored to a database that takes the journal of this instance alone. */
export const hasUnmirrored = (rows: readonly RestoreRow[]) =>
  rows.some(({ verdict, mirrorDatabase }) => verdict === 'restore' && mirrorDatabase === '');

/**
 * What the restore is told of the journal. The whole of the second that was chosen counts; what is no time is sent as it is, and refused.
 */
export function journalChoiceOf(
  { applyJournal, applyUntil }: Pick<RestoreDraft, 'applyJournal' | 'applyUntil'>,
  timeZone: string,
): Pick<RestoreCommand, 'applyJournal' | 'applyUntil'> {
  if (applyJournal !== 'until') return { applyJournal };
  const time = momentOf(applyUntil, timeZone);
  return { applyJournal, applyUntil: Number.isNaN(time) ? applyUntil : new Date(time + LAST_MILLISECOND).toISOString() };
}
