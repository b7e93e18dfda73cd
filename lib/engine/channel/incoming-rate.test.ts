import { expect, test } from 'vitest';
import { INCOMING_RATE_MS } from '../../machine/waits.ts';
import { systemClock } from '../ports/clock.ts';
import { IncomingRate } from './incoming-rate.ts';

test('the rate is of the latest interval that has passed, also when nobody looked for long', () => {
  let nowMs = 1_000_000;
  const rate = new IncomingRate({ ...systemClock, nowMs: () => nowMs });
  expect(rate.latest).toEqual({ networkBytesPerSecond: 0, journalBytesPerSecond: 0, intervalMs: 0 });
  nowMs += INCOMING_RATE_MS - 1;
  rate.add(1000, 3000);
  expect(rate.latest.intervalMs).toBe(0);
  nowMs += 1;
  const second = INCOMING_RATE_MS / 1000;
  expect(rate.latest).toEqual({
    networkBytesPerSecond: 1000 / second,
    journalBytesPerSecond: 3000 / second,
    intervalMs: INCOMING_RATE_MS,
  });
  rate.add(5000, 5000);
  nowMs += 9 * 60_000;
  expect(rate.latest).toEqual({ networkBytesPerSecond: 0, journalBytesPerSecond: 0, intervalMs: INCOMING_RATE_MS });
});
