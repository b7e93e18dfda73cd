import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileLock } from './file-lock.ts';
import { openOrdinary, readOrdinary } from './ordinary-file.ts';

const BYTES_MAX = 100_000;
/** Reading what is refused takes milliseconds. */
const DEADLINE_MS = 5000;
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ordinary-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));
const read = (file: string) => readOrdinary(file, BYTES_MAX);
const why = async (file: string) => {
  const outcome = await read(file);
  return outcome.ok ? 'it was read' : [outcome.refusal.code, outcome.refusal.args[1]];
};

test.each([0, 1, 65_536, BYTES_MAX])('a file of %i bytes is read whole', async (size) => {
  const file = path.join(folder, 'file');
  const bytes = Buffer.alloc(size, 'x');
  fs.writeFileSync(file, bytes);
  const outcome = await read(file);
  expect(outcome.ok && outcome.value.equals(bytes)).toBe(true);
});

test('too large, missing, a folder, below a file: each says so', async () => {
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, Buffer.alloc(BYTES_MAX + 1));
  expect(await why(file)).toEqual(['P161', `it has more than ${BYTES_MAX} bytes`]);
  fs.truncateSync(file, 2 ** 40); // A terabyte that takes no room.
  expect(await why(file)).toEqual(['P161', `it has more than ${BYTES_MAX} bytes`]);
  expect(await why(path.join(folder, 'none'))).toEqual(['P161', 'it is not there']);
  expect(await why(path.join(file, 'none'))).toEqual(['P161', 'it is not there']);
  expect(await why(folder)).toEqual(['P161', 'it is not a file']);
  expect(await why('with\0null')).toEqual(['P161', expect.any(String)]);
});

test('a pipe, a device and a socket are no files, and cost no time: five pipes at once hold no thread', {
  timeout: DEADLINE_MS,
}, async () => {
  const pipes = Array.from({ length: 5 }, (_, index) => path.join(folder, `pipe${index}`));
  for (const pipe of pipes) execFileSync('mkfifo', [pipe]);
  expect(await Promise.all(pipes.map(why))).toEqual(pipes.map(() => ['P161', 'it is not a file']));
  expect(await why('/dev/zero')).toEqual(['P161', 'it is not a file']);
  expect(await openOrdinary('/dev/null')).toMatchObject({ ok: false });
});

test('the file of a lock is not opened, by no name: closing it would free the lock', async () => {
  const file = path.join(folder, 'iris.lck');
  const link = path.join(folder, 'ca.cer');
  const taken = FileLock.take(file);
  fs.symlinkSync(file, link);
  for (const name of [file, link]) expect(await why(name)).toEqual(['P161', 'it is not a file']);
  const other = `const Database = require(${JSON.stringify(path.resolve('node_modules/libsql'))}); try { new Database(process.argv[1], { timeout: 0 }).exec('BEGIN EXCLUSIVE'); console.log('taken'); } catch (error) { console.log(error.code); }`;
  expect(execFileSync(process.execPath, ['-e', other, file], { encoding: 'utf8' })).toBe('SQLITE_BUSY\n');
  if (taken.kind === 'taken') taken.lock.release();
});
