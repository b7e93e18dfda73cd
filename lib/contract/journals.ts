/** Journals of an instance: files, what is in them, how they are kept and when they go. Engine facts 6, portal facts 2.13. */
import { z } from 'zod';
import { journalRecordTypes } from './choices.ts';
import { offeredSchema } from './refusal.ts';
import { storyCodes } from './stories.ts';
import { JOURNAL_FILE_MEGABYTES_DEFAULT, JOURNAL_FILE_MEGABYTES_MAX, PURGE_BACKUPS_MAX, PURGE_DAYS_MAX } from './units.ts';

const journalSettingsFields = {
  /** A new journal file begins at this size. 1 is allowed, so that a switch can be seen in a lesson. */
  fileMegabytes: z.int().min(1).max(JOURNAL_FILE_MEGABYTES_MAX),
  /** Put before the date in the names of local journal files; mirror journal files have their own names. */
  prefix: z.string(),
  /**
   * A file may go when it was closed before the beginning of the day this many days ago; 0: as soon as it is closed; null: never because of
   * its age.
   */
  purgeAfterDays: z.int().min(0).max(PURGE_DAYS_MAX).nullable(),
  /**
   * A file may go when it was closed before the last so many successful backups; 0: as soon as it is closed; null: never because of
   * backups. When both are set, the one that is met first decides.
   */
  purgeAfterBackups: z.int().min(0).max(PURGE_BACKUPS_MAX).nullable(),
  /**
   * True: updates wait while the journal cannot be written. False: they wait for two and a half minutes, then journaling stops and they go
   * on without it. A failover member freezes always.
   */
  freezeOnError: z.boolean(),
};
export const journalSettingsSchema = z.object(journalSettingsFields);
export type JournalSettings = z.infer<typeof journalSettingsSchema>;
export const journalSettingsDefaults: JournalSettings = {
  fileMegabytes: JOURNAL_FILE_MEGABYTES_DEFAULT,
  prefix: '',
  purgeAfterDays: 2,
  purgeAfterBackups: 2,
  freezeOnError: true,
};

export const journalFileSchema = z.object({
  name: z.string(),
  path: z.string(),
  createdAt: z.string(),
  sizeBytes: z.number(),
  /** Mirror name for a mirror journal file, else ''. */
  mirror: z.string(),
  /** Position in the mirror's history, 1-based; 0 for a local file. */
  fileCount: z.int(),
  isCurrent: z.boolean(),
  /** Why it was begun, as the journal log has it. */
  reason: z.string(),
});

const journalRecordSchema = z.object({
  offset: z.number(),
  time: z.string(),
  process: z.int(),
  type: z.string(),
  inTransaction: z.boolean(),
  globalNode: z.string(),
  database: z.string(),
  newValue: z.string().nullable(),
  oldValue: z.string().nullable(),
});

/** Every condition must hold; an absent one holds always. Texts are compared without regard to case, as a part. */
export const journalRecordFilterSchema = z.object({
  database: z.string().optional(),
  global: z.string().optional(),
  process: z.int().optional(),
  type: z.enum(journalRecordTypes).optional(),
  inTransaction: z.boolean().optional(),
  /** ISO; of the block that holds the record, inclusive. */
  since: z.string().optional(),
  until: z.string().optional(),
});
export type JournalRecordFilter = z.infer<typeof journalRecordFilterSchema>;

/**
 * Whether the journal takes updates. `frozen`: they wait until it can be written, or until journaling stops. `disabled`: it has stopped,
 * and updates go on without it (engine facts 6.4).
 */
export const journalStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('normal') }),
  z.object({
    kind: z.literal('frozen'),
    since: z.string(),
    /** The operating system's code and sentence. */ reason: z.string(),
    /** When journaling stops if that goes on; null: never. */ disablesAt: z.string().nullable(),
  }),
  /** The mirror journal that this member receives cannot be written. It is not Active meanwhile. `reason`: what the disk said. */
  z.object({ kind: z.literal('notReceived'), since: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('disabled'), since: z.string(), /** What the disk said. */ reason: z.string() }),
]);
export type JournalState = z.infer<typeof journalStateSchema>;

/** What is wrong with the mirror journal files of this member, or with getting or giving more of them. `file`: `#3 (NAME)`. */
export const journalFaultSchema = z.discriminatedUnion('kind', [
  /**
   * #2000: an old file is not whole. What lies before `begins`, the number of the first file that counts, cannot be had from this member.
   */
  z.object({
    kind: z.literal('hole'),
    mirrorName: z.string(),
    reason: z.enum(['missing', 'damaged', 'cutOff', 'other']),
    file: z.string(),
    begins: z.int(),
  }),
  /**
   * The newest file is not whole: this member may not know all that it acknowledged, and does not lead before it has followed a primary.
   */
  z.object({ kind: z.literal('lostEnd'), mirrorName: z.string(), file: z.string() }),
  /** Journal transfer stands still, and why, as the timeline tells it. */
  z.object({
    kind: z.literal('standstill'),
    mirrorName: z.string(),
    story: z.object({ code: z.enum(storyCodes), args: z.array(z.string()) }),
  }),
]);
export type JournalFault = z.infer<typeof journalFaultSchema>;

/** Why a file is kept, or why it may go. `args`: names of members, of databases, of a file. */
export const purgeReasonCodes = [
  'current',
  'newest-of-history',
  'younger-than-days',
  'fewer-backups',
  'purging-is-off',
  'not-received-by',
  'primary-unreachable',
  'no-primary',
  'not-dejournaled',
  'open-transaction',
  'recovery',
  'inactive-database',
  'follows-kept-file',
  'older-than-days',
  'enough-backups',
  'dejournaled',
] as const;
export const purgeReasonSchema = z.object({ code: z.enum(purgeReasonCodes), args: z.array(z.string()) });
export type PurgeReason = z.infer<typeof purgeReasonSchema>;

export const integrityChecks = ['header', 'blocks', 'records', 'transactions', 'previous-file', 'next-file'] as const;
export const integrityOutcomes = ['passed', 'failed', 'not-applicable'] as const;
/** `problem`: an English sentence with the offset; ''. */
const integrityFindingSchema = z.object({ check: z.enum(integrityChecks), outcome: z.enum(integrityOutcomes), problem: z.string() });

export const journalQueries = {
  journals: {
    input: z.object({}),
    output: z.object({
      mirrorName: z.string().nullable(),
      directory: z.string(),
      files: z.array(journalFileSchema),
      state: journalStateSchema,
      faults: z.array(journalFaultSchema),
      /** Start Journaling; null: it can be started. */
      start: offeredSchema,
      /** The list of mirror journal files, `mgr/mirrorjrn-NAME.log`; null without a mirror. `missing` and `damaged`: it can be rebuilt. */
      mirrorLog: z.object({ path: z.string(), state: z.enum(['kept', 'missing', 'damaged']) }).nullable(),
    }),
  },
  /** The state alone, for pages that show nothing else of the journal. */
  'journal-state': { input: z.object({}), output: z.object({ state: journalStateSchema, faults: z.array(journalFaultSchema) }) },
  'journal-settings': {
    input: z.object({}),
    output: z.object({
      ...journalSettingsFields,
      directory: z.string(),
      currentFile: z.string(),
      /** Why this instance freezes whatever `freezeOnError` says; null: the setting decides. */
      freezeFixed: offeredSchema,
      /** Reporting asyncs: a mirror journal file goes as soon as it is dejournaled, whatever the settings say. */
      purgesAfterDejournaling: z.boolean(),
    }),
  },
  /**
   * Records that match, in the order of the file. Forward: from the first record at or behind `from`. Backward: the last ones before
   * `from`.
   * `from` need not be the address of a record. `previous` and `next` are what to ask with to go on either way, or null at the ends.
   */
  'journal-records': {
    input: z.object({
      file: z.string(),
      from: z.number().min(0),
      direction: z.enum(['forward', 'backward']).optional(),
      limit: z.int().min(1).max(500),
      filter: journalRecordFilterSchema.optional(),
    }),
    output: z.object({
      file: journalFileSchema,
      header: z.record(z.string(), z.string()),
      records: z.array(journalRecordSchema),
      previous: z.number().nullable(),
      next: z.number().nullable(),
      /** End of the last record in the file. */
      end: z.number(),
      /** So much was searched that fewer than `limit` are shown although more may match; going on finds them. */
      isPartial: z.boolean(),
    }),
  },
  /** Reading a long file takes a while: ask again until `state` is `complete`; what is there meanwhile is true of the first `readBytes`. */
  'journal-profile': {
    input: z.object({ file: z.string() }),
    output: z.object({
      file: journalFileSchema,
      state: z.enum(['reading', 'complete', 'damaged']),
      readBytes: z.number(),
      endBytes: z.number(),
      records: z.int(),
      transactions: z.int(),
      /** Largest first. `bytes` of records; without the headers of blocks. */
      rows: z.array(z.object({ database: z.string(), global: z.string(), sets: z.int(), kills: z.int(), bytes: z.number() })),
      /** Bytes of records about no node: begin, commit, names of databases. */
      otherBytes: z.number(),
    }),
  },
  /** What the last check of this file found in this run of the instance; null before the first. Its progress is a background task. */
  'journal-integrity': {
    input: z.object({ file: z.string() }),
    output: z.object({
      file: journalFileSchema,
      taskId: z.int().nullable(),
      result: z
        .object({ checkedAt: z.string(), blocks: z.int(), records: z.int(), end: z.number(), findings: z.array(integrityFindingSchema) })
        .nullable(),
    }),
  },
  /** The header as the journal dump shows it, and the file behind it (engine facts 6.2). */
  'journal-summary': {
    input: z.object({ file: z.string() }),
    output: z.object({
      file: journalFileSchema,
      fields: z.array(z.object({ name: z.string(), value: z.string() })),
      next: z.object({ name: z.string(), guid: z.string() }).nullable(),
      previous: z.object({ name: z.string(), guid: z.string(), end: z.number(), isHere: z.boolean() }).nullable(),
    }),
  },
  /** What purging would do now; nothing is changed. Oldest first. */
  'journal-purge-preview': {
    input: z.object({}),
    output: z.object({
      purge: offeredSchema,
      files: z.array(
        z.object({
          name: z.string(),
          path: z.string(),
          sizeBytes: z.number(),
          createdAt: z.string(),
          closedAt: z.string().nullable(),
          goes: z.boolean(),
          /** It would go by the local settings, and is kept for another's sake. */ isRetained: z.boolean(),
          reasons: z.array(purgeReasonSchema),
        }),
      ),
    }),
  },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export const journalCommands = {
  /** `reason`: for the journal log; empty or absent: by user. */
  'switch-journal': z.object({ reason: z.string().max(80).optional() }),
  /** `freezeOnError` cannot be changed while the instance must freeze anyhow. */
  'save-journal-settings': journalSettingsSchema,
  /** Where journaling has stopped: begins a new file, in which updates are journaled from now on. Answers its name. */
  'start-journaling': z.object({}),
  /** Deletes what the preview says, looking anew. Answers the names. */
  'purge-journals': z.object({}),
  /** A background task; its result is the query `journal-integrity`. Answers the number of the task. */
  'check-journal-integrity': z.object({ file: z.string() }),
  /** Writes `mirrorjrn-NAME.log` anew from the files (BuildJournalLog, engine facts 6.6). */
  'rebuild-mirror-journal-log': z.object({}),
} satisfies Record<string, z.ZodObject>;
