import { expect, test } from 'vitest';
import { fitsType } from './column-types.ts';
import type { SqlValue } from './table-definition.ts';

test.each<[string, SqlValue, boolean]>([
  ['int', 1n, true],
  ['Integer', 1.5, false],
  ['BIGINT', 'abc', false],
  ['int', null, true],
  ['interval', 'abc', true],
  ['bit', 1n, true],
  ['bit', 2n, false],
  ['numeric(10,2)', 1.25, true],
  ['double precision', 'x', false],
  ['varchar(3)', 'abc', true],
  ['varchar(3)', 'abcd', false],
  ['varchar(3)', '', true],
  ['varchar', 'x'.repeat(5000), true],
  ['CHARACTER VARYING(2)', 'abc', false],
  ['date', '2024-02-29', true],
  ['date', '2023-02-29', false],
  ['date', '0099-01-01', true],
  ['date', '2024-1-1', false],
  ['timestamp', '2024-01-01 23:59:59.5', true],
  ['timestamp', '2024-01-01', true],
  ['timestamp', '2024-01-01 24:00:00', false],
  ['datetime', 'yesterday', false],
  ['time', '07:30', true],
  ['time', '7:30', false],
  ['', 'anything', true],
])('%s takes %s: %s', (type, value, fits) => {
  expect(fitsType(type, value)).toBe(fits);
});
