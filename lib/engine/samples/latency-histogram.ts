/**
 * Durations as counts in buckets whose bounds grow by a constant factor: two of them are merged by adding, and a percentile of what was
 * merged is wrong by at most 5 %. Percentiles themselves must never be averaged.
 *
 * Source: DDSketch (Masson, Rim, Lee, 2019), with a fixed number of buckets.
 */

/** Of one bound to the next; the middle of a bucket is then wrong by (1.1 − 1) / (1.1 + 1) = 4.8 % at most. */
const GROWTH = 1.1;
const LOG_GROWTH = Math.log(GROWTH);
/** All that is shorter counts as this. */
const SHORTEST_MS = 0.01;
/** All that is longer counts as this. */
const LONGEST_MS = 3_600_000;
const BUCKETS = Math.ceil(Math.log(LONGEST_MS / SHORTEST_MS) / LOG_GROWTH) + 1;

/** Count of durations by bucket number; buckets without any are absent. */
export type LatencyHistogram = ReadonlyMap<number, number>;

/** 0 … BUCKETS − 1. Bucket n holds what is longer than the bound before it, up to SHORTEST · GROWTH ** n. */
export const bucketOf = (ms: number): number =>
  ms <= SHORTEST_MS ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / SHORTEST_MS) / LOG_GROWTH - 1e-9));

/** The longest duration that the bucket holds, in ms. */
export const boundOf = (bucket: number): number => SHORTEST_MS * GROWTH ** bucket;

/** What stands for the durations of a bucket: wrong by the same share at both of its bounds. */
const middleOf = (bucket: number): number => (bucket === 0 ? SHORTEST_MS : (SHORTEST_MS * GROWTH ** bucket * 2) / (1 + GROWTH));

export function mergeHistograms(histograms: Iterable<LatencyHistogram>): LatencyHistogram {
  const merged = new Map<number, number>();
  for (const histogram of histograms) for (const [bucket, count] of histogram) merged.set(bucket, (merged.get(bucket) ?? 0) + count);
  return merged;
}

export function countIn(histogram: LatencyHistogram): number {
  let count = 0;
  for (const one of histogram.values()) count += one;
  return count;
}

/** The duration, in ms, that the share `quantile` of all does not exceed; null when there is none. */
export function quantileOf(histogram: LatencyHistogram, quantile: number): number | null {
  const count = countIn(histogram);
  if (count === 0) return null;
  // The epsilon: 0.99 × 100 is a little more than 99 in binary.
  const rank = Math.max(1, Math.ceil(quantile * count - 1e-9));
  let passed = 0;
  for (const bucket of [...histogram.keys()].sort((one, other) => one - other)) {
    passed += histogram.get(bucket) ?? 0;
    if (passed >= rank) return middleOf(bucket);
  }
  return null;
}
