/**
 * Issue "databases, journals and backups", SQL: the table of the notes on a mirrored database, on both members, through a failover.
 * Walkthrough W2, point 4.
 */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SqlResult, sqlResultSchema } from '../../lib/contract/sql.ts';
import { begun } from '../begun.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, type MemberHost, otherMember, until } from './april-lab.ts';

const NAMESPACE = 'APP';
const DATABASE = 'DATA';
const DEJOURNAL_DEADLINE_MS = 30_000;
const CLIENTS = 8;
const UPDATES_PER_CLIENT = 10;

let lab: AprilLab;
let statementNumber = 0;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
  // Namespaces are not mirrored: each member defines its own.
  for (const host of ['servera', 'serverb'] as const)
    await lab.order(host, {
      kind: 'create-namespace',
      name: NAMESPACE,
      copyFrom: null,
      globalsDatabase: DATABASE,
      routinesDatabase: DATABASE,
    });
});
afterAll(() => lab.stop());

async function execute(host: MemberHost, sql: string, statement = `e2e ${statementNumber++}`): Promise<SqlResult> {
  return sqlResultSchema.parse(await lab.order(host, { kind: 'execute-sql', namespace: NAMESPACE, statement, sql, maximumRows: 1000 }));
}
const rows = async (host: MemberHost, sql: string) => (await execute(host, sql)).rows;

test('a table made and filled on the primary is on the backup, where writing is refused', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  await execute(primary, 'CREATE TABLE Persons(Id int, Name varchar(255))');
  expect(await execute(primary, "INSERT INTO Persons VALUES (1, 'Ann'), (2, '李雷'), (3, NULL)")).toMatchObject({
    rowCount: 3,
    globalReferences: 3,
  });
  await until(
    'the rows are on the backup',
    DEJOURNAL_DEADLINE_MS,
    async () => (await rows(backup, 'SELECT count(*) FROM Persons'))[0]?.[0] === 3,
  );
  expect(await rows(backup, 'SELECT Id, Name FROM Persons ORDER BY Id')).toEqual([
    [1, 'Ann'],
    [2, '李雷'],
    [3, null],
  ]);
  // A second look follows what has changed since.
  await execute(primary, "UPDATE Persons SET Name = 'Cy' WHERE Name IS NULL");
  await until(
    'the change is on the backup',
    DEJOURNAL_DEADLINE_MS,
    async () => (await rows(backup, 'SELECT Name FROM Persons WHERE Id = 3'))[0]?.[0] === 'Cy',
  );
  for (const sql of ["INSERT INTO Persons VALUES (9, 'x')", 'DELETE FROM Persons', 'CREATE TABLE Other(a int)', 'DROP TABLE Persons'])
    await expect(execute(backup, sql)).rejects.toThrow('<PROTECT>');
  expect(await rows(backup, 'SELECT count(*) FROM Persons')).toEqual([[3]]);
  const { tables } = await lab.ask(backup, 'sql-tables', { namespace: NAMESPACE });
  expect(tables).toMatchObject([
    { schema: 'SQLUser', name: 'Persons', dataGlobal: 'SQLUser.PersonsD', dataDatabase: DATABASE, writable: false },
  ]);
});

test('what SQL changes and what a SET changes is one thing', async () => {
  const primary = await lab.healthy();
  await lab.order(primary, { kind: 'set-node', database: DATABASE, reference: '^SQLUser.PersonsD(7)', value: '[7,"Set"]' });
  expect(await rows(primary, 'SELECT Name FROM Persons WHERE Id = 7')).toEqual([['Set']]);
  const { nodes } = await lab.ask(primary, 'global-nodes', {
    database: DATABASE,
    reference: '^SQLUser.PersonsD(2)',
    after: null,
    limit: 5,
  });
  expect(nodes).toMatchObject([{ value: '[2,"李雷"]' }]);
});

test('clients that count at once lose nothing', async () => {
  const primary = await lab.healthy();
  await execute(primary, 'CREATE TABLE Counter(n int)');
  await execute(primary, 'INSERT INTO Counter VALUES (0)');
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let update = 0; update < UPDATES_PER_CLIENT; update++) await execute(primary, 'UPDATE Counter SET n = n + 1');
    }),
  );
  expect(await rows(primary, 'SELECT n FROM Counter')).toEqual([[CLIENTS * UPDATES_PER_CLIENT]]);
});

test('a namespace takes mapped globals from another database, and refuses what cannot be', async () => {
  const primary = await lab.healthy();
  const namespace = NAMESPACE;
  const mapping = { namespace, mappingKind: 'global', pattern: 'Mapped*' } as const;
  await lab.order(primary, { kind: 'add-namespace-mapping', ...mapping, database: 'USER' });
  await lab.order(primary, { kind: 'set-node', database: 'USER', reference: '^MappedHere(1)', value: 'in USER' });
  await lab.order(primary, { kind: 'set-node', database: DATABASE, reference: '^Plain(1)', value: 'in DATA' });
  const seen = await lab.ask(primary, 'namespace-globals', { namespace, reference: '^MappedHere(1)' });
  expect(seen).toMatchObject({ database: 'USER', defaultDatabase: DATABASE, writable: null });
  expect(seen.globals).toEqual(
    expect.arrayContaining([
      { name: 'MappedHere', database: 'USER' },
      { name: 'Plain', database: DATABASE },
    ]),
  );
  const refusals = [
    [{ kind: 'add-namespace-mapping', ...mapping, database: 'USER' }, 'P304'],
    [{ kind: 'create-namespace', name: 'app', copyFrom: null, globalsDatabase: DATABASE, routinesDatabase: DATABASE }, 'P300'],
    [{ kind: 'create-namespace', name: '1st', copyFrom: null, globalsDatabase: DATABASE, routinesDatabase: DATABASE }, 'P301'],
    [{ kind: 'create-namespace', name: 'NEW', copyFrom: null, globalsDatabase: 'NOPE', routinesDatabase: DATABASE }, 'P104'],
    [{ kind: 'create-namespace', name: 'NEW', copyFrom: 'NOPE', globalsDatabase: DATABASE, routinesDatabase: DATABASE }, 'P104'],
    [{ kind: 'delete-namespace', name: '%SYS' }, 'P302'],
    [{ kind: 'edit-namespace', name: '%SYS', globalsDatabase: DATABASE, routinesDatabase: DATABASE }, 'P302'],
  ] as const;
  for (const [command, code] of refusals) await expect(lab.order(primary, command)).rejects.toThrow(`#${code}`);
  await lab.order(primary, { kind: 'delete-namespace-mapping', ...mapping });
  expect(await lab.ask(primary, 'namespace-globals', { namespace, reference: '^MappedHere(1)' })).toMatchObject({ database: DATABASE });
});

test('a query that would never end is cancelled, while the mirror stays healthy', async () => {
  const primary = await lab.healthy();
  const endless = execute(primary, 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n', 'endless');
  const outcome = begun(expect(endless).rejects.toThrow('#P305'));
  await until('it runs', DEJOURNAL_DEADLINE_MS, async () =>
    (await lab.ask(primary, 'processes', {})).processes.some(({ routine }) => routine === '%SYS.SQL'),
  );
  expect(await lab.healthy()).toBe(primary);
  await lab.order(primary, { kind: 'cancel-sql', statement: 'endless' });
  await outcome;
  expect(await rows(primary, 'SELECT count(*) FROM Persons')).toEqual([[4]]);
});

test('every row that was acknowledged survives the death of the primary, and the new one goes on', async () => {
  const killed = await lab.healthy();
  const successor = otherMember(killed);
  const acknowledged: number[] = [];
  let isKilled = false;
  const writing = begun(
    (async () => {
      for (let id = 100; ; id++) {
        try {
          await execute(killed, `INSERT INTO Persons VALUES (${id}, 'written until the end')`);
          acknowledged.push(id);
        } catch (error) {
          if (isKilled) return;
          throw error;
        }
      }
    })(),
  );
  await until('rows are acknowledged before the kill', FAILOVER_DEADLINE_MS, async () => acknowledged.length >= 30);
  isKilled = true;
  await lab.orderLab({ kind: 'kill-instance', host: killed, instance: 'IRIS' });
  await writing;
  await until(`${successor} is primary`, FAILOVER_DEADLINE_MS, async () => (await lab.monitor(successor)).role === 'primary');
  const kept = new Set((await rows(successor, 'SELECT Id FROM Persons WHERE Id >= 100')).map(([id]) => id));
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  await until(
    'the new primary writes',
    FAILOVER_DEADLINE_MS,
    async () => (await execute(successor, "INSERT INTO Persons VALUES (8, 'After')")).rowCount === 1,
  );
  expect(await rows(successor, 'SELECT n FROM Counter')).toEqual([[CLIENTS * UPDATES_PER_CLIENT]]);
  await lab.orderLab({ kind: 'start-instance', host: killed, instance: 'IRIS' });
  expect(await lab.healthy()).toBe(successor);
  await until(
    'the former primary shows what the new one wrote',
    DEJOURNAL_DEADLINE_MS,
    async () => (await rows(killed, 'SELECT Name FROM Persons WHERE Id = 8'))[0]?.[0] === 'After',
  );
  await expect(execute(killed, "INSERT INTO Persons VALUES (10, 'x')")).rejects.toThrow('<PROTECT>');
});

test('no statement reaches a file, neither typed nor planted in a global by a client', async () => {
  const primary = await lab.healthy();
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'sql-reach-'));
  const [written, secret] = ['written-by-sql', 'secret'].map((name) => path.join(folder, name)) as [string, string];
  fs.writeFileSync(secret, 'a secret');
  for (const sql of [
    `SELECT readfile('${secret}')`,
    `SELECT writefile('${written}', 'proof')`,
    `SELECT * FROM fsdir WHERE path = '${folder}'`,
    `SELECT "writefile"('${written}', 'proof')`,
  ])
    for (const host of [primary, otherMember(primary)]) await expect(execute(host, sql)).rejects.toThrow('cannot be used in SQL');
  const column = { name: 'a', type: 'int', required: false, primaryKey: false, defaultValue: null, slot: 0 };
  const trap = {
    version: 1,
    schema: 'SQLUser',
    name: 'Trap',
    ddl: `CREATE TABLE "Trap" (a int CHECK (writefile('${written}', 'x') is not null))`,
    indexes: [],
    columns: [column],
    nextSlot: 1,
    dataGlobal: 'SQLUser.TrapD',
  };
  const client = await lab.connect();
  await client.set(DATABASE, ['oddSQL', 'SQLUSER', 'TRAP'], JSON.stringify(trap));
  client.close();
  await expect(execute(primary, 'INSERT INTO Trap (a) VALUES (5)')).rejects.toThrow('SQLUser.Trap');
  await execute(primary, 'DROP TABLE Trap');
  expect(fs.readdirSync(folder)).toEqual(['secret']);
  fs.rmSync(folder, { recursive: true });
});
