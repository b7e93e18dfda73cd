/**
 * How a value moved within a stretch of time: smallest, largest, last, and in how many seconds it was known. Merged without loss of the
 * extremes: a gap of one second is still there in a bucket of twenty minutes.
 */
export interface Spread {
  readonly min: number;
  readonly max: number;
  readonly last: number;
  /** At least 1: what was never known has no spread. */
  readonly count: number;
}

export const spreadOf = (value: number): Spread => ({ min: value, max: value, last: value, count: 1 });

/** In the order of time. null: never known. */
export function mergeSpreads(spreads: Iterable<Spread | null>): Spread | null {
  let merged: Spread | null = null;
  for (const one of spreads) {
    if (one === null) continue;
    merged =
      merged === null
        ? one
        : { min: Math.min(merged.min, one.min), max: Math.max(merged.max, one.max), last: one.last, count: merged.count + one.count };
  }
  return merged;
}
