import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigStore } from './config-store.ts';

let directory: string;
let store: ConfigStore;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sample-store-'));
  store = await ConfigStore.open(directory);
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const row = (mirrorGuid: string, minute: number, ...bytes: number[]) => ({ mirrorGuid, minute, packed: Uint8Array.from(bytes) });

test('what was saved is there after the store was opened again, a minute saved twice once', async () => {
  await store.samples.save([row('A', 7, 1, 0, 255), row('A', 8), row('B', 7, 9)]);
  await store.samples.save([row('A', 7, 1, 2)]);
  await store.close();
  store = await ConfigStore.open(directory);
  expect(await store.samples.load(0)).toEqual([row('A', 7, 1, 2), row('A', 8), row('B', 7, 9)]);
  expect(await store.samples.load(8)).toEqual([row('A', 8)]);
});

test('more than one page of rows', async () => {
  const rows = Array.from({ length: 1203 }, (_, minute) => row('A', minute, minute % 256));
  await store.samples.save(rows);
  expect(await store.samples.load(0)).toEqual(rows);
});

test('what is older is removed, of all mirrors', async () => {
  await store.samples.save([row('A', 7), row('A', 8), row('B', 6)]);
  await store.samples.prune(8);
  expect(await store.samples.load(0)).toEqual([row('A', 8)]);
});
