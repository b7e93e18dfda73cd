import { expect, test } from 'vitest';
import { barsOf, CLASS_ENDS_MS, heightOf, placeOf } from './delay-bars.ts';

test('each word is in one bar, by how late it was', () => {
  const bars = barsOf({
    name: 'B',
    inTime: 7,
    late: [
      [10, 1],
      [10.1, 2],
      [900, 4],
      [60_000, 8],
    ],
  });
  expect(bars.filter(({ count }) => count > 0)).toEqual([
    { endMs: null, count: 7 },
    { endMs: 10, count: 1 },
    { endMs: 20, count: 2 },
    { endMs: 1000, count: 4 },
    { endMs: Number.POSITIVE_INFINITY, count: 8 },
  ]);
  expect(bars).toHaveLength(CLASS_ENDS_MS.length + 2);
});

test('a limit stands where its class is: at the ends of classes, and between them by the logarithm', () => {
  expect([0, 10, 20, 1000, 50_000, 900_000].map(placeOf)).toEqual([1, 2, 3, 8, 13, 13]);
  expect(placeOf(Math.sqrt(500 * 1000))).toBeCloseTo(7.5);
});

test('one word among a million is seen', () => {
  expect(heightOf(1, 1_000_000)).toBeGreaterThan(0.04);
  expect(heightOf(0, 1_000_000)).toBe(0);
  expect(heightOf(1_000_000, 1_000_000)).toBe(1);
});
