import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nameProcess } from '../ports/file-lock.ts';
import { DatabaseFile } from './database-file.ts';
import { LmdbStore } from './lmdb-store.ts';
import { DATABASE_LOCK_NAME, holdDatabase, removeDatabaseFiles } from './database-lock.ts';

/** Another process of the machine that has the database mounted. */
const HOLDER = `
const Database = require(${JSON.stringify(path.resolve('node_modules/libsql'))});
const database = new Database(process.argv[1], { timeout: 0 });
database.exec('BEGIN EXCLUSIVE');
process.send('held');
setInterval(() => {}, 1000);`;

let directory: string;
let holder: ChildProcess | null = null;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'database-lock-'));
  nameProcess('servera/IRIS');
});
afterEach(() => {
  holder?.kill('SIGKILL');
  fs.rmSync(directory, { recursive: true });
});
async function mountElsewhere(): Promise<void> {
  holder = spawn(process.execPath, ['-e', HOLDER, path.join(directory, DATABASE_LOCK_NAME)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(holder, 'message');
  fs.writeFileSync(
    path.join(directory, `${DATABASE_LOCK_NAME}.holder`),
    JSON.stringify({ name: 'serverb/IRIS', machine: 'another', processId: 1, since: new Date(0).toISOString() }),
  );
}
const inUse = { ok: false, refusal: { code: 'P570', args: [expect.any(String), 'serverb/IRIS'], field: 'directory' } };
async function make(): Promise<DatabaseFile> {
  const created = await DatabaseFile.create(directory);
  if (!created.ok) throw new Error(created.refusal.code);
  return created.value;
}

test('what another process has mounted is neither opened, made anew, held nor removed, by whatever name', async () => {
  await (await make()).close();
  await mountElsewhere();
  const link = `${directory}-link`;
  fs.symlinkSync(directory, link);
  try {
    for (const name of [directory, link]) {
      expect(DatabaseFile.open(name)).toMatchObject(inUse);
      expect(holdDatabase(name)).toMatchObject(inUse);
      expect(await removeDatabaseFiles(name, ['IRIS.DAT'])).toMatchObject(inUse);
    }
    expect(fs.existsSync(path.join(directory, 'IRIS.DAT'))).toBe(true);
    fs.rmSync(path.join(directory, 'IRIS.DAT'));
    expect(await DatabaseFile.create(directory)).toMatchObject(inUse);
  } finally {
    fs.rmSync(link);
  }
});

test('it is free when its process was killed', async () => {
  await (await make()).close();
  await mountElsewhere();
  holder?.kill('SIGKILL');
  await once(holder as ChildProcess, 'exit');
  const opened = DatabaseFile.open(directory);
  expect(opened.ok && (await opened.value.close())).toBeUndefined();
});

test('a process holds it as often as it likes; it is free when all have let go, and nothing is left', async () => {
  const file = await make();
  const outer = holdDatabase(directory);
  if (!outer.ok) throw new Error('refused');
  await file.close();
  expect(fs.existsSync(path.join(directory, DATABASE_LOCK_NAME))).toBe(true);
  outer.value();
  outer.value();
  expect(fs.readdirSync(directory).filter((name) => name.startsWith(DATABASE_LOCK_NAME))).toEqual([]);
});

test('a file that cannot be opened lets go of its directory', async () => {
  const store = new LmdbStore(path.join(directory, 'IRIS.DAT'));
  await store.write([[Buffer.from([1]), Buffer.from('x')]]);
  await store.close();
  expect(() => DatabaseFile.open(directory)).toThrow('holds no identity');
  expect(fs.existsSync(path.join(directory, DATABASE_LOCK_NAME))).toBe(false);
});

test('what the storage engine keeps beside a database is not written through a link', async () => {
  const settings = path.join(directory, 'settings');
  fs.writeFileSync(settings, 'kept');
  fs.symlinkSync(settings, path.join(directory, 'IRIS.DAT-lock'));
  await expect(DatabaseFile.create(directory)).rejects.toThrow('is not an ordinary file');
  expect(fs.readFileSync(settings, 'utf8')).toBe('kept');
  expect(fs.readdirSync(directory).sort()).toEqual(['IRIS.DAT-lock', 'settings']);
});
