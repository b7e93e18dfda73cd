import { expect, test } from 'vitest';
import { heartbeatMs, silenceMs, troubleMs } from './timing.ts';

test.each([1000, 2000, 8000, 60_000, 300_000])(
  'QoS %i ms: an effective wait lies between half of it and the whole (facts 4.3)',
  (qosTimeoutMs) => {
    expect(silenceMs(qosTimeoutMs)).toBeGreaterThanOrEqual(qosTimeoutMs / 2);
    expect(silenceMs(qosTimeoutMs)).toBeLessThanOrEqual(qosTimeoutMs);
  },
);

test.each([
  [0, 5000],
  [2000, 5000],
  [8000, 16_000],
])('QoS %i ms: the trouble timeout is twice QoS, at least 5 s (facts 4.3)', (qosTimeoutMs, expected) => {
  expect(troubleMs(qosTimeoutMs)).toBe(expected);
});

test.each([0, 400, 1000, 8000, 300_000])(
  'QoS %i ms: at least four heartbeats may be lost before a peer is called silent',
  (qosTimeoutMs) => {
    expect(heartbeatMs(qosTimeoutMs) * 5).toBeLessThanOrEqual(silenceMs(qosTimeoutMs));
  },
);

test.each([0, 8000, 300_000])('QoS %i ms: a silence is noticed well before the trouble timeout ends', (qosTimeoutMs) => {
  expect(silenceMs(qosTimeoutMs)).toBeLessThan(troubleMs(qosTimeoutMs));
});
