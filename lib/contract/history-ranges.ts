/** The ranges over which the curves of a mirror can be looked at, and how each is cut. */
export const historyRanges = ['5m', '1h', '24h', '7d'] as const;
export type HistoryRange = (typeof historyRanges)[number];

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A range is at most 600 buckets long. Buckets begin at multiples of `bucketMs`, so that one that is complete never changes. */
export const rangeLengths: Readonly<Record<HistoryRange, { readonly spanMs: number; readonly bucketMs: number }>> = {
  '5m': { spanMs: 5 * MINUTE, bucketMs: SECOND },
  '1h': { spanMs: HOUR, bucketMs: 6 * SECOND },
  '24h': { spanMs: 24 * HOUR, bucketMs: 3 * MINUTE },
  '7d': { spanMs: 7 * 24 * HOUR, bucketMs: 20 * MINUTE },
};

/** Samples so close to each other belong together: one that came late is no gap. */
export const JOINED_GAP_MS = 3 * SECOND;
