import { expect, test } from 'vitest';
import { WorkloadTally } from './workload-tally.ts';

test('an acknowledged write is remembered, an unknown one is counted and never looked for', () => {
  const tally = new WorkloadTally(2);
  tally.noteSent();
  tally.noteAcknowledged(1, 2, 100);
  tally.noteSent();
  tally.noteUnknown(1);
  tally.noteSent();
  tally.noteAcknowledged(1, 4, 200);
  tally.noteSent();
  tally.noteAcknowledged(2, 3, 250);
  expect([...tally.acknowledgedWrites()]).toEqual([
    { job: 1, n: 1 },
    { job: 1, n: 3 },
    { job: 2, n: 1 },
  ]);
  expect([tally.sent, tally.acknowledged, tally.unknown, tally.lost]).toEqual([4, 3, 1, 0]);
  expect(tally.medianLatencyMs()).toBe(3);
});

test('a refused write is sent again with the same number', () => {
  const tally = new WorkloadTally(1);
  expect(tally.next(1)).toBe(1);
  tally.noteSent();
  tally.noteRefused();
  expect([tally.next(1), tally.sent]).toEqual([1, 0]);
});

test('a write that is missing twice is lost once', () => {
  const tally = new WorkloadTally(1);
  tally.noteMissing(1, 7);
  tally.noteMissing(1, 7);
  expect(tally.lost).toBe(1);
});

test('the longest gap grows while an acknowledgement is awaited, and stays', () => {
  const tally = new WorkloadTally(1);
  expect(tally.longestGapMs(5000, true)).toBe(0);
  tally.noteAcknowledged(1, 1, 1000);
  tally.noteAcknowledged(1, 1, 1100);
  expect(tally.longestGapMs(1150, true)).toBe(100);
  expect(tally.longestGapMs(1900, true)).toBe(800);
  expect(tally.longestGapMs(1900, false)).toBe(100);
  tally.noteAcknowledged(1, 1, 2000);
  expect(tally.longestGapMs(2001, true)).toBe(900);
});

test('the rate is that of the last second', () => {
  const tally = new WorkloadTally(1);
  for (let atMs = 0; atMs < 2000; atMs += 10) tally.noteAcknowledged(1, 1, atMs);
  expect(tally.currentRate(2000)).toBeGreaterThanOrEqual(99);
  expect(tally.currentRate(2000)).toBeLessThanOrEqual(100);
  expect(tally.currentRate(4000)).toBe(0);
});
