import { expect, test } from 'vitest';
import { CommitMeter } from './commit-meter.ts';
import { countIn, quantileOf } from './latency-histogram.ts';

test('each write of a group counts from when it was waited for; the backup took what came after this disk', () => {
  const meter = new CommitMeter();
  meter.committed({ askedAtMs: [100, 104], durableAtMs: 106, nowMs: 110 });
  const { latencies, totalMs, backupMs } = meter.take();
  expect([countIn(latencies), totalMs, backupMs]).toEqual([2, 16, 8]);
  expect(quantileOf(latencies, 1)).toBeGreaterThan(9.5);
});

test('who asks when the disk has it already waits for the backup alone', () => {
  const meter = new CommitMeter();
  meter.committed({ askedAtMs: [108], durableAtMs: 106, nowMs: 110 });
  expect(meter.take()).toMatchObject({ totalMs: 2, backupMs: 2 });
});

test('what was taken does not come again', () => {
  const meter = new CommitMeter();
  meter.committed({ askedAtMs: [1], durableAtMs: 2, nowMs: 3 });
  meter.take();
  expect(countIn(meter.take().latencies)).toBe(0);
});
