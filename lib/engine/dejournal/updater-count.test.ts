import { expect, test } from 'vitest';
import { updaterCount } from './updater-count.ts';

const GIBIBYTE = 2 ** 30;
const machine = { processors: 8, freeMemoryBytes: 16 * GIBIBYTE };

test.each([
  ['failover-and-dr', 'failover', 8],
  ['failover-and-dr', 'disaster-recovery', 8],
  ['failover-and-dr', 'read-only-reporting', 1],
  ['failover-and-dr', 'read-write-reporting', 1],
  ['failover', 'failover', 8],
  ['failover', 'disaster-recovery', 1],
  ['all', 'disaster-recovery', 8],
  ['all', 'read-only-reporting', 8],
  ['all', 'read-write-reporting', 8],
] as const)('allowed for %s: a %s member has %i', (mode, memberKind, count) => {
  expect(updaterCount({ mode, memberKind, ...machine })).toBe(count);
});

test('never more than sixteen, nor more than processors and memory allow', () => {
  const most = { mode: 'all', memberKind: 'failover' } as const;
  expect(updaterCount({ ...most, processors: 64, freeMemoryBytes: 64 * GIBIBYTE })).toBe(16);
  expect(updaterCount({ ...most, processors: 1, freeMemoryBytes: 64 * GIBIBYTE })).toBe(1);
  expect(updaterCount({ ...most, processors: 64, freeMemoryBytes: GIBIBYTE })).toBe(4);
  expect(updaterCount({ ...most, processors: 64, freeMemoryBytes: 0 })).toBe(1);
});
