import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileLock, nameProcess } from './file-lock.ts';

/** Takes what it is told, as another process of the machine. */
const OTHER = `
import Database from ${JSON.stringify(import.meta.resolve('libsql'))};
const database = new Database(process.argv[2], { timeout: 0 });
try { database.exec('BEGIN EXCLUSIVE'); process.send('taken'); } catch (error) { process.send(error.code); }
setInterval(() => {}, 1000);`;

let folder: string;
let file: string;
const others: ChildProcess[] = [];
beforeEach(() => {
  nameProcess('the test');
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'file-lock-'));
  file = path.join(folder, 'a.lck');
  fs.writeFileSync(path.join(folder, 'other.mjs'), OTHER);
});
afterEach(() => {
  for (const other of others.splice(0)) other.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true });
});

async function other(name: string): Promise<{ process: ChildProcess; answer: unknown }> {
  const child = fork(path.join(folder, 'other.mjs'), [name]);
  others.push(child);
  return { process: child, answer: (await once(child, 'message'))[0] };
}
const take = (name = file) => {
  const taken = FileLock.take(name);
  if (taken.kind === 'held') throw new Error('it is held');
  return taken.lock;
};

test('one process has it, by every name of the file, and another one when it lets go', async () => {
  const lock = take();
  fs.symlinkSync(folder, `${folder}-link`);
  try {
    expect(FileLock.take(file)).toMatchObject({ kind: 'held', by: { name: 'the test', processId: process.pid, machine: os.hostname() } });
    expect((await other(file)).answer).toBe('SQLITE_BUSY');
    expect((await other(path.join(`${folder}-link`, 'a.lck'))).answer).toBe('SQLITE_BUSY');
    lock.release();
    expect((await other(file)).answer).toBe('taken');
    expect(FileLock.take(file)).toEqual({ kind: 'held', by: null });
  } finally {
    fs.rmSync(`${folder}-link`);
  }
});

test("it is its user's alone, whatever the process that takes it leaves to others", () => {
  // As a script has it that sets none.
  const umask = process.umask(0);
  try {
    take();
  } finally {
    process.umask(umask);
  }
  const made = fs.readdirSync(folder).filter((name) => name.startsWith('a.lck'));
  expect(made).toContain('a.lck.holder');
  expect(made.filter((name) => (fs.statSync(path.join(folder, name)).mode & 0o077) !== 0)).toEqual([]);
});

test('kill -9 of the holder frees it', async () => {
  const holder = await other(file);
  expect(holder.answer).toBe('taken');
  expect(FileLock.take(file).kind).toBe('held');
  holder.process.kill('SIGKILL');
  await once(holder.process, 'exit');
  take().release();
});

test('a lock that nothing refers to is kept', async () => {
  take();
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  await new Promise(setImmediate); // Finalizers run after the turn.
  expect((await other(file)).answer).toBe('SQLITE_BUSY');
});

test('taking 30 locks is quick', () => {
  const beganAt = performance.now();
  const locks = Array.from({ length: 30 }, (_, index) => take(path.join(folder, `${index}.lck`)));
  // Some 10 ms; mounting one database takes longer than that.
  expect(performance.now() - beganAt).toBeLessThan(1000);
  for (const lock of locks) lock.release({ remove: true });
  expect(fs.readdirSync(folder)).toEqual(['other.mjs']);
});

test('where nothing can be written it throws', () => {
  expect(() => FileLock.take(path.join(folder, 'none', 'a.lck'))).toThrow();
});

test('a link is not followed to another file, and what is no file is no lock', () => {
  fs.writeFileSync(path.join(folder, 'settings.db'), '');
  fs.symlinkSync(path.join(folder, 'settings.db'), file);
  expect(() => FileLock.take(file)).toThrow('is not an ordinary file');
  fs.rmSync(file);
  fs.mkdirSync(file);
  expect(() => FileLock.take(file)).toThrow('is not an ordinary file');
});
