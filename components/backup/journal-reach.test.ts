import { expect, test } from 'vitest';
import { journalReachOf } from './journal-reach.ts';

const madeAt = '2026-03-01T12:00:00.000Z';
const coverage = (purgeAfterDays: number | null, missing: string | null = null) => ({
  purgeAfterDays,
  purgeAfterBackups: null,
  runs: [{ runId: 1, madeAt, file: '/a.cbk', missing, warning: null }],
});

test('a backup as old as the journals are kept is still reached, an older one is not', () => {
  expect(journalReachOf(coverage(1), madeAt, '2026-03-02T12:00:00.000Z')).toEqual({ kind: 'ok', days: 1, ageMs: 86_400_000 });
  expect(journalReachOf(coverage(1), madeAt, '2026-03-02T12:00:00.001Z')).toEqual({ kind: 'short', days: 1, ageMs: 86_400_001 });
});

test('journals that are not purged by days reach any backup', () => {
  expect(journalReachOf(coverage(null), madeAt, '2027-03-01T12:00:00.000Z').kind).toBe('ok');
});

test('a journal file that is gone is named, whatever the settings promise', () => {
  expect(journalReachOf(coverage(30, '/jrn/MIRROR-APRIL-20260301.002'), madeAt, '2026-03-01T13:00:00.000Z')).toEqual({
    kind: 'missing',
    file: '/jrn/MIRROR-APRIL-20260301.002',
  });
});
