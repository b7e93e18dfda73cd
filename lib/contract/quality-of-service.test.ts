import fc from 'fast-check';
import { expect, test } from 'vitest';
import { falseAlarms, heartbeatMs, latenessMaxMs, quietTimeoutMs, silenceMs } from './quality-of-service.ts';

const words = {
  name: 'B',
  inTime: 100,
  late: [
    [40, 3000],
    [260, 2],
    [1010, 3],
  ] as [number, number][],
};

test.each([
  [8000, 0],
  [3300, 0],
  [3200, 3],
  [2100, 3],
  [2000, 5],
  [0, 5],
])('at %i ms there would have been %i false alarms', (timeout, count) => {
  expect(falseAlarms(words, timeout, 8000)).toBe(count);
});

test('no stall that a timeout would have taken for a loss is missed, wherever it began between two words', () => {
  const timeout = fc.integer({ min: 0, max: 60_000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(timeout, timeout, fc.integer({ min: 1, max: 60_000 }), share, (asked, measured, beyondMs, begun) => {
      const stallMs = silenceMs(asked) + beyondMs;
      // It begins when this share of a heartbeat has passed; the word that was due is heard at its end.
      const lateMs = stallMs - (1 - begun) * heartbeatMs(measured);
      fc.pre(lateMs > 100);
      expect(falseAlarms({ name: 'B', inTime: 0, late: [[lateMs, 1]] }, asked, measured)).toBe(1);
    }),
  );
});

test('at the timeout in force the limit is the effective wait without a heartbeat', () => {
  for (const timeout of [640, 2000, 8000, 300_000]) expect(latenessMaxMs(timeout, timeout) + heartbeatMs(timeout)).toBe(silenceMs(timeout));
});

test('the advised timeout is quiet, and 100 ms less is not', () => {
  expect(quietTimeoutMs({ ...words, late: [] }, 8000)).toBeNull();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150_000 }), (late) => {
      const one = { ...words, late: [[late, 1]] as [number, number][] };
      const advised = quietTimeoutMs(one, 8000) as number;
      expect(falseAlarms(one, advised, 8000)).toBe(0);
      if (advised > 0) expect(falseAlarms(one, advised - 100, 8000)).toBe(1);
    }),
  );
});
