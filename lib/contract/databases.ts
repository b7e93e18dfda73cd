/**
 * Databases of one instance: mounting, properties, care, and the life of a mirrored one (engine facts 8; portal facts 2.8, 2.10, 2.11).
 *
 * A database is named by the name that this instance gives it, in commands as in answers; its mirror database name is shown beside it where
 * it has one.
 */
import { z } from 'zod';
import { offeredSchema, refusalSchema } from './refusal.ts';

const names = z.array(z.string()).min(1);
/** One of several databases: what became of it. */
const databaseOutcomeSchema = z.object({ name: z.string(), /** null: done. */ refusal: refusalSchema.nullable() });
/**
 * What a command over several databases answers. `outcomes` is in the order asked; it is empty when the work goes on in the background, and
 * the task's own list fills as it does. One database that refuses does not hold up the others. A command for a single database that is
 * refused is refused as a whole instead.
 */
export const databasesDoneSchema = z.object({ taskId: z.int(), outcomes: z.array(databaseOutcomeSchema) });
export type DatabasesDone = z.infer<typeof databasesDoneSchema>;

/** `inBackground`: answered at once with the number of the task; otherwise when all is done. Missing: false. */
const several = { databases: names, inBackground: z.boolean().optional() };

export const databaseCommands = {
  /** A mirrored database is caught up behind it, unless `catchUp` is false. */
  'mount-databases': z.object({ ...several, catchUp: z.boolean().optional() }),
  'dismount-databases': z.object(several),
  /** Forgets the database, and the namespaces named, which use it; `deleteFile` false keeps its directory. #318 while it is mirrored. */
  'delete-database': z.object({ name: z.string(), deleteFile: z.boolean(), namespaces: z.array(z.string()).optional() }),
  /** The whole of what can be edited; `maximumSizeMb` 0 is unlimited. */
  'edit-database': z.object({
    name: z.string(),
    maximumSizeMb: z.int().min(0),
    mountRequired: z.boolean(),
    mountedReadOnly: z.boolean(),
    journal: z.boolean(),
    resource: z.string(),
  }),
  'compact-databases': z.object(several),
  /** Reads every node. Its findings are the query `integrity-log`. */
  'integrity-check': z.object(several),
  /** Engine facts 8.5. Databases that need activation become databases of this member; `catchUp` true goes on with catching up. */
  'activate-databases': z.object({ ...several, catchUp: z.boolean().optional() }),
  /** Also activates those that need it. */
  'catch-up-databases': z.object(several),
  /** Engine facts 8.8: on the primary from the whole mirror, elsewhere from this member alone. */
  'remove-databases-from-mirror': z.object(several),
  /** Override: takes an inactive database as caught up to the end of what this member has dejournaled. What it lacks it never gets. */
  'mark-caught-up': z.object({ databases: names, confirmed: z.boolean() }),
  /** Stops dejournaling of these databases until they are caught up or the instance starts again. */
  'pause-dejournaling': z.object({ databases: names }),
} satisfies Record<string, z.ZodObject>;

/** Why a mounted database cannot be written; null when it can. */
const readOnlyReasons = [
  'not-primary',
  'needs-activation',
  'needs-download',
  'needs-catchup',
  'other-mirror',
  'obsolete',
  'system',
  'mounted-read-only',
  'full',
  'busy',
] as const;
export type ReadOnlyReason = (typeof readOnlyReasons)[number];

const actionsSchema = z.object({
  mount: offeredSchema,
  dismount: offeredSchema,
  compact: offeredSchema,
  integrityCheck: offeredSchema,
  delete: offeredSchema,
  addToMirror: offeredSchema,
  removeFromMirror: offeredSchema,
});

const databaseDetailsSchema = z.object({
  name: z.string(),
  directory: z.string(),
  resource: z.string(),
  mounted: z.boolean(),
  readOnly: z.boolean(),
  readOnlyReason: z.enum(readOnlyReasons).nullable(),
  /** Mirror and mirror database name; null when it is not mirrored, or not mounted and never was here. */
  mirror: z.object({ mirrorName: z.string(), databaseName: z.string() }).nullable(),
  encrypted: z.boolean(),
  /** Of the file; 0 when it is not mounted. */
  blockSize: z.int(),
  blocks: z.number(),
  /** 0: unlimited. */
  maximumSizeMb: z.number(),
  sizeBytes: z.number(),
  /** In the file, without growing it. */
  availableBytes: z.number(),
  /** Free on the disk it lies on; null when that cannot be known. */
  diskFreeBytes: z.number().nullable(),
  full: z.boolean(),
  actions: actionsSchema,
  /** Namespaces that use it as a default or in a mapping, and whether each may be deleted with it. */
  usedBy: z.array(z.object({ name: z.string(), removable: offeredSchema })),
  /** Of a mirrored database; null for others. */
  dejournaling: z.object({ isPaused: z.boolean(), pause: offeredSchema, markCaughtUp: offeredSchema }).nullable(),
});

const databasePropertiesSchema = z.object({
  name: z.string(),
  directory: z.string(),
  encrypted: z.boolean(),
  mirror: z.object({ mirrorName: z.string(), databaseName: z.string() }).nullable(),
  blockSize: z.int(),
  sizeMb: z.number(),
  maximumSizeMb: z.number(),
  resource: z.string(),
  journal: z.boolean(),
  mountRequired: z.boolean(),
  mountedReadOnly: z.boolean(),
  /** null: the field may be edited; otherwise why not. */
  fields: z.object({
    maximumSizeMb: offeredSchema,
    journal: offeredSchema,
    mountedReadOnly: offeredSchema,
    mountRequired: offeredSchema,
    resource: offeredSchema,
  }),
  actions: actionsSchema,
});

/** One finding of an integrity check. */
const integrityProblemSchema = z.object({
  /** Number of the page (block) in the file; null when it is not one place. */ page: z.number().nullable(),
  /** Reference of the node, '' when it cannot be read. */ node: z.string(),
  text: z.string(),
});
const integrityReportSchema = z.object({
  name: z.string(),
  directory: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  nodes: z.number(),
  globals: z.number(),
  pages: z.number(),
  /** At most 100; `problemCount` says how many there were. */
  problems: z.array(integrityProblemSchema),
  problemCount: z.number(),
});
export type IntegrityReport = z.infer<typeof integrityReportSchema>;

/**
 * Of a mounted database, from its file as it is now: `sizeBytes` = `blocks` × `blockSize` and what the file system adds; `availableBytes` =
 * blocks that hold nothing, used again before the file grows.
 */
const databaseSpaceSchema = z.object({
  name: z.string(),
  directory: z.string(),
  /** 0: unlimited. */
  maximumSizeMb: z.number(),
  sizeBytes: z.number(),
  blockSize: z.int(),
  blocks: z.number(),
  availableBytes: z.number(),
  /** Free on the disk it lies on; null when that cannot be known. */
  diskFreeBytes: z.number().nullable(),
});

export const databaseQueries = {
  /** The free space view; databases that are not mounted are left out. */
  'database-space': { input: z.object({}), output: z.object({ databases: z.array(databaseSpaceSchema) }) },
  'database-details': { input: z.object({ name: z.string() }), output: databaseDetailsSchema },
  'database-properties': { input: z.object({ name: z.string() }), output: databasePropertiesSchema },
  /** The last check of each database since the instance started, newest first, and the log that also tells earlier ones. */
  'integrity-log': { input: z.object({}), output: z.object({ path: z.string(), reports: z.array(integrityReportSchema) }) },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
