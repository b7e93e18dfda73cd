import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ReadyMirrors } from '../e2e/portal/ready-mirrors.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mp-ready-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const ROWS = 500;

/** What a lab leaves: a database with a write-ahead log that has its path in each row and in an index, and a text. */
function makeLab(place: string): void {
  fs.mkdirSync(path.join(place, 'hosts'), { recursive: true });
  fs.writeFileSync(path.join(place, 'hosts', 'agent.json'), JSON.stringify({ directory: `${place}/hosts`, again: place }));
  const database = new Database(path.join(place, 'config.db'));
  database.pragma('journal_mode=WAL');
  database.exec('CREATE TABLE files(path TEXT PRIMARY KEY)');
  for (let number = 0; number < ROWS; number++) database.prepare('INSERT INTO files VALUES (?)').run(`${place}/hosts/${number}`);
  fs.cpSync(path.join(place, 'config.db-wal'), path.join(place, 'kept-wal'));
  database.close();
  // As a process leaves it that ends without closing.
  fs.renameSync(path.join(place, 'kept-wal'), path.join(place, 'config.db-wal'));
}

test('the lab that one worker has made is laid out for another one at its own place, and again as it was', async () => {
  const [maker, other] = [new ReadyMirrors(folder, 0), new ReadyMirrors(folder, 1)];
  let made = 0;
  const setUpAt = (labs: ReadyMirrors) => async () => {
    made++;
    makeLab(labs.place);
  };
  await Promise.all([maker.lay('april', setUpAt(maker)), other.lay('april', setUpAt(other))]);
  expect(made).toBe(1);
  for (const { place } of [maker, other]) {
    const database = new Database(path.join(place, 'config.db'));
    expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(
      database.prepare('SELECT count(*) AS count FROM files WHERE path >= ? AND path < ?').get(`${place}/`, `${place}0`),
    ).toMatchObject({ count: ROWS });
    database.close();
    expect(JSON.parse(fs.readFileSync(path.join(place, 'hosts', 'agent.json'), 'utf8'))).toEqual({
      directory: `${place}/hosts`,
      again: place,
    });
  }
  fs.writeFileSync(path.join(other.place, 'what a test has left'), '');
  await other.lay('april', setUpAt(other));
  expect(fs.existsSync(path.join(other.place, 'what a test has left'))).toBe(false);
  expect(made).toBe(1);
});

test('a set-up that fails is made anew by whoever comes next', async () => {
  const mirrors = new ReadyMirrors(folder, 0);
  await expect(mirrors.lay('april', () => Promise.reject(new Error('no agent')))).rejects.toThrow('no agent');
  await mirrors.lay('april', async () => makeLab(mirrors.place));
  expect(fs.existsSync(path.join(mirrors.place, 'config.db'))).toBe(true);
});
