/**
 * The rows of `config.db` about backups: the Database Backup List, where the tasks write, and the history of runs.
 *
 * A completed run keeps what its backup holds (`BackupRecord`): the next incremental one begins from there, even when the backup file
 * itself was moved away.
 */
import { z } from 'zod';
import { backupKinds, backupStatuses, backupTaskNames, type BackupTaskName } from '../../contract/backups.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

const RESTORE = 'Restore';
const taskSchema = z.union([z.enum(backupTaskNames), z.literal(RESTORE)]);
export const backupPositionSchema = z.object({
  history: z.enum(['local', 'mirror']),
  fileCount: z.int(),
  offset: z.int(),
  /** Of the journal file that it lies in; '' when nothing was ever journaled. */ fileGuid: z.string(),
});

/** One database of a backup: who it is, and where in the journal its contents end. */
const recordedDatabaseSchema = z.object({
  name: z.string(),
  guid: z.string(),
  /**
   * Changes whenever the contents come from somewhere else than the journal, as by a restore: then the next backup takes the database
   * whole.
   */
  lineage: z.string(),
  /** GUID that journals give the database: the mirror's for a mirrored one. */
  journalName: z.string(),
  journalGuid: z.string(),
  /** Every journal record before it is in the backup, none from it on. */
  position: backupPositionSchema.nullable(),
  /** No transaction that was open has a record before it. */
  changesFrom: backupPositionSchema.nullable(),
});
export type RecordedDatabase = z.infer<typeof recordedDatabaseSchema>;

/** What is kept of a run beside its row. */
export const backupRecordSchema = z.object({
  guid: z.string(),
  kind: z.enum(backupKinds),
  madeAt: z.string(),
  databases: z.array(recordedDatabaseSchema),
});
export type BackupRecord = z.infer<typeof backupRecordSchema>;

/** The column `databases`: names, and for a completed backup what it holds. */
const documentSchema = z.object({ names: z.array(z.string()), backup: backupRecordSchema.nullable() });

export interface BackupRunRow {
  readonly id: number;
  readonly task: BackupTaskName | typeof RESTORE;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly status: (typeof backupStatuses)[number];
  readonly file: string;
  readonly logFile: string;
  readonly names: readonly string[];
  readonly backup: BackupRecord | null;
  /** Paths of the journal files from which on restoring would read: at most one of the mirror and one of the instance's own. */
  readonly journalFiles: readonly string[];
  readonly reason: string | null;
}

export class BackupStore {
  readonly #client: PrismaClient;

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  /** Names, sorted. */
  async list(): Promise<string[]> {
    return (await this.#client.backupListEntry.findMany({ orderBy: { databaseName: 'asc' } })).map(({ databaseName }) => databaseName);
  }

  async saveList(names: readonly string[]): Promise<void> {
    await this.#client.$transaction([
      this.#client.backupListEntry.deleteMany(),
      ...names.map((databaseName) => this.#client.backupListEntry.create({ data: { databaseName } })),
    ]);
  }

  /** By task name; a task that was never saved is missing. */
  async tasks(): Promise<Map<string, { description: string; device: string }>> {
    return new Map((await this.#client.backupTask.findMany()).map(({ name, ...rest }) => [name, rest]));
  }

  async saveTask(task: { name: BackupTaskName; description: string; device: string }): Promise<void> {
    await this.#client.backupTask.upsert({ where: { name: task.name }, create: task, update: task });
  }

  /** Answers the number of the run. */
  async begin(run: {
    task: BackupRunRow['task'];
    startedAt: Date;
    file: string;
    logFile: string;
    names: readonly string[];
  }): Promise<number> {
    const { names, ...rest } = run;
    const { id } = await this.#client.backupRun.create({
      data: { ...rest, status: 'running', journalFile: '', databases: JSON.stringify({ names, backup: null }) },
      select: { id: true },
    });
    return id;
  }

  async end(
    id: number,
    result: Pick<BackupRunRow, 'status' | 'reason' | 'names' | 'backup' | 'journalFiles'> & { endedAt: Date },
  ): Promise<void> {
    const { names, backup, journalFiles, ...rest } = result;
    await this.#client.backupRun.update({
      where: { id },
      data: { ...rest, journalFile: journalFiles.join('\n'), databases: JSON.stringify({ names, backup }) },
      select: { id: true },
    });
  }

  async delete(id: number): Promise<void> {
    await this.#client.backupRun.deleteMany({ where: { id } });
  }

  /** Newest first. */
  async runs(limit: number): Promise<BackupRunRow[]> {
    return (await this.#client.backupRun.findMany({ orderBy: { id: 'desc' }, take: limit })).map(toRun);
  }

  async run(id: number): Promise<BackupRunRow | null> {
    const row = await this.#client.backupRun.findUnique({ where: { id } });
    return row && toRun(row);
  }

  /** Backups that completed, newest first; a warning does not make a backup unusable. */
  async completed(limit: number): Promise<BackupRunRow[]> {
    return (
      await this.#client.backupRun.findMany({
        where: { status: { in: ['completed', 'warning'] }, task: { not: RESTORE } },
        orderBy: { id: 'desc' },
        take: limit,
      })
    ).map(toRun);
  }

  /** The process has just started: whatever is called running was cut short. */
  async failInterrupted(at: Date): Promise<number> {
    return (
      await this.#client.backupRun.updateMany({
        where: { status: 'running' },
        data: { status: 'failed', endedAt: at, reason: 'The instance stopped while it ran' },
      })
    ).count;
  }
}

type Row = Awaited<ReturnType<PrismaClient['backupRun']['findMany']>>[number];

function toRun({ databases, journalFile, task, status, ...rest }: Row): BackupRunRow {
  const { names, backup } = documentSchema.parse(JSON.parse(databases));
  return {
    ...rest,
    task: taskSchema.parse(task),
    status: z.enum(backupStatuses).parse(status),
    names,
    backup,
    journalFiles: journalFile === '' ? [] : journalFile.split('\n'),
  };
}
