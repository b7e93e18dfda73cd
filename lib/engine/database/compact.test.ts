import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { DATABASE_FILE_NAME, DatabaseFile, type NodeChange } from './database-file.ts';
import { checkIntegrity } from './integrity-check.ts';
import { MountedDatabase } from './mounted-database.ts';

let directory: string;
let file: DatabaseFile;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'compact-'));
  const created = await DatabaseFile.create(directory);
  if (!created.ok) throw new Error(created.refusal.code);
  file = created.value;
});
afterEach(async () => {
  await file.close();
  rmSync(directory, { recursive: true });
});

const keyOf = (at: number): Buffer => {
  const key = encodeKey('A', [at]);
  if (!key.ok) throw new Error(key.refusal.code);
  return key.value;
};
const set = (at: number, value = 'x'.repeat(500)): NodeChange => ({ kind: 'set', key: keyOf(at), value: Buffer.from(value) });
const kill = (at: number): NodeChange => ({ kind: 'kill-node', key: keyOf(at) });
const positionAt = (offset: number) => ({ history: 'local' as const, fileCount: 1, offset });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('a compacted file is smaller, holds the same, and takes updates', async () => {
  await file.applyBatch(
    range(0, 10_000).map((at) => set(at)),
    positionAt(100),
  );
  await file.applyBatch(range(0, 9000).map(kill), positionAt(200));
  expect(file.space().freePages).toBeGreaterThan(500);
  const { bytesBefore, bytesAfter } = await file.compact();
  expect(bytesAfter).toBeLessThan(bytesBefore / 4);
  expect(statSync(join(directory, DATABASE_FILE_NAME)).size).toBe(bytesAfter);
  expect(existsSync(join(directory, `${DATABASE_FILE_NAME}.compact`))).toBe(false);
  expect(file.get(keyOf(9500))?.length).toBe(500);
  await file.applyBatch([set(1, 'after')], positionAt(300));
  await file.close();
  const reopened = DatabaseFile.open(directory);
  if (!reopened.ok) throw new Error(reopened.refusal.code);
  file = reopened.value;
  expect(file.get(keyOf(1))?.toString()).toBe('after');
  expect(file.get(keyOf(9999))?.length).toBe(500);
  expect(file.position).toEqual(positionAt(300));
  expect(await checkIntegrity(directory)).toMatchObject({ nodes: 1001, problemCount: 0 });
});

test('what is applied while it compacts waits and is there afterwards; readers see the database all the time; watchers go on', async () => {
  await file.applyBatch(
    range(0, 5000).map((at) => set(at)),
    positionAt(100),
  );
  const seen: (Buffer | null)[] = [];
  file.store.watch((key) => seen.push(key));
  let reads = 0;
  const compacting = file.compact();
  let isDone = false;
  void compacting.finally(() => {
    isDone = true;
  });
  const applying = file.applyBatch([set(5000, 'meanwhile')], positionAt(200));
  while (!isDone) {
    expect(file.get(keyOf(4999))?.length).toBe(500);
    reads += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await applying;
  expect(reads).toBeGreaterThan(0);
  expect(file.get(keyOf(5000))?.toString()).toBe('meanwhile');
  expect(seen).toContainEqual(keyOf(5000));
});

test('a check of a database that is being written sees one state of it', async () => {
  await file.applyBatch(
    range(0, 5000).map((at) => set(at)),
    positionAt(100),
  );
  const { state, release } = await file.pin();
  const left = new Set(range(0, 5000));
  let offset = 200;
  let isDone = false;
  const checking = checkIntegrity(directory, { ...(state && { state }) }).finally(() => {
    isDone = true;
  });
  for (; !isDone; offset += 100) {
    const written = range(offset * 10, offset * 10 + 200);
    const killed = range(offset % 4000, (offset % 4000) + 100);
    await file.applyBatch([...written.map((at) => set(at)), ...killed.map(kill)], positionAt(offset));
    for (const at of written) left.add(at);
    for (const at of killed) left.delete(at);
  }
  expect(await checking).toMatchObject({ nodes: 5000, problemCount: 0 });
  release();
  const second = await file.pin();
  const findings = await checkIntegrity(directory, { ...(second.state && { state: second.state }) });
  second.release();
  expect(findings.problems).toEqual([]);
  expect(findings.nodes).toBe(left.size);
});

test('a database is full at its maximum, and is not any more once nodes were killed', async () => {
  const database = new MountedDatabase({ name: 'FULL', file, journalName: directory });
  database.maximumBytes = 1024 * 1024;
  expect(database.isFull()).toBe(false);
  let at = 0;
  for (; !database.isFull(); at++) {
    database.change(keyOf(at), Buffer.alloc(1000), at + 1);
    expect(at).toBeLessThan(2000);
  }
  expect(at).toBeGreaterThan(700);
  await database.applyCommitted(at, positionAt(100));
  expect(database.isFull()).toBe(true);
  for (let killed = 0; killed < 600; killed++) database.change(keyOf(killed), null, at + 1 + killed);
  await database.applyCommitted(at + 601, positionAt(200));
  // Freed pages count once no reader can need them, which the next write of the file finds out.
  await file.applyBatch([set(0, 'a')], positionAt(300));
  await file.applyBatch([set(0, 'b')], positionAt(400));
  expect(database.isFull()).toBe(false);
});
