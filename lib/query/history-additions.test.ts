import { expect, test } from 'vitest';
import type { HistoryBucket, MirrorHistoryView } from '../contract/mirror-history.ts';
import { withAdditions } from './history-additions.ts';

const bucket = (at: number, written: number): HistoryBucket => ({
  at: at * 1000,
  spanMs: 1000,
  lagMs: [null],
  lagBytes: [null],
  written: [written, written, written, 1],
  sent: null,
  applied: null,
  commits: null,
});
const view = (now: number, buckets: HistoryBucket[], guid = 'A'): MirrorHistoryView => ({
  range: '5m',
  now: now * 1000,
  members: [{ guid, name: guid }],
  buckets,
});
const shown = (one: MirrorHistoryView | null) => one?.buckets.map(({ at, written }) => [at / 1000, written?.[1]]);

test('the last bucket, which had not ended, is replaced; what is new follows', () => {
  const before = view(1000, [bucket(999, 1), bucket(1000, 2)]);
  expect(shown(withAdditions(before, view(1002, [bucket(1000, 5), bucket(1002, 7)])))).toEqual([
    [999, 1],
    [1000, 5],
    [1002, 7],
  ]);
});

test('what has left the range is gone', () => {
  const before = view(1000, [bucket(700, 1), bucket(999, 2)]);
  expect(shown(withAdditions(before, view(1298, [])))).toEqual([[999, 2]]);
});

test('without anything before it is the answer; with other members the whole is to be asked for', () => {
  const first = view(1000, [bucket(1000, 1)]);
  expect(withAdditions(null, first)).toBe(first);
  expect(withAdditions(first, view(1001, [], 'B'))).toBeNull();
});
