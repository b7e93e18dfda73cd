import { expect, test } from 'vitest';
import { downloadsDatabases, isOlderVersion } from './units.ts';

test.each([
  ['2022.1', '2026.1', true],
  ['2026.1', '2022.1', false],
  ['2022.1', '2022.1', false],
  ['2022.1', '2022.1.3', true],
  ['2022.10', '2022.9', false],
])('%s is older than %s: %s', (one, other, isOlder) => {
  expect(isOlderVersion(one, other)).toBe(isOlder);
});

test('databases are downloaded from 2025.1 on', () => {
  expect(['2022.1', '2024.3', '2025.1', '2026.1'].map(downloadsDatabases)).toEqual([false, false, true, true]);
});
