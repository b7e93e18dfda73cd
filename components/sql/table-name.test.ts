import { expect, test } from 'vitest';
import { selectAllOf } from './table-name.ts';

test.each([
  ['SQLUser', 'Persons', 'SELECT * FROM SQLUser.Persons'],
  ['SQLUser', 'Order', 'SELECT * FROM SQLUser."Order"'],
  ['Sales', 'My "best" Table', 'SELECT * FROM Sales."My ""best"" Table"'],
  ['SQLUser', '名单', 'SELECT * FROM SQLUser."名单"'],
])('%s.%s is queried with quotes only where they are needed', (schema, name, sql) => {
  expect(selectAllOf({ schema, name })).toBe(sql);
});
