import { expect, test } from 'vitest';
import { barsOf } from './bars.ts';

const step = (name: 'noticed' | 'agent-asked' | 'clients-admitted', fromMs: number, toMs: number) => ({
  step: name,
  fromMs,
  toMs,
  tries: 1,
  bytes: null,
});
const ENDED = Date.parse('2026-11-30T10:00:05.000Z');
const takeover = {
  term: 8,
  cause: 'agent-confirmed' as const,
  from: null,
  tookMs: 1000,
  steps: [step('noticed', 0, 600), step('agent-asked', 600, 601), step('clients-admitted', 601, 1000)],
  gap: null,
};

test('bars share one axis; what would not be seen is widened, and says so', () => {
  expect(
    barsOf(ENDED, takeover).map(({ left, width, isWidened }) => [Math.round(left * 10) / 10, Math.round(width * 10) / 10, isWidened]),
  ).toEqual([
    [0, 60, false],
    [60, 1, true],
    [60.1, 39.9, false],
  ]);
});

test('the gap comes first, at its own time: it may begin before the last word and end after the clients were let in', () => {
  const gap = { ms: 1250, lastAt: '2026-11-30T10:00:03.900Z', firstAt: '2026-11-30T10:00:05.150Z' };
  const [first, second] = barsOf(ENDED, { ...takeover, gap });
  expect(first).toMatchObject({ step: 'gap', from: -100, to: 1150, left: 0, width: 100 });
  expect(second).toMatchObject({ step: 'noticed', from: 0, to: 600, left: 8 });
});
