import { describe, expect, test } from 'vitest';
import { parseStatement, type Statement } from './statement.ts';

function read(sql: string): Statement {
  const parsed = parseStatement(sql);
  if (!parsed.ok) throw new Error(`${parsed.refusal.code} ${parsed.refusal.args.join()}`);
  return parsed.value;
}
const codeOf = (sql: string) => {
  const parsed = parseStatement(sql);
  return parsed.ok ? null : parsed.refusal.code;
};

describe('the kind of a statement', () => {
  test.each([
    ['SELECT 1', 'query', null],
    ['-- a comment\n select * from Persons;', 'query', null],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'query', null],
    ['WITH a AS (SELECT 1 x) INSERT INTO Persons SELECT x FROM a', 'change', 'SQLUser.Persons'],
    ['insert into Sales.Orders values (1)', 'change', 'Sales.Orders'],
    ['INSERT OR REPLACE INTO Persons VALUES (1)', 'change', 'SQLUser.Persons'],
    ['UPDATE "My Table" SET a = 1', 'change', 'SQLUser.My Table'],
    ['DELETE Persons WHERE Id = 1', 'change', 'SQLUser.Persons'],
    ['DELETE FROM sqluser.Persons', 'change', 'SQLUser.Persons'],
    ['TRUNCATE TABLE Persons', 'change', 'SQLUser.Persons'],
    ['CREATE TABLE IF NOT EXISTS Persons(Id int)', 'create-table', 'SQLUser.Persons'],
    ['CREATE UNIQUE INDEX ByName ON TABLE Persons (Name)', 'create-index', 'SQLUser.Persons'],
    ['DROP TABLE Persons', 'drop-table', 'SQLUser.Persons'],
    ['DROP INDEX ByName ON Persons', 'drop-index', 'SQLUser.Persons'],
    ['DROP INDEX ByName', 'drop-index', null],
    ['ALTER TABLE Persons ADD Born date', 'alter-table', 'SQLUser.Persons'],
  ])('%s', (sql, kind, target) => {
    const statement = read(sql);
    expect(statement.kind).toBe(kind);
    const named = 'target' in statement && statement.target ? `${statement.target.schema}.${statement.target.name}` : null;
    expect(named).toBe(target);
  });
});

describe('refused', () => {
  test.each([
    ['', '<SQLCODE: -51>'],
    ['-- nothing', '<SQLCODE: -51>'],
    ["ATTACH DATABASE '/tmp/x' AS x", '<SQLCODE: -51>'],
    ['PRAGMA journal_mode', '<SQLCODE: -51>'],
    ["VACUUM INTO '/tmp/x'", '<SQLCODE: -51>'],
    ['CREATE TRIGGER t AFTER INSERT ON p BEGIN SELECT 1; END', '<SQLCODE: -25>'],
    ['CREATE VIRTUAL TABLE v USING fts5(a)', '<SQLCODE: -51>'],
    ['CREATE TABLE p AS SELECT 1', '<SQLCODE: -1>'],
    ['CREATE TABLE main.p(a int)', '<SQLCODE: -1>'],
    ['BEGIN', '<SQLCODE: -51>'],
    ['SELECT 1; DELETE FROM Persons', '<SQLCODE: -25>'],
    ["SELECT 'open", '<SQLCODE: -1>'],
    ['SELECT ?', '<SQLCODE: -1>'],
    ['SELECT \0', '<SQLCODE: -1>'],
  ])('%s', (sql, code) => {
    expect(codeOf(sql)).toBe(code);
  });
});

describe('in SQLite’s dialect', () => {
  test.each([
    ['SELECT TOP 5 * FROM Persons', 'SELECT  * FROM Persons LIMIT 5'],
    ['SELECT DISTINCT TOP (5) Name FROM Persons ORDER BY Name', 'SELECT DISTINCT  Name FROM Persons ORDER BY Name LIMIT 5'],
    ['SELECT * FROM (SELECT TOP 2 Id FROM Persons ORDER BY Id) p', 'SELECT * FROM (SELECT  Id FROM Persons ORDER BY Id LIMIT 2) p'],
    ['SELECT TOP ALL Id FROM Persons', 'SELECT  Id FROM Persons'],
    ['SELECT Top FROM Hats', 'SELECT Top FROM Hats'],
    ["SELECT 'TOP 5 %ID' FROM Hats", "SELECT 'TOP 5 %ID' FROM Hats"],
    ['SELECT %ID, Name FROM Persons', 'SELECT rowid, Name FROM Persons'],
    ['create index ByName on Persons (Name desc)', 'CREATE INDEX "SQLUser"."ByName" ON "Persons" (Name desc)'],
    ['create table Persons(Id int, Name varchar(255));', 'CREATE TABLE "SQLUser"."Persons" (Id int, Name varchar(255))'],
    ['alter table Persons add Born date', 'ALTER TABLE "SQLUser"."Persons" ADD COLUMN Born date'],
    ['EXPLAIN SELECT TOP 5 * FROM Persons', ' SELECT  * FROM Persons LIMIT 5'],
    ['/* why */ explain DELETE FROM Persons', ' DELETE FROM Persons'],
    ['EXPLAIN TRUNCATE TABLE Persons', 'DELETE FROM "SQLUser"."Persons"'],
    ['EXPLAIN DROP TABLE Persons', null],
    ['EXPLAIN EXPLAIN SELECT 1', null],
    ['TRUNCATE TABLE a"b', null],
    ['TRUNCATE TABLE "a""b"', 'DELETE FROM "SQLUser"."a""b"'],
  ])('%s', (sql, text) => {
    if (text === null) expect(codeOf(sql)).not.toBeNull();
    else expect(read(sql).text).toBe(text);
  });

  // A text is read by the instance itself, which must not stand still: a primary would lose its place.
  test.each([
    ['row numbers', (count: number) => `SELECT ${'%ID,'.repeat(count)}1`],
    ['TOP', (count: number) => `SELECT 1${' UNION SELECT TOP 1 2'.repeat(count)}`],
    ['TOP within TOP', (count: number) => `${'SELECT TOP 1 * FROM ('.repeat(count)}SELECT 1${')'.repeat(count)}`],
    [
      'common tables',
      (count: number) => `WITH ${Array.from({ length: count }, (_, index) => `a${index}(x) AS (SELECT 1)`).join(',')} SELECT 1`,
    ],
    ['functions', (count: number) => `SELECT ${'abs('.repeat(count)}1${')'.repeat(count)}`],
  ])('a long text (%s) takes no longer than its length', (_, make) => {
    const timeOf = (count: number) => {
      const text = make(count);
      const begun = process.cpuUsage(); // Its own work: other programs may keep the machine busy.
      parseStatement(text);
      return process.cpuUsage(begun).user / 1000;
    };
    timeOf(1000);
    expect(timeOf(20_000)).toBeLessThan(1500);
  });

  test('every name is found, whatever its case and quotes', () => {
    expect([...read('SELECT p.Name FROM Persons p JOIN [My Orders] o ON o.p = p.Id').names]).toEqual(
      expect.arrayContaining(['persons', 'my orders', 'name']),
    );
  });
});
