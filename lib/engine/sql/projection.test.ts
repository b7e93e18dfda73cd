import { afterEach, describe, expect, test } from 'vitest';
import { Projection } from './projection.ts';
import type { RowUpdate, RunResult } from './protocol.ts';
import { parseStatement } from './statement.ts';
import { parseDefinition, type TableDefinition, tableKey } from './table-definition.ts';

/** A projection with its tables, as an instance would keep it: what a statement changes is loaded again. */
class Tables {
  definitions = new Map<string, TableDefinition>();
  nodes = new Map<string, Map<string, string>>();
  projection = new Projection([]);

  tryRun(sql: string, maximumRows = 100) {
    const parsed = parseStatement(sql);
    if (!parsed.ok) throw new Error(parsed.refusal.code);
    const { value: statement } = parsed;
    const target = 'target' in statement ? statement.target : null;
    if (statement.kind === 'drop-table' || statement.kind === 'drop-index') throw new Error('not here');
    return this.projection.run({
      kind: statement.kind,
      text: statement.text,
      maximumRows,
      changedRowsMax: 1000,
      target,
      previous: (target && this.definitions.get(tableKey(target))) ?? null,
    });
  }

  run(sql: string, maximumRows?: number): RunResult {
    const outcome = this.tryRun(sql, maximumRows);
    if (!outcome.ok) throw new Error(`${outcome.refusal.code} ${outcome.refusal.args.join()}`);
    const { definition, changes } = outcome.value;
    if (definition) {
      // Through JSON, as on the way into a global.
      this.definitions.set(tableKey(definition), parseDefinition(JSON.stringify(definition)) as TableDefinition);
      this.rebuild();
    }
    for (const { table, rows } of changes) this.load(table, rows);
    return outcome.value;
  }

  load(table: string, rows: readonly RowUpdate[]): void {
    const nodes = this.nodes.get(table) ?? new Map<string, string>();
    this.nodes.set(table, nodes);
    for (const [id, text] of rows) text === null ? nodes.delete(id) : nodes.set(id, text);
    this.projection.load(table, rows);
  }

  rebuild(): void {
    this.projection.close();
    this.projection = new Projection([...this.definitions.values()]);
    for (const [table, nodes] of this.nodes) this.projection.load(table, [...nodes]);
  }

  rows = (sql: string) => this.run(sql).rows;
  codeOf = (sql: string) => {
    const outcome = this.tryRun(sql);
    return outcome.ok ? null : outcome.refusal.code;
  };
}

let tables = new Tables();
afterEach(() => {
  tables.projection.close();
  tables = new Tables();
});

test('the statement of the notes, rows, joins, aggregates, order, limits', () => {
  tables.run('CREATE TABLE Persons(Id int, Name varchar(255))');
  tables.run('CREATE TABLE Sales.Orders(Person int, Amount numeric(10,2))');
  expect(tables.run("INSERT INTO Persons VALUES (1, 'Ann'), (2, 'Bob'), (3, NULL)").rowCount).toBe(3);
  tables.run('INSERT INTO Sales.Orders VALUES (1, 10.5), (1, 20), (2, 5)');
  expect(
    tables.rows(
      'SELECT TOP 1 p.Name, sum(o.Amount) FROM SQLUser.Persons p JOIN Sales.Orders o ON o.Person = p.Id GROUP BY p.Name ORDER BY 2 DESC',
    ),
  ).toEqual([['Ann', 30.5]]);
  expect(tables.run('SELECT Id, Id, Name FROM Persons ORDER BY Id', 2)).toMatchObject({
    columns: [{ name: 'Id', type: 'INT' }, { name: 'Id' }, { name: 'Name', type: 'varchar(255)' }],
    rows: [
      [1, 1, 'Ann'],
      [2, 2, 'Bob'],
    ],
    more: true,
  });
  expect(tables.rows('SELECT count(*) FROM Persons WHERE Name IS NULL')).toEqual([[1]]);
});

test('as many rows as allowed may be changed, each counted once', () => {
  tables.run('CREATE TABLE P(a int)');
  tables.load(
    'SQLUSER.P',
    Array.from({ length: 1000 }, (_, index) => [String(index), `[${index}]`] as const),
  );
  expect(tables.run('UPDATE P SET a = a + 1').rowCount).toBe(1000);
});

test('a plan tells how, and nothing happens', () => {
  tables.run('CREATE TABLE Persons(Id int, Name varchar(255))');
  tables.run("INSERT INTO Persons VALUES (1, 'Anna')");
  const plan = (sql: string) => tables.run(`EXPLAIN ${sql}`);
  expect(plan("SELECT * FROM Persons WHERE Name = 'Anna'").rows).toEqual([[1, expect.stringContaining('SCAN Persons')]]);
  tables.run('CREATE INDEX ByName ON Persons (Name)');
  expect(plan("SELECT * FROM Persons WHERE Name = 'Anna'").rows).toEqual([
    [1, expect.stringContaining('SEARCH Persons USING INDEX ByName')],
  ]);
  expect(plan('SELECT Id FROM Persons UNION SELECT 5').rows.map(([level]) => level)).toContain(2);
  expect(plan('DELETE FROM Persons WHERE Id = 1')).toMatchObject({ changes: [], rowCount: 1 });
  expect(tables.run('SELECT Id FROM Persons').rows).toEqual([[1]]);
});

test('what a statement would change is told, and undone', () => {
  tables.run('CREATE TABLE P(a int, b varchar(9))');
  tables.run("INSERT INTO P VALUES (1, 'x'), (2, 'y'), (3, 'z')");
  const update = tables.tryRun("UPDATE P SET b = b || '!' WHERE a > 1");
  expect(update).toMatchObject({
    ok: true,
    value: {
      rowCount: 2,
      changes: [
        {
          table: 'SQLUSER.P',
          rows: [
            ['2', '[2,"y!"]'],
            ['3', '[3,"z!"]'],
          ],
        },
      ],
    },
  });
  expect(tables.tryRun('DELETE FROM P WHERE a = 1')).toMatchObject({ ok: true, value: { changes: [{ rows: [['1', null]] }] } });
  expect(tables.rows('SELECT b FROM P ORDER BY a')).toEqual([['x'], ['y'], ['z']]);
});

test('replaced rows, cascades and a changed key are all told', () => {
  tables.run('CREATE TABLE Parent(Id INTEGER PRIMARY KEY, Code int UNIQUE)');
  tables.run('CREATE TABLE Child(Parent int REFERENCES Parent(Id) ON DELETE CASCADE)');
  tables.run('INSERT INTO Parent VALUES (1, 10), (2, 20)');
  tables.run('INSERT INTO Child VALUES (1), (1), (2)');
  expect(tables.codeOf('INSERT INTO Child VALUES (9)')).toBe('<SQLCODE: -124>');
  tables.run('INSERT OR REPLACE INTO Parent VALUES (7, 10)');
  expect(tables.rows('SELECT Id FROM Parent ORDER BY Id')).toEqual([[2], [7]]);
  expect(tables.rows('SELECT Parent FROM Child')).toEqual([[2]]);
  tables.run('UPDATE Parent SET Id = 8 WHERE Id = 7');
  expect(tables.rows('SELECT Id, Code FROM Parent ORDER BY Id')).toEqual([
    [2, 20],
    [8, 10],
  ]);
});

test('RETURNING shows rows and changes them', () => {
  tables.run('CREATE TABLE P(a int)');
  expect(tables.run('INSERT INTO P VALUES (5) RETURNING a, a + 1 AS next')).toMatchObject({
    columns: [{ name: 'a' }, { name: 'next' }],
    rows: [[5, 6]],
    rowCount: 1,
  });
  expect(tables.rows('SELECT a FROM P')).toEqual([[5]]);
});

describe('refused, and nothing changes', () => {
  test.each([
    ['SELECT * FROM Nope', '<SQLCODE: -30>'],
    ['SELECT Nope FROM P', '<SQLCODE: -29>'],
    ['SELECT * FORM P', '<SQLCODE: -1>'],
    ["INSERT INTO P VALUES (1, 'again')", '<SQLCODE: -119>'],
    ["INSERT INTO P(b) VALUES ('no key')", '<SQLCODE: -108>'],
    ["INSERT INTO P VALUES ('abc', 'x')", '<SQLCODE: -104>'],
    ["UPDATE P SET b = 'too long'", '<SQLCODE: -104>'],
    ["UPDATE P SET b = 'no'", '<SQLCODE: -104>'],
    ['CREATE TABLE p(x int)', '<SQLCODE: -201>'],
    ['ALTER TABLE P ADD COLUMN B int', '<SQLCODE: -306>'],
    ['CREATE TABLE Q(a int PRIMARY KEY) WITHOUT ROWID', '<SQLCODE: -1>'],
    ["INSERT INTO P WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i, 'n' FROM n", 'P308'],
  ])('%s', (sql, code) => {
    tables.run("CREATE TABLE P(a int NOT NULL UNIQUE, b varchar(5) CHECK (b <> 'no'))");
    tables.run("INSERT INTO P VALUES (1, 'one')");
    expect(tables.codeOf(sql)).toBe(code);
    expect(tables.rows('SELECT * FROM P')).toEqual([[1, 'one']]);
  });
});

test('columns come and go; rows from before have the default, and a new column never shows an old one’s values', () => {
  tables.run('CREATE TABLE P(a int, b varchar(9))');
  tables.run("INSERT INTO P VALUES (1, 'old')");
  tables.run('ALTER TABLE P ADD COLUMN c int DEFAULT 7');
  tables.run("INSERT INTO P VALUES (2, 'new', 8)");
  expect(tables.rows('SELECT a, c FROM P ORDER BY a')).toEqual([
    [1, 7],
    [2, 8],
  ]);
  tables.run('ALTER TABLE P DROP COLUMN b');
  tables.run('ALTER TABLE P ADD b int');
  expect(tables.rows('SELECT * FROM P ORDER BY a')).toEqual([
    [1, 7, null],
    [2, 8, null],
  ]);
});

test('an index is kept with its table, and a unique one refuses', () => {
  tables.run('CREATE TABLE P(a int)');
  tables.run('CREATE UNIQUE INDEX ByA ON P (a)');
  expect(tables.definitions.get('SQLUSER.P')?.indexes.map(({ name }) => name)).toEqual(['ByA']);
  tables.run('INSERT INTO P VALUES (1)');
  expect(tables.codeOf('INSERT INTO P VALUES (1)')).toBe('<SQLCODE: -119>');
  expect(tables.codeOf('CREATE INDEX bya ON P (a)')).toBe('<SQLCODE: -324>');
});

test('rows that others SET: what is no row is named, what contradicts is offered again', () => {
  tables.run('CREATE TABLE P(a int UNIQUE)');
  tables.load('SQLUSER.P', [
    ['1', '[1]'],
    ['2', 'Ann'],
    ['3', '[1]'],
  ]);
  expect(tables.run('SELECT a FROM P')).toMatchObject({
    rows: [[1]],
    unreadable: [{ table: 'SQLUser.P', count: 2, reason: expect.stringContaining('^(2): it is not a JSON array') }],
  });
  // Two values swapped, one message after the other.
  tables.load('SQLUSER.P', [['1', '[2]']]);
  tables.load('SQLUSER.P', [['2', '[5]']]);
  expect(tables.run('SELECT a FROM P ORDER BY a')).toMatchObject({ rows: [[1], [2], [5]], unreadable: [] });
});

test('a field may be called rowid; large integers and bytes are shown whole', () => {
  tables.run('CREATE TABLE P(rowid varchar(9), big bigint, bytes blob)');
  tables.run("INSERT INTO P VALUES ('a', 9223372036854775807, x'00ff')");
  expect(tables.rows('SELECT * FROM P')).toEqual([['a', '9223372036854775807', "X'00FF'"]]);
});

test('a query that would need too much memory fails, and the next one works', () => {
  expect(tables.codeOf('SELECT zeroblob(900000000) || zeroblob(900000000)')).toBe('<SQLCODE: -400>');
  expect(tables.rows('SELECT 1')).toEqual([[1]]);
});

test('a stored definition that is not permitted makes no table, and its check runs nothing', () => {
  const column = { name: 'a', type: 'int', required: false, primaryKey: false, defaultValue: null, slot: 0 };
  tables.projection.close();
  tables.projection = new Projection([
    {
      version: 1,
      schema: 'SQLUser',
      name: 'Trap',
      ddl: `CREATE TABLE "Trap" (a int CHECK (writefile('/tmp/x', 'x')))`,
      indexes: [],
      columns: [column],
      nextSlot: 1,
      dataGlobal: 'T',
    },
  ]);
  expect(tables.codeOf('INSERT INTO Trap VALUES (1)')).toBe('<SQLCODE: -30>');
});

test('a value that no text of JavaScript can hold is beyond the memory limit', () => {
  expect(tables.codeOf("SELECT printf('%.*c', 600000000, 'x')")).toBe('<SQLCODE: -400>');
});

test('a real number without fraction stays one in a field of no type', () => {
  tables.run('CREATE TABLE P(a, b)');
  tables.run('INSERT INTO P VALUES (3.0, 3)');
  tables.rebuild();
  expect(tables.rows('SELECT typeof(a), typeof(b), a / 2, b / 2 FROM P')).toEqual([['real', 'integer', 1.5, 1]]);
});
