/** How often words were late, as the bars of a picture. Pure. */
import type { SpokenWords } from '@/lib/contract/qos-advice.ts';

/** Where one class ends and the next begins, in ms: lateness is thought of in powers. */
export const CLASS_ENDS_MS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000] as const;

export interface DelayBar {
  /** null: in time; Infinity: longer than the last class. */
  readonly endMs: number | null;
  readonly count: number;
}

/** In time, then by how much words were late; a class without any has a count of zero. */
export function barsOf({ inTime, late }: SpokenWords): DelayBar[] {
  const ends = [...CLASS_ENDS_MS, Number.POSITIVE_INFINITY];
  const counts = ends.map(() => 0);
  for (const [lateMs, count] of late) {
    const index = ends.findIndex((end) => lateMs <= end);
    counts[index] = (counts[index] ?? 0) + count;
  }
  return [{ endMs: null, count: inTime }, ...ends.map((endMs, index) => ({ endMs, count: counts[index] ?? 0 }))];
}

/** Where a lateness lies among the bars, counted in bars from the left: 1 is the end of those in time. */
export function placeOf(lateMs: number): number {
  const [first, last] = [CLASS_ENDS_MS[0], CLASS_ENDS_MS[CLASS_ENDS_MS.length - 1] ?? 1];
  if (lateMs <= first) return 1 + lateMs / first;
  if (lateMs >= last) return 1 + CLASS_ENDS_MS.length;
  const index = CLASS_ENDS_MS.findIndex((end) => lateMs <= end);
  const [from, to] = [CLASS_ENDS_MS[index - 1] ?? first, CLASS_ENDS_MS[index] ?? last];
  return 1 + index + Math.log(lateMs / from) / Math.log(to / from);
}

/** 0 to 1: by the logarithm, or three words among a million would not be seen; one word is seen, too. */
export const heightOf = (count: number, most: number): number =>
  count === 0 ? 0 : Math.log2(1 + count) / Math.log2(1 + Math.max(1, most));
