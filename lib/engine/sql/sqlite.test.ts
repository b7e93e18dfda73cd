/**
 * Everything that the engine of SQL has, by its own lists: what is not known to be harmless fails here, above all after an upgrade of the
 * package.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SqliteDatabase } from './sqlite.ts';
import { FUNCTIONS } from './statement-judge.ts';

const database = new SqliteDatabase();
const listed = (sql: string) => database.rows(sql).map(([name]) => String(name));

/**
 * There, and harmless, but of no use in statements: about the engine itself, of full-text search that cannot be created, and small ones
 * that another engine would lack.
 */
const OF_NO_USE = new Set([
  ...['->', '->>', 'sqlite_compileoption_get', 'sqlite_compileoption_used', 'sqlite_log', 'sqlite_source_id', 'sqlite_version', 'subtype'],
  ...['fts3_tokenizer', 'match', 'matchinfo', 'offsets', 'optimize', 'snippet'],
  ...[
    'atn2',
    'charindex',
    'cot',
    'coth',
    'difference',
    'leftstr',
    'lower_quartile',
    'median',
    'mode',
    'padc',
    'padl',
    'padr',
    'proper',
    'replicate',
    'reverse',
    'rightstr',
    'square',
    'stdev',
    'strfilter',
    'upper_quartile',
    'variance',
  ],
]);
/** Tables that a statement cannot name, or (JSON) that are made of their argument. */
const MODULES = new Set([
  'fts3',
  'fts3tokenize',
  'fts4',
  'fts4aux',
  'json_each',
  'json_tree',
  'pragma_function_list',
  'pragma_module_list',
]);

test('each function is one that statements may use, or known to be harmless and of no use', () => {
  const names = new Set(listed('SELECT name FROM pragma_function_list'));
  expect(names.size).toBeGreaterThan(100);
  expect([...names].filter((name) => !FUNCTIONS.has(name) && !OF_NO_USE.has(name))).toEqual([]);
});

test('each function that statements may use is there', () => {
  const names = new Set([...listed('SELECT name FROM pragma_function_list'), 'json_each', 'json_tree']);
  expect([...FUNCTIONS].filter((name) => !names.has(name))).toEqual([]);
});

test('each module is known', () => {
  const names = listed('SELECT name FROM pragma_module_list');
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !MODULES.has(name))).toEqual([]);
});

test('it cannot load code, and none of the tables that show pages, files or statements is compiled in', () => {
  const options = listed('PRAGMA compile_options');
  expect(options).toContain('OMIT_LOAD_EXTENSION');
  expect(options.filter((option) => /^ENABLE_/.test(option)).sort()).toEqual([
    'ENABLE_FTS3',
    'ENABLE_FTS3_PARENTHESIS',
    'ENABLE_MATH_FUNCTIONS',
    'ENABLE_NORMALIZE',
  ]);
});

test.each(['readfile', 'writefile', 'fsdir', 'edit', 'load_extension', 'zipfile'])(
  '%s is not there at all, whatever the statement was judged',
  (name) => {
    expect(() => database.rows(`SELECT ${name}('/etc/passwd')`)).toThrow(/no such function/);
    expect(() => database.rows(`SELECT * FROM ${name} WHERE path = '/etc'`)).toThrow(/no such table/);
  },
);

test('a file that it attaches, copies itself to or opens is none of the host’s', () => {
  const [attached, copied] = ['attached', 'copied'].map((name) => join(tmpdir(), `${name}-${process.pid}.db`)) as [string, string];
  const hostFile = join(tmpdir(), `host-${process.pid}.db`);
  writeFileSync(hostFile, 'of the host');
  try {
    database.execute(`ATTACH '${attached}' AS elsewhere; CREATE TABLE elsewhere.t (a); VACUUM elsewhere INTO '${copied}'`);
    expect([attached, copied].filter((file) => existsSync(file))).toEqual([]);
    // Of the same name, but not the same: an empty one.
    database.execute(`ATTACH '${hostFile}' AS ofhost; CREATE TABLE ofhost.t (a)`);
    expect(readFileSync(hostFile, 'utf8')).toBe('of the host');
    expect(() => database.execute(`ATTACH '/etc/passwd' AS passwords`)).toThrow(/unable to open/);
  } finally {
    rmSync(hostFile);
  }
});
