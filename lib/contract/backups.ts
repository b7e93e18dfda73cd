/**
 * Backup and restore: what a person may order, and what the pages show (engine facts 8.3–8.6, portal facts 2.14 and 4).
 *
 * A backup file (.cbk) is a label, the nodes of each database as they were at one moment, and a trailer. An incremental one holds what
 * changed since another backup.
 */
import { z } from 'zod';
import { offeredSchema, refusalSchema } from './refusal.ts';

export const backupTaskNames = ['FullAllDatabases', 'FullDBList', 'CumuIncrDBList', 'IncrementalDBList'] as const;
export type BackupTaskName = (typeof backupTaskNames)[number];
export const backupKinds = ['full', 'cumulative', 'incremental'] as const;
export type BackupKind = (typeof backupKinds)[number];
/** `warning`: completed, and the log says what the person should look at. */
export const backupStatuses = ['running', 'completed', 'warning', 'failed', 'aborted'] as const;

const backupTaskName = z.enum(backupTaskNames);
const backupKind = z.enum(backupKinds);

/** What to restore and where to. The same for the plan and for the restore itself. */
const restoreOrder = {
  /** Backup files of this host, absolute, in the order in which they were made: a full backup, then those that follow it. */
  files: z.array(z.string().min(1)).min(1),
  /**
   * "Limit restore to mirrored databases?" Must be true for a backup of another mirror member, or those that are not mirrored need a
   * directory of their own.
   */
  limitToMirrored: z.boolean(),
  /**
   * null: all directories. Only mirrored databases that exist here are touched when the backup comes from another member, and those that
   * are active here are skipped.
   * A list: the selected ones alone. `source` is the directory in the backup; `target` the directory to restore it to, '' for the
   * database's own place: the local copy of that mirrored database, else the original directory.
   */
  selected: z.array(z.object({ source: z.string().min(1), target: z.string() })).nullable(),
};

export const backupCommands = {
  /** The Database Backup List: names of the databases that FullDBList, CumuIncrDBList and IncrementalDBList take. */
  'save-backup-list': z.object({ databases: z.array(z.string()) }),
  /** `device`: a folder, or a file ending in .cbk, absolute or below the instance's mgr; '' = mgr/Backup. */
  'save-backup-task': z.object({ name: backupTaskName, description: z.string().max(256), device: z.string() }),
  /** Begins a backup in the background; answers { runId, file }. `device` overrides the task's for this run. */
  'run-backup': z.object({ task: backupTaskName, device: z.string().optional(), description: z.string().max(256).optional() }),
  /** The backup or restore of this run stops, and nothing of it is left. */
  'abort-backup': z.object({ runId: z.int() }),
  /**
   * Begins a restore in the background; answers { runId }. `confirmed`: the person's yes to everything that the plan asks to confirm.
   * `applyJournal`: for databases that are not mirrored, of a backup of this instance. Mirrored ones always follow the mirror's journal
   * from where the backup ended.
   * `restored`: all entries; `until`: those written up to the moment `applyUntil` (ISO), with transactions open then rolled back; journal
   * blocks carry the time, so it is exact to a block.
   */
  'restore-backup': z.object({
    ...restoreOrder,
    confirmed: z.boolean(),
    applyJournal: z.enum(['restored', 'until', 'none']),
    applyUntil: z.string().optional(),
  }),
  /**
   * Deletes a run from the history, with its log and, unless it is a restore, its backup file. Refused while it runs; `confirmed` where
   * later backups need it.
   */
  'delete-backup-run': z.object({ runId: z.int(), confirmed: z.boolean() }),
} satisfies Record<string, z.ZodObject>;

/** Of the lab: what a person does with `scp`. */
export const backupLabCommands = {
  /**
   * Copies one file from a host to another. Both paths are absolute and below the folder of their host; `to` may be a folder. An existing
   * file is replaced only with `overwrite`.
   */
  'copy-file': z.object({
    fromHost: z.string(),
    from: z.string().min(1),
    toHost: z.string(),
    to: z.string().min(1),
    overwrite: z.boolean(),
  }),
} satisfies Record<string, z.ZodObject>;

/** One database in a backup file. */
const backedUpDatabaseSchema = z.object({
  name: z.string(),
  directory: z.string(),
  /** ':mirror:APRIL:DEMO', or '' for a database that is not mirrored. */
  mirrorDatabase: z.string(),
  /** Of the database file when it was backed up. */
  sizeBytes: z.number(),
  /** Nodes in this file; null when the file is cut and nobody can say. */
  nodes: z.int().nullable(),
  /** `changes`: what changed since the backup `since`. */
  contents: z.enum(['whole', 'changes']),
  since: z.string().nullable(),
  /** Restoring goes on from this journal file and offset. */
  journalFile: z.string(),
  journalOffset: z.int(),
});

/** What ^BACKUP option 6 and ^DBREST print of a volume. */
export const backupVolumeSchema = z.object({
  file: z.string(),
  sizeBytes: z.number(),
  madeBy: z.string(),
  kind: backupKind,
  /** The moment of which it holds the databases. */
  madeAt: z.string(),
  description: z.string(),
  host: z.string(),
  instance: z.string(),
  /** null when the instance was not a mirror member. */
  mirror: z.object({ name: z.string(), memberName: z.string(), memberType: z.string() }).nullable(),
  previous: z.object({ madeAt: z.string(), kind: backupKind }).nullable(),
  lastFull: z.object({ madeAt: z.string() }).nullable(),
  /**
   * "This backup was made on the other mirror member." null when the backup was made by this instance, or in no mirror of this instance.
   */
  madeOnOtherMember: z.boolean(),
  /** Why the file as a whole is not usable, such as one that was cut; null for a whole one. Checksums are checked by the restore. */
  damage: refusalSchema.nullable(),
  databases: z.array(backedUpDatabaseSchema),
});
export type BackupVolume = z.infer<typeof backupVolumeSchema>;

/** What would happen to one database of the backup. */
const restoreRowSchema = z.object({
  name: z.string(),
  source: z.string(),
  mirrorDatabase: z.string(),
  /** Where it would go; `database` is the local database there, null when it would be made anew. */
  target: z.object({ directory: z.string(), database: z.string().nullable() }),
  verdict: z.enum(['restore', 'skip', 'refuse']),
  /** Why it is skipped or refused; null for `restore`. */
  reason: refusalSchema.nullable(),
  /** What the person must agree to, such as losing the data in the database that is there. */
  confirm: z.array(refusalSchema),
});

const runSchema = z.object({
  id: z.int(),
  /** A backup task, or `Restore`. */
  task: z.union([backupTaskName, z.literal('Restore')]),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  status: z.enum(backupStatuses),
  file: z.string(),
  logFile: z.string(),
  databases: z.array(z.string()),
  /** Journal files from which on restoring would read; empty for a restore or a run that did not complete. */
  journalFiles: z.array(z.string()),
  reason: z.string().nullable(),
});
export type BackupRunView = z.infer<typeof runSchema>;

/** ^BACKUP option 7. Sizes in bytes, times in ms; null while unknown. */
const progressSchema = z.object({
  runId: z.int(),
  task: z.union([backupTaskName, z.literal('Restore')]),
  processId: z.int(),
  file: z.string(),
  kind: backupKind.nullable(),
  startedAt: z.string(),
  estimatedFinishAt: z.string().nullable(),
  elapsedMs: z.number(),
  remainingMs: z.number().nullable(),
  estimatedSizeBytes: z.number().nullable(),
  currentSizeBytes: z.number(),
  bytesPerSecond: z.number(),
  /** 0–100. */
  percentCompleted: z.number().nullable(),
  /** The database that it works on. */
  at: z.string(),
});

export const backupQueries = {
  'backup-list': {
    input: z.object({}),
    output: z.object({
      available: z.array(z.object({ name: z.string(), directory: z.string() })),
      selected: z.array(z.object({ name: z.string(), directory: z.string() })),
    }),
  },
  'backup-tasks': {
    input: z.object({}),
    output: z.object({
      /** Where tasks without a device write. */
      defaultFolder: z.string(),
      tasks: z.array(
        z.object({
          name: backupTaskName,
          kind: backupKind,
          description: z.string(),
          device: z.string(),
          databases: z.array(z.string()),
          /** null: it can be run now. */
          run: offeredSchema,
          lastRun: z.object({ at: z.string(), status: z.enum(backupStatuses) }).nullable(),
        }),
      ),
    }),
  },
  /** The backup or restore under way, and the runs of the last time, newest first. */
  'backup-status': { input: z.object({}), output: z.object({ running: progressSchema.nullable(), recent: z.array(runSchema) }) },
  /** Newest first. */
  'backup-history': {
    input: z.object({ limit: z.int().min(1).max(500) }),
    output: z.object({
      runs: z.array(
        runSchema.extend({
          /** File names of later backups that cannot be restored without this one. */ neededBy: z.array(z.string()),
          delete: offeredSchema,
        }),
      ),
    }),
  },
  /** The .log of a run. `contains` keeps the lines that hold the text, in any case. */
  'backup-log': {
    input: z.object({ runId: z.int(), contains: z.string() }),
    output: z.object({ file: z.string(), lines: z.array(z.string()), total: z.int() }),
  },
  /** Backup files in a folder of this host ('' = mgr/Backup), newest first. */
  'backup-files': {
    input: z.object({ directory: z.string() }),
    output: z.object({
      directory: z.string(),
      files: z.array(
        z.object({
          file: z.string(),
          sizeBytes: z.number(),
          madeAt: z.string().nullable(),
          kind: backupKind.nullable(),
          mirrorName: z.string(),
          memberName: z.string(),
        }),
      ),
    }),
  },
  'backup-volume': { input: z.object({ file: z.string().min(1) }), output: backupVolumeSchema },
  /** What a restore would do, database by database; refused when no restore of these files is possible at all. */
  'restore-plan': {
    input: z.object(restoreOrder),
    output: z.object({
      volumes: z.array(backupVolumeSchema),
      /** The answer that "Limit restore to mirrored databases?" must get, or null when both are possible. */
      mustLimitToMirrored: z.boolean().nullable(),
      rows: z.array(restoreRowSchema),
      /** Sentences that the person should read before: an old backup, journal files that may be purged soon. */
      warnings: z.array(refusalSchema),
      /**
       * Whether what was written since the backup can be brought here: from this member's own journals, or those that others serve.
       * `unknown` on an instance that is no member of the mirror yet.
       */
      journal: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('reaches') }),
        z.object({ kind: z.literal('lacks'), reason: refusalSchema }),
        z.object({ kind: z.literal('unknown') }),
      ]),
      /** null: it can be restored now. */
      restore: offeredSchema,
    }),
  },
  /**
   * Whether backups could still be caught up with the journals that are kept (engine facts 8.6). `coverage` tells for each completed backup
   * of the history whether the journal files from its position on are still here; `missing` names the first that is not.
   */
  'backup-coverage': {
    input: z.object({}),
    output: z.object({
      /** Days that the journal is kept by the purge settings; null: not purged by days. */
      purgeAfterDays: z.number().nullable(),
      purgeAfterBackups: z.int().nullable(),
      runs: z.array(
        z.object({
          runId: z.int(),
          madeAt: z.string(),
          file: z.string(),
          missing: z.string().nullable(),
          warning: refusalSchema.nullable(),
        }),
      ),
    }),
  },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
