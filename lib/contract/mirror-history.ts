/**
 * How a mirror fared, as one member saw it: curves over a range of time, and the availability band. What was not seen is null or absent,
 * never zero. Times are wall time of the answering instance, ms since 1970.
 */
import { z } from 'zod';
import { historyRanges, rangeLengths } from './history-ranges.ts';

/** The availability band is this long. */
export const BAND_MS = rangeLengths['24h'].spanMs;

/**
 * What a member was, from the best to the worst. `in-step`: an Active backup, or an async that is connected and lacks nothing. `down` is
 * said by others, and by a member itself of the time in which its process did not run; `unreachable`: nobody here had a way to it.
 */
export const memberStates = ['primary', 'in-step', 'catching-up', 'unreachable', 'down'] as const;
export type MemberState = (typeof memberStates)[number];
/** Of the mirror: whether applications could write, as far as this member knew. */
export const writableStates = ['writable', 'not-writable'] as const;
export type WritableState = (typeof writableStates)[number];

/** Smallest, largest and last value in a bucket, and how many seconds it was known; null: in none. */
export const spreadSchema = z.tuple([z.number(), z.number(), z.number(), z.int().positive()]).nullable();
export type ShownSpread = z.infer<typeof spreadSchema>;

const bucketSchema = z.object({
  at: z.number(),
  /** Longer than that of the range where only minutes were kept. */
  spanMs: z.number(),
  /** In the order of `members`: journal that the member had not received. On the primary itself null. */
  lagMs: z.array(spreadSchema),
  lagBytes: z.array(spreadSchema),
  /** Bytes of the mirror's journal in a second: on this disk, sent to the member that is furthest, in the database files. */
  written: spreadSchema,
  sent: spreadSchema,
  applied: spreadSchema,
  /** null: not measured. Percentiles have at most 5 % error; they, and the share of the time spent on the backup, are null without any. */
  commits: z
    .object({ count: z.int(), p50Ms: z.number().nullable(), p99Ms: z.number().nullable(), backupShare: z.number().nullable() })
    .nullable(),
});
export type HistoryBucket = z.infer<typeof bucketSchema>;

const memberSchema = z.object({ guid: z.string(), name: z.string() });

const mirrorHistorySchema = z.object({
  range: z.enum(historyRanges),
  now: z.number(),
  members: z.array(memberSchema),
  /** In the order of time; none for a time of which nothing is known. The last may still grow. */
  buckets: z.array(bucketSchema).max(601),
});
export type MirrorHistoryView = z.infer<typeof mirrorHistorySchema>;

const segmentSchema = z.object({ from: z.number(), to: z.number(), state: z.enum([...memberStates, ...writableStates]) });

const availabilitySchema = z.object({
  from: z.number(),
  to: z.number(),
  /** Segments in the order of time, equal neighbors merged; between them nothing is known. */
  writable: z.array(segmentSchema),
  members: z.array(memberSchema.extend({ isFailover: z.boolean(), segments: z.array(segmentSchema) })),
});
export type AvailabilityView = z.infer<typeof availabilitySchema>;

/** `mirrorName`: of a reporting async in several mirrors, which (2002, 2051). */
export const mirrorHistoryQueries = {
  /** `since`: only buckets that begin there or later; null: the whole range. */
  'mirror-history': {
    input: z.object({ mirrorName: z.string().optional(), range: z.enum(historyRanges), since: z.number().nullable() }),
    output: mirrorHistorySchema,
  },
  'mirror-availability': { input: z.object({ mirrorName: z.string().optional() }), output: availabilitySchema },
};
