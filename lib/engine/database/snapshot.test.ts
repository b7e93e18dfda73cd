/** A snapshot is one moment of a database file, however much is written meanwhile, and however far the file grows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile, FIRST_NODE_KEY, type NodeChange } from './database-file.ts';

const NODES = 2000;
let directory: string;
let file: DatabaseFile;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snapshot-'));
  const created = await DatabaseFile.create(directory);
  if (!created.ok) throw new Error(created.refusal.code);
  file = created.value;
});
afterEach(async () => {
  await file.close();
  await rm(directory, { recursive: true });
});

const keyOf = (number: number) => {
  const key = encodeKey('A', [String(number)]);
  if (!key.ok) throw new Error(key.refusal.code);
  return key.value;
};
const sets = (value: string): NodeChange[] =>
  Array.from({ length: NODES }, (_, number) => ({ kind: 'set', key: keyOf(number), value: Buffer.from(value) }));
const at = (offset: number) => ({ history: 'local' as const, fileCount: 1, offset });

test('nodes and position stay those of its moment while the file is written over and over', async () => {
  await file.applyBatch(sets('old'), at(100));
  const snapshot = file.snapshot();
  const seen: string[] = [];
  const range = snapshot.nodes.range({ start: FIRST_NODE_KEY, end: Buffer.from([0xff]) })[Symbol.iterator]();
  for (let round = 0; round < 5; round++) {
    await file.applyBatch([...sets(`new ${round} ${'x'.repeat(1000 * round)}`), { kind: 'kill-node', key: keyOf(round) }], at(200 + round));
    for (let step = 0; step < NODES / 5; step++) {
      const next = range.next();
      if (!next.done) seen.push(next.value.value.toString());
    }
  }
  expect(seen).toEqual(Array.from({ length: NODES }, () => 'old'));
  expect(range.next().done).toBe(true);
  expect(Array.from(snapshot.nodes.range({ start: FIRST_NODE_KEY, end: Buffer.from([0xff]) }), ({ value }) => value.toString())).toEqual(
    seen,
  );
  expect(snapshot.nodes.get(keyOf(1))?.toString()).toBe('old');
  expect(snapshot.position).toEqual(at(100));
  expect(snapshot.identity).toEqual(file.identity);
  snapshot.nodes.close();
  expect(file.get(keyOf(7))?.toString()).toContain('new 4');
  expect(file.position).toEqual(at(204));
});
