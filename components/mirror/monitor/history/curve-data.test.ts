import { expect, test } from 'vitest';
import type { HistoryBucket, MirrorHistoryView } from '@/lib/contract/mirror-history.ts';
import { curvesOf, lonePlaces, summaryOf, tableOf } from './curve-data.ts';

const NOW = 1_000_000_500;
const bucket = (secondsAgo: number, over: Partial<HistoryBucket> = {}): HistoryBucket => ({
  at: Math.floor(NOW / 1000) * 1000 - secondsAgo * 1000,
  spanMs: 1000,
  lagMs: [null, [0, 40, 0, 1]],
  lagBytes: [null, [0, 0, 0, 1]],
  written: [5, 9, 7, 1],
  sent: null,
  applied: null,
  commits: null,
  ...over,
});
const view = (...buckets: HistoryBucket[]): MirrorHistoryView => ({
  range: '5m',
  now: NOW,
  members: [
    { guid: 'A', name: 'SERVERA/IRIS' },
    { guid: 'B', name: 'SERVERB/IRIS' },
  ],
  buckets,
});
const valuesOf = (one: MirrorHistoryView, kind: string, series: number) =>
  curvesOf(one).curves.find((curve) => curve.kind === kind)?.series[series]?.values ?? [];

test('the grid covers the range up to the present second; the largest value of a bucket is drawn', () => {
  const { at } = curvesOf(view());
  expect([at.length, at[0], at.at(-1)]).toEqual([300, 999_701_000, 1_000_000_000]);
  expect(valuesOf(view(bucket(0)), 'lagTime', 1).slice(-2)).toEqual([null, 40]);
  expect(valuesOf(view(bucket(0)), 'lagTime', 0).at(-1)).toBeNull();
  expect(valuesOf(view(bucket(0)), 'journal', 0).at(-1)).toBe(9);
});

test('a bucket that stands for a minute covers it; two seconds that were missed are no gap, three are', () => {
  const minute = bucket(120, { spanMs: 60_000 });
  expect(valuesOf(view(minute), 'journal', 0).filter((value) => value === 9)).toHaveLength(60);
  const known = (...ago: number[]) =>
    valuesOf(view(...ago.map((seconds) => bucket(seconds))), 'journal', 0).filter((value) => value !== null);
  expect(known(10, 7)).toHaveLength(4);
  expect(known(10, 6)).toHaveLength(2);
});

test('of a series: the last, the most and when, how often zero, how much is known', () => {
  expect(summaryOf([0, null, 5, 0], [1, 2, 3, 4])).toEqual({
    last: 0,
    isNow: true,
    most: 5,
    mostAt: 3,
    zeroShare: 2 / 3,
    knownShare: 0.75,
  });
  expect(summaryOf([7, null, null, null, null], [1, 2, 3, 4, 5])?.isNow).toBe(false);
  expect(summaryOf([null, null], [1, 2])).toBeNull();
});

test('the share of the backup is weighed by the time that was waited', () => {
  const commits = (count: number, p50Ms: number | null, backupShare: number | null) => ({
    commits: { count, p50Ms, p99Ms: p50Ms, backupShare },
  });
  const busy = view(bucket(2, commits(90, 1, 0)), bucket(1, commits(10, 81, 1)), bucket(0, commits(0, null, null)));
  expect(curvesOf(busy).backupShare).toBeCloseTo(810 / 900);
  expect(curvesOf(view(bucket(0, commits(0, null, null))))).toMatchObject({ backupShare: null, commitCount: 0 });
  expect(curvesOf(view(bucket(0)))).toMatchObject({ backupShare: null, commitCount: null });
});

test('a table has at most so many rows, none of unknown time, and loses no largest value', () => {
  const at = Array.from({ length: 600 }, (_, index) => index);
  const values = at.map((index) => (index < 300 ? null : index === 455 ? 99 : 0));
  const rows = tableOf([{ name: { member: 'B' }, values }], at, 60);
  expect(rows).toHaveLength(30);
  expect(rows[0]?.at).toBe(590);
  expect(Math.max(...rows.map(({ values: [value] }) => value ?? -1))).toBe(99);
});

test('a value alone between two gaps is a point', () => {
  expect(lonePlaces([1, null, 2, 3, null, 4])).toEqual([0, 5]);
});
