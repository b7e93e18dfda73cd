import { expect, test } from 'vitest';
import {
  chooseDataGlobal,
  type ColumnDefinition,
  decodeRow,
  encodeRow,
  judgeDefinition,
  parseDefinition,
  type SqlValue,
  type TableDefinition,
  tableKey,
} from './table-definition.ts';

const column = (name: string, slot: number): ColumnDefinition => ({
  name,
  slot,
  type: '',
  required: false,
  primaryKey: false,
  defaultValue: null,
});

test.each<[string, SqlValue]>([
  ['nothing', null],
  ['an empty text', ''],
  ['a text with everything in it', 'Ann "O\'Hara"\n中文 😀 \\'],
  ['an integer', 42n],
  ['the smallest integer', -(2n ** 63n)],
  ['the largest integer', 2n ** 63n - 1n],
  ['a real number', 0.1],
  ['a real number without fraction', 3],
  ['a very large real number', 1e300],
  ['infinity', Number.NEGATIVE_INFINITY],
  ['bytes', Buffer.from([0, 1, 255])],
])('%s survives the way into a global and back', (_, value) => {
  const columns = [column('a', 0)];
  expect(decodeRow(columns, encodeRow(columns, [value]))).toEqual([value]);
});

test('a row that is older than a column lacks its value; a dropped column leaves its slot', () => {
  const before = [column('a', 0), column('b', 1)];
  const after = [column('a', 0), column('c', 2)];
  expect(decodeRow(after, encodeRow(before, [1n, 'x']))).toEqual([1n, undefined]);
  expect(encodeRow(after, [1n, 'y'])).toBe('[1,null,"y"]');
});

test.each(['', 'Ann', '{"a":1}', '[{"a":1}]', '[[1]]', '1'])('%j is not a row', (text) => {
  expect(decodeRow([column('a', 0)], text)).toBeNull();
});

test('the data global is named after the table, unless that is no name of a global or taken', () => {
  const free = () => false;
  expect(chooseDataGlobal({ schema: 'SQLUser', name: 'Persons' }, free)).toBe('SQLUser.PersonsD');
  for (const name of ['My Table', 'a_b', 'x'.repeat(40)])
    expect(chooseDataGlobal({ schema: 'SQLUser', name }, free)).toMatch(/^EPgS\.[0-9a-f]{12}D$/);
  const first = chooseDataGlobal({ schema: 'SQLUser', name: 'Persons' }, (global) => global === 'SQLUser.PersonsD');
  expect(first).toMatch(/^EPgS\./);
  expect(chooseDataGlobal({ schema: 'SQLUser', name: 'Persons' }, (global) => global === 'SQLUser.PersonsD' || global === first)).not.toBe(
    first,
  );
});

test('names are compared without case', () => {
  expect(tableKey({ schema: 'SQLUser', name: 'Persons' })).toBe(tableKey({ schema: 'sqluser', name: 'PERSONS' }));
});

const definition: TableDefinition = {
  version: 1,
  schema: 'SQLUser',
  name: 'P',
  ddl: 'CREATE TABLE "P" (a int)',
  indexes: [],
  columns: [column('a', 0)],
  nextSlot: 1,
  dataGlobal: 'SQLUser.PD',
};

test('a node that is no definition is none', () => {
  expect(parseDefinition(JSON.stringify(definition))).toEqual(definition);
  for (const broken of [
    '',
    'x',
    '{}',
    JSON.stringify({ ...definition, version: 2 }),
    JSON.stringify({ ...definition, columns: [column('a', 2 ** 31)] }),
  ])
    expect(parseDefinition(broken)).toBeNull();
});

test('what is executed of a definition is its table in its schema, however it was written', () => {
  const indexes = [{ name: 'ByA', ddl: 'CREATE UNIQUE INDEX "ByA" ON "P" (a)' }];
  expect(judgeDefinition({ ...definition, schema: 'Sales', ddl: 'create/**/table P (a int)', indexes })).toEqual({
    ok: true,
    value: { table: 'CREATE TABLE "Sales"."P" (a int)', indexes: ['CREATE UNIQUE INDEX "Sales"."ByA" ON "P" (a)'] },
  });
});

test('a definition whose rows would lie where the definitions lie is none', () => {
  expect(parseDefinition(JSON.stringify(definition))).toEqual(definition);
  expect(parseDefinition(JSON.stringify({ ...definition, dataGlobal: 'oddSQL' }))).toBeNull();
});

test.each<[string, Partial<TableDefinition>, string]>([
  ['another statement', { ddl: "ATTACH '/tmp/x' AS y" }, 'ATTACH'],
  ['two statements', { ddl: "CREATE TABLE P (a int); ATTACH '/tmp/x' AS y" }, 'ATTACH'],
  ['another table', { ddl: 'CREATE TABLE Q (a int)' }, 'CREATE TABLE Q'],
  ['a table of another schema', { ddl: 'CREATE TABLE main2.P (a int)' }, 'CREATE TABLE main2'],
  ['a check that writes a file', { ddl: "CREATE TABLE P (a int CHECK (writefile('/tmp/x', 'x') IS NOT NULL))" }, 'writefile'],
  ['a default that reads one', { ddl: `CREATE TABLE P (a text DEFAULT ("readfile"('/etc/passwd')))` }, 'readfile'],
  ['a generated field that reads one', { ddl: 'CREATE TABLE P (a text, b AS (readfile(a)))' }, 'readfile'],
  ['an index that reads one', { indexes: [{ name: 'ByA', ddl: 'CREATE INDEX ByA ON P (readfile(a))' }] }, 'readfile'],
  ['an index of another table', { indexes: [{ name: 'ByA', ddl: 'CREATE INDEX ByA ON Q (a)' }] }, 'CREATE INDEX ByA ON Q'],
])('%s in a stored definition is refused, naming the table', (_, planted, named) => {
  const judged = judgeDefinition({ ...definition, ...planted });
  expect(judged).toMatchObject({ ok: false, refusal: { code: 'P560', args: ['SQLUser.P', expect.stringContaining(named)] } });
});
