import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, countIn, mergeHistograms, quantileOf } from './latency-histogram.ts';

const histogramOf = (durations: readonly number[]) => mergeHistograms(durations.map((ms) => new Map([[bucketOf(ms), 1]])));
const exact = (durations: readonly number[], quantile: number) =>
  [...durations].sort((one, other) => one - other)[Math.max(0, Math.ceil(quantile * durations.length - 1e-9) - 1)] as number;

const duration = fc.double({ min: 0.01, max: 3_600_000, noNaN: true });

test('a percentile is wrong by at most 5 %, also of what was merged', () => {
  fc.assert(
    fc.property(
      fc.array(duration, { minLength: 1, maxLength: 200 }),
      fc.array(duration, { maxLength: 200 }),
      fc.constantFrom(0.5, 0.99, 1),
      (one, other, quantile) => {
        const found = quantileOf(mergeHistograms([histogramOf(one), histogramOf(other)]), quantile) as number;
        const truth = exact([...one, ...other], quantile);
        expect(Math.abs(found - truth) / truth).toBeLessThanOrEqual(0.05);
      },
    ),
  );
});

test('merging is adding, in any order', () => {
  const parts = [[0.2, 4], [900], [], [0.2, 0.2]].map(histogramOf);
  expect(mergeHistograms(parts)).toEqual(mergeHistograms([...parts].reverse()));
  expect(countIn(mergeHistograms(parts))).toBe(5);
});

test('the p99 of a busy second and a bad one is not the mean of both', () => {
  const busy = histogramOf(Array.from({ length: 990 }, () => 1));
  const bad = histogramOf(Array.from({ length: 10 }, () => 1000));
  expect(quantileOf(mergeHistograms([busy, bad]), 0.99)).toBeCloseTo(1, 1);
  expect(quantileOf(mergeHistograms([busy, bad]), 0.999)).toBeGreaterThan(950);
});

test('what is shorter or longer than can be told counts as the shortest, the longest', () => {
  expect(quantileOf(histogramOf([0]), 0.5)).toBe(0.01);
  expect(quantileOf(histogramOf([1e9]), 0.5)).toBeGreaterThan(3_400_000);
});

test('without any there is no percentile', () => {
  expect(quantileOf(new Map(), 0.5)).toBeNull();
});
