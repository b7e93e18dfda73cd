import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { DATABASE_FILE_NAME, DatabaseFile, type NodeChange } from './database-file.ts';
import { checkIntegrity, findDamage } from './integrity-check.ts';
import { readFileState } from './page-walk.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'integrity-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const keyOf = (name: string, ...subscripts: (string | number)[]): Buffer => {
  const key = encodeKey(name, subscripts);
  if (!key.ok) throw new Error(key.refusal.code);
  return key.value;
};
const set = (key: Buffer, value: string): NodeChange => ({ kind: 'set', key, value: Buffer.from(value) });

async function makeDatabase(changes: NodeChange[]): Promise<void> {
  const created = await DatabaseFile.create(directory);
  if (!created.ok) throw new Error(created.refusal.code);
  await created.value.applyBatch(changes, { history: 'local', fileCount: 1, offset: 8192 });
  await created.value.applyBatch([{ kind: 'kill', key: keyOf('Killed') }], { history: 'local', fileCount: 1, offset: 9000 });
  await created.value.close();
}
const many = (): NodeChange[] => [
  ...Array.from({ length: 3000 }, (_, at) => set(keyOf('A', at, 'name'), `value ${at}`)),
  ...Array.from({ length: 500 }, (_, at) => set(keyOf('Killed', at), 'x'.repeat(200))),
  ...Array.from({ length: 20 }, (_, at) => set(keyOf('Long', at), 'y'.repeat(20_000 + at))),
];

/** Changes bytes of the file as a broken disk would. */
function damage(offset: number, change: (bytes: Buffer) => void, length = 8): void {
  const file = openSync(join(directory, DATABASE_FILE_NAME), 'r+');
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, offset);
  change(bytes);
  writeSync(file, bytes, 0, length, offset);
  closeSync(file);
}
/** The page on which the bytes of the key stand. */
function pageOf(key: Buffer, pageBytes: number): number {
  const file = openSync(join(directory, DATABASE_FILE_NAME), 'r');
  const bytes = Buffer.alloc(statSync(join(directory, DATABASE_FILE_NAME)).size);
  readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  return Math.floor(bytes.indexOf(key) / pageBytes);
}

test('reads every node of a sound database, and counts what it holds', async () => {
  await makeDatabase(many());
  const findings = await checkIntegrity(directory);
  expect(findings).toMatchObject({ nodes: 3020, globals: 2, problems: [], problemCount: 0 });
  expect(findings.pages).toBeGreaterThan(100);
});

test('an empty database is sound', async () => {
  await makeDatabase([]);
  expect(await checkIntegrity(directory)).toMatchObject({ nodes: 0, globals: 0, problemCount: 0 });
});

test('a page that was overwritten with zeros is named, and the rest is read', async () => {
  await makeDatabase(many());
  const { pageBytes } = (await readFileState(join(directory, DATABASE_FILE_NAME))) as { pageBytes: number };
  const page = pageOf(keyOf('A', 2000, 'name'), pageBytes);
  damage(page * pageBytes, (bytes) => bytes.fill(0), pageBytes);
  const findings = await checkIntegrity(directory);
  expect(findings.problems).toEqual([expect.objectContaining({ page, text: 'it says that it is page 0' })]);
  expect(findings.nodes).toBeGreaterThan(2800);
  expect(findings.nodes).toBeLessThan(3020);
});

test('keys out of order are named', async () => {
  await makeDatabase(many());
  const { pageBytes } = (await readFileState(join(directory, DATABASE_FILE_NAME))) as { pageBytes: number };
  const page = pageOf(keyOf('A', 2001, 'name'), pageBytes);
  // The first two of the list of nodes change places.
  damage(page * pageBytes + 24, (bytes) => bytes.subarray(0, 4).swap32().swap16(), 4);
  const findings = await checkIntegrity(directory);
  expect(findings.problems).toContainEqual(expect.objectContaining({ page, text: 'its keys are not in order' }));
});

test('a key that no reference has is named with its page', async () => {
  await makeDatabase(many());
  const { pageBytes } = (await readFileState(join(directory, DATABASE_FILE_NAME))) as { pageBytes: number };
  const key = keyOf('A', 1500, 'name');
  const page = pageOf(key, pageBytes);
  const file = openSync(join(directory, DATABASE_FILE_NAME), 'r');
  const bytes = Buffer.alloc(pageBytes);
  readSync(file, bytes, 0, pageBytes, page * pageBytes);
  closeSync(file);
  damage(page * pageBytes + bytes.indexOf(key) + key.length - 1, (last) => last.fill(7), 1);
  const findings = await checkIntegrity(directory);
  expect(findings.problems).toContainEqual(expect.objectContaining({ page, text: 'the key of a node has no end' }));
});

test('a file that was cut is no reason to crash', async () => {
  await makeDatabase(many());
  const path = join(directory, DATABASE_FILE_NAME);
  truncateSync(path, statSync(path).size - 1);
  expect(await findDamage(directory), 'a single one').toMatch(/^it was cut or is damaged: page \d+: (?!.*more\))/);
  truncateSync(path, Math.floor(statSync(path).size / 2));
  expect(await findDamage(directory)).toMatch(/^it was cut or is damaged: page \d+: .*\(\d+ more\)$/);
  writeFileSync(path, 'no database at all');
  expect(await findDamage(directory)).toBe('it is no database, or its first pages are damaged');
});
