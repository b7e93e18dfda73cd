import { describe, expect, test } from 'vitest';
import { parseStatement } from './statement.ts';

const refusalOf = (sql: string) => {
  const parsed = parseStatement(sql);
  return parsed.ok ? null : parsed.refusal;
};

describe('a function or table that reaches outside is refused by its name', () => {
  test.each([
    [
      "SELECT substr(cast(readfile('/tmp/key') as text), 1, 60), length(readfile('/etc/shadow')), (SELECT count(*) FROM fsdir('/root'))",
      'readfile',
    ],
    ["SELECT writefile('/tmp/x', 'proof')", 'writefile'],
    ["SELECT * FROM fsdir WHERE path = '/etc'", 'fsdir'],
    ["SELECT * FROM FSDIR WHERE path = '/etc'", 'FSDIR'],
    [`SELECT "readfile"('/etc/passwd')`, 'readfile'],
    ["SELECT [readfile]('/etc/passwd')", 'readfile'],
    ["SELECT `readfile` /* here */ ('/etc/passwd')", 'readfile'],
    ["SELECT readfile\n--\n('/etc/passwd')", 'readfile'],
    ["SELECT 5 %readfile('/etc/passwd')", '%readfile'],
    ["SELECT 1 WHERE EXISTS (SELECT 1 FROM P JOIN Q ON readfile('/etc/passwd'))", 'readfile'],
    ["SELECT * FROM 'fsdir'('/etc')", "'fsdir'"],
    ["SELECT * FROM 'sqlite_dbpage'", "'sqlite_dbpage'"],
    ["SELECT * FROM P, 'sqlite_schema'", "'sqlite_schema'"],
    ["SELECT * FROM P, 'pragma_database_list'", "'pragma_database_list'"],
    ["SELECT * FROM P JOIN Q ON (P.a = Q.a), 'sqlite_schema'", "'sqlite_schema'"],
    ["SELECT * FROM ('sqlite_schema')", "'sqlite_schema'"],
    ["SELECT * FROM (P, (('sqlite_schema')))", "'sqlite_schema'"],
    ["SELECT (SELECT count(*) FROM P, 'sqlite_schema')", "'sqlite_schema'"],
    ['INSERT INTO "%changed" VALUES (0, 1)', '%changed'],
    ['DELETE FROM [%Changed]', '%Changed'],
    ['SELECT * FROM "%result"', '%result'],
    ["SELECT 1 IN readfile('/etc/passwd')", 'readfile'],
    ["SELECT a readfile('/etc/passwd') FROM P", 'readfile'],
    ["INSERT INTO P (a) VALUES (readfile('/etc/passwd'))", 'readfile'],
    ["INSERT INTO P SELECT a FROM Q WHERE true ON CONFLICT (a) DO UPDATE SET a = writefile('/tmp/x', 1)", 'writefile'],
    ["UPDATE P SET a = writefile('/tmp/x', 1)", 'writefile'],
    ["DELETE FROM P WHERE writefile('/tmp/x', 1)", 'writefile'],
    ["DELETE FROM P RETURNING readfile('/etc/passwd')", 'readfile'],
    ["EXPLAIN SELECT readfile('/etc/passwd')", 'readfile'],
    ["WITH a AS (SELECT readfile('/etc/passwd')) SELECT * FROM a", 'readfile'],
    ["WITH readfile(x) AS (SELECT 1) SELECT fsdir('/')", 'fsdir'],
    ["CREATE TABLE P (a int CHECK (writefile('/tmp/x', 'x') IS NOT NULL))", 'writefile'],
    ["CREATE TABLE P (a text DEFAULT (readfile('/etc/passwd')))", 'readfile'],
    ["CREATE TABLE P (a int, b text GENERATED ALWAYS AS (readfile('/etc/passwd')) STORED)", 'readfile'],
    ["CREATE INDEX ByA ON P (readfile('/etc/passwd'))", 'readfile'],
    ["CREATE INDEX ByA ON P (a) WHERE readfile('/etc/passwd')", 'readfile'],
    ["ALTER TABLE P ADD b text DEFAULT (readfile('/etc/passwd'))", 'readfile'],
    ['SELECT load_extension(1)', 'load_extension'],
    ['SELECT * FROM sqlite_dbpage', 'sqlite_dbpage'],
    ['SELECT * FROM "sqlite_schema"', 'sqlite_schema'],
    ['SELECT * FROM dbstat', 'dbstat'],
    ['SELECT * FROM carray', 'carray'],
    ['SELECT * FROM sqlite_stmt', 'sqlite_stmt'],
    ['SELECT * FROM pragma_database_list', 'pragma_database_list'],
    ["SELECT * FROM pragma_table_info('P')", 'pragma_table_info'],
    ['SELECT fts3_tokenizer(1)', 'fts3_tokenizer'],
  ])('%s', (sql, name) => {
    expect(refusalOf(sql)).toMatchObject({ code: 'P561', args: [name] });
  });
});

describe('what a person of good will writes passes', () => {
  test.each([
    "SELECT Upper(Name), count(*) FROM Persons WHERE Id IN (1, 2) AND (Name LIKE ('A%') OR NOT (Id = 3)) GROUP BY Name HAVING (count(*) > 1)",
    'SELECT TOP (5) Name FROM Persons ORDER BY (Name)',
    'SELECT CAST(Id AS varchar(20)), CAST(Id AS character varying(20)), CAST(Id AS numeric(10, 2)) FROM Persons',
    'WITH n(i) AS (SELECT 1), m (j) AS NOT MATERIALIZED (SELECT 2) SELECT i, j FROM n, m',
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT (5)) SELECT * FROM n',
    'SELECT rank() OVER (PARTITION BY (a) ORDER BY b), sum(a) FILTER (WHERE a > 1) OVER w FROM P WINDOW w AS (ORDER BY a)',
    'SELECT * FROM P JOIN Q USING (a) LEFT JOIN R ON (P.a = R.a)',
    "INSERT INTO Sales.Orders (a, b) VALUES (1, 'readfile'), (2, 'FROM fsdir (x)')",
    'INSERT INTO "values" ("check") SELECT 1',
    "INSERT INTO P(a) VALUES (1) ON CONFLICT (a) DO UPDATE SET (a, b) = (1, 'x')",
    'CREATE TABLE Orders (Id int, Kind varchar2(9), Amount money2(10, 2), "A b" foo(3), Person int REFERENCES Persons(Id), PRIMARY KEY (Id), UNIQUE (Kind), FOREIGN KEY (Person) REFERENCES Persons (Id), CHECK (Amount > abs(-1)))',
    "CREATE TABLE P (a int DEFAULT (1 + 2), b date DEFAULT (date('now')), c int GENERATED ALWAYS AS (a + 1) STORED)",
    'CREATE INDEX ByName ON TABLE Persons (Name)',
    'CREATE UNIQUE INDEX ByLower ON Persons (lower(Name)) WHERE (Id > 5)',
    "SELECT value FROM json_each('[1,2]')",
    "SELECT datetime('now'), CASE WHEN (1) THEN (2) ELSE (3) END",
    "SELECT 'sqlite_schema', 'a' FROM P, Q WHERE a IN ('x', 'y') AND coalesce('x', 'y') = 'x' ORDER BY 'a', 'b'",
    "SELECT * FROM P JOIN Q ON P.a IN ('x', 'y') AND if('x', 'y') = 'x', R GROUP BY 'a', 'b' LIMIT 1",
    "SELECT * FROM (VALUES ('a', 'b'), ('c', 'd')), json_each('[1]')",
    "UPDATE P SET a = 'x', b = 'y' FROM Q WHERE P.a IN ('x', 'y') RETURNING a, 'b'",
    "SELECT * FROM P WHERE Name = 'dbstat' AND b BETWEEN (1) AND (2)",
  ])('%s', (sql) => {
    expect(refusalOf(sql)).toBeNull();
  });
});
