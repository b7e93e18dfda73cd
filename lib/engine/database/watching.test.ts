/** Whoever keeps copies of nodes hears of every change: of the jobs here, of dejournaling, of what is taken back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile } from './database-file.ts';
import { MountedDatabase } from './mounted-database.ts';

let directory: string;
let database: MountedDatabase;
let heard: string[];
const key = (subscript: number) => {
  const encoded = encodeKey('G', [subscript]);
  if (!encoded.ok) throw new Error(encoded.refusal.code);
  return encoded.value;
};
const at = (offset: number) => ({ history: 'local' as const, fileCount: 1, offset });
const name = (bytes: Buffer | null) =>
  bytes === null ? 'all' : (['1', '2', '3'].find((_, index) => bytes.equals(key(index + 1))) ?? 'other');

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'watching-'));
  const file = await DatabaseFile.create(join(directory, 'data'));
  if (!file.ok) throw new Error(file.refusal.code);
  database = new MountedDatabase({ name: 'DATA', file: file.value, journalName: 'data' });
  heard = [];
});
afterEach(async () => {
  await database.file.close();
  rmSync(directory, { recursive: true, force: true });
});

test('a job’s update is told once, when it is made, not when it reaches the file', async () => {
  database.watch((bytes) => heard.push(name(bytes)));
  database.change(key(1), Buffer.from('a'), 1);
  expect(heard).toEqual(['1']);
  await database.applyCommitted(1, at(10));
  expect(heard.filter((one) => one !== 'other')).toEqual(['1']);
});

test('dejournaling is told when reads see it, a kill of a subtree node by node', async () => {
  await database.file.applyBatch(
    [
      { kind: 'set', key: key(1), value: Buffer.from('a') },
      { kind: 'set', key: key(2), value: Buffer.from('b') },
    ],
    at(10),
  );
  const seen: (string | undefined)[] = [];
  database.watch((bytes) => {
    heard.push(name(bytes));
    if (bytes && name(bytes) === '2') seen.push(database.get(bytes)?.toString());
  });
  const parent = encodeKey('G', []);
  if (!parent.ok) throw new Error(parent.refusal.code);
  await database.file.applyBatch([{ kind: 'kill', key: parent.value }], at(20));
  expect(heard.filter((one) => one !== 'other').sort()).toEqual(['1', '2']);
  expect(seen).toEqual([undefined]);
});

test('updates that are taken back are told again', () => {
  database.change(key(1), Buffer.from('a'), 1);
  database.watch((bytes) => heard.push(name(bytes)));
  database.discardUncommitted();
  expect(heard).toEqual(['1']);
});

test('who begins to listen in the middle of a write is told that anything may have changed', async () => {
  const written = database.file.store.write([[key(1), Buffer.from('a')]]);
  database.watch((bytes) => heard.push(name(bytes)));
  await written;
  expect(heard).toEqual(['all']);
});

test('nothing is told after the end', async () => {
  const stop = database.watch((bytes) => heard.push(name(bytes)));
  stop();
  database.change(key(1), Buffer.from('a'), 1);
  await database.applyCommitted(1, at(10));
  expect(heard).toEqual([]);
});
