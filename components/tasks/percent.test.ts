import { expect, test } from 'vitest';
import { percentOf } from './percent.ts';

test('progress is told in whole percents, and 100 means that all is done', () => {
  expect(
    [
      { done: 0, total: 3 },
      { done: 1, total: 3 },
      { done: 1999, total: 2000 },
      { done: 3, total: 3 },
      { done: 4, total: 3 },
    ].map(percentOf),
  ).toEqual([0, 33, 99, 100, 100]);
});

test('without a known end there is no figure', () => {
  expect([percentOf({ done: 5, total: null }), percentOf({ done: 0, total: 0 })]).toEqual([null, null]);
});
