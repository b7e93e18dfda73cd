import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { compareDatabases } from './compare.ts';
import { DatabaseFile } from './database-file.ts';
import { mirroredCopies, pairsOf } from './mirrored-copies.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'compare-'));
});
afterEach(() => rm(directory, { recursive: true }));

const keyOf = (subscript: string | number): Buffer => {
  const key = encodeKey('A', [subscript]);
  if (!key.ok) throw new Error(key.refusal.code);
  return key.value;
};

/** A closed database with these nodes of ^A, applied up to `offset`. */
async function databaseOf(name: string, nodes: Record<string, string>, offset: number): Promise<string> {
  const created = await DatabaseFile.create(join(directory, name), {
    mirrorGuid: 'APRIL',
    mirrorName: 'APRIL',
    mirrorDatabaseName: 'DATA',
    createdAsMirrored: true,
    activated: true,
  });
  if (!created.ok) throw new Error(created.refusal.code);
  await created.value.applyBatch(
    Object.entries(nodes).map(([subscript, value]) => ({ kind: 'set' as const, key: keyOf(subscript), value: Buffer.from(value) })),
    { history: 'mirror', fileCount: 1, offset },
  );
  await created.value.close();
  return join(directory, name);
}

const nodes = { 1: 'one', 2: 'two', x: 'ex' };

test('equal copies, counted; their positions may differ', async () => {
  const left = await databaseOf('left', nodes, 100);
  const right = await databaseOf('right', nodes, 200);
  expect(await compareDatabases(left, right)).toMatchObject({
    equal: true,
    leftCount: 3,
    rightCount: 3,
    first: null,
    leftPosition: { offset: 100 },
    rightPosition: { offset: 200 },
  });
});

test.each([
  ['another value', { ...nodes, 2: 'zwei' }, { reference: '^A(2)', left: 'two', right: 'zwei' }, 1],
  ['a node less', { 1: 'one', x: 'ex' }, { reference: '^A(2)', left: 'two', right: undefined }, 1],
  ['a node more', { ...nodes, '1.5': 'more' }, { reference: '^A(1.5)', left: undefined, right: 'more' }, 1],
  ['a node less at the end', { 1: 'one', 2: 'two' }, { reference: '^A("x")', left: 'ex', right: undefined }, 2],
  ['a node more at the end', { ...nodes, y: 'why' }, { reference: '^A("y")', left: undefined, right: 'why' }, 3],
])('the first difference: %s', async (_, other, first, count) => {
  const left = await databaseOf('left', nodes, 100);
  const right = await databaseOf('right', other, 100);
  expect(await compareDatabases(left, right)).toMatchObject({ equal: false, first, leftCount: count, rightCount: count });
});

test('a copy that is behind gets time to follow', async () => {
  const left = await databaseOf('left', nodes, 200);
  const right = await databaseOf('right', { 1: 'one' }, 100);
  const opened = DatabaseFile.open(right);
  if (!opened.ok) throw new Error(opened.refusal.code);
  const comparing = compareDatabases(left, right);
  await opened.value.applyBatch(
    [
      { kind: 'set', key: keyOf(2), value: Buffer.from('two') },
      { kind: 'set', key: keyOf('x'), value: Buffer.from('ex') },
    ],
    { history: 'mirror', fileCount: 1, offset: 200 },
  );
  await opened.value.close();
  expect(await comparing).toMatchObject({ equal: true, leftCount: 3 });
  expect(await compareDatabases(left, await databaseOf('late', { 1: 'one' }, 100), { deadlineMs: 0 })).toMatchObject({
    equal: false,
    first: { reference: '^A(2)' },
  });
});

test('a directory without a database is said so', async () => {
  await expect(compareDatabases(await databaseOf('left', nodes, 100), join(directory, 'nowhere'))).rejects.toThrow(
    'there is no IRIS.DAT in',
  );
});

test('finds the copies below a data folder, each beside the first', async () => {
  await databaseOf('hosts/serverb/instances/IRIS/mgr/data', nodes, 100);
  await databaseOf('hosts/servera/instances/IRIS/mgr/data', nodes, 100);
  const copies = await mirroredCopies(directory);
  expect(copies.map(({ host, mirrorName, name }) => [host, mirrorName, name])).toEqual([
    ['servera', 'APRIL', 'DATA'],
    ['serverb', 'APRIL', 'DATA'],
  ]);
  expect(pairsOf(copies).map(({ left, right }) => [left.host, right.host])).toEqual([['servera', 'serverb']]);
});

test('which directories are databases is asked of the configuration: a file that was laid aside is named and left out', async () => {
  await databaseOf('hosts/servera/instances/IRIS/mgr/data', nodes, 100);
  await databaseOf('hosts/servera/instances/IRIS/mgr/older/data', { 1: 'another' }, 100);
  const configuration = new Database(join(directory, 'hosts/servera/instances/IRIS/config.db'));
  configuration.exec('CREATE TABLE "Database" (directory TEXT)');
  configuration.prepare('INSERT INTO "Database" VALUES (?)').run(join(directory, 'hosts/servera/instances/IRIS/mgr/data'));
  configuration.close();
  const others: string[] = [];
  const copies = await mirroredCopies(directory, (other) => others.push(other));
  expect(copies.map((copy) => copy.directory)).toEqual([join(directory, 'hosts/servera/instances/IRIS/mgr/data')]);
  expect(others).toEqual([join(directory, 'hosts/servera/instances/IRIS/mgr/older/data')]);
});
