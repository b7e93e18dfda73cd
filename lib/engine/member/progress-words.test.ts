import { describe, expect, test } from 'vitest';
import { dejournalingProgress, lag, transferProgress } from './progress-words.ts';

const at = (fileCount: number, offset: number) => ({ fileCount, offset });
const now = 1_000_000;

describe('"Caught up" is said of positions that are known and equal', () => {
  test.each([
    ['nothing was acknowledged on this link', { received: null, committed: at(5, 100), timeMs: now }, { kind: 'unknown' }],
    ['the primary has said nothing yet', { received: at(5, 100), committed: null, timeMs: now }, { kind: 'unknown' }],
    ['three files are missing, and no time is known', { received: at(2, 100), committed: at(5, 100), timeMs: 0 }, { kind: 'unknown' }],
    [
      'three files are missing',
      { received: at(2, 100), committed: at(5, 100), timeMs: now - 60_000 },
      { kind: 'behind', behindMs: 60_000 },
    ],
    [
      'one block of this moment is missing',
      { received: at(5, 90), committed: at(5, 100), timeMs: now - 10 },
      { kind: 'behind', behindMs: 1000 },
    ],
    ['nothing is missing', { received: at(5, 100), committed: at(5, 100), timeMs: 0 }, { kind: 'caught-up' }],
  ] as const)('journal transfer: %s', (_label, { received, committed, timeMs }, word) => {
    expect(transferProgress({ received, committed, timeMs, now })).toEqual(word);
  });

  test.each([
    ['it has not said what it has applied', { applied: null, received: at(5, 100), timeMs: 0 }, { kind: 'unknown' }],
    ['nothing is known to have come', { applied: at(5, 100), received: null, timeMs: 0 }, { kind: 'unknown' }],
    ['something is left, and no time is known', { applied: at(0, 0), received: at(5, 100), timeMs: 0 }, { kind: 'unknown' }],
    ['something old is left', { applied: at(5, 90), received: at(5, 100), timeMs: now - 9000 }, { kind: 'behind', behindMs: 9000 }],
    ['nothing is left', { applied: at(5, 100), received: at(5, 100), timeMs: 0 }, { kind: 'caught-up' }],
  ] as const)('dejournaling: %s', (_label, { applied, received, timeMs }, word) => {
    expect(dejournalingProgress({ applied, received, timeMs, now })).toEqual(word);
  });

  test('what is under way for moments counts as current for those who are connected', () => {
    expect([lag(now, now - 1500), lag(now, now - 2500), lag(now, 0)]).toEqual([
      { kind: 'caught-up' },
      { kind: 'behind', behindMs: 3000 },
      { kind: 'unknown' },
    ]);
  });
});
