import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyFile } from './copy-file.ts';
import { instanceDirectoryOf, labPathsOf, type LabPaths } from './paths.ts';

/** An instance that has a database mounted. */
const HOLDER = `
const Database = require(${JSON.stringify(path.resolve('node_modules/libsql'))});
const database = new Database(process.argv[1], { timeout: 0 });
database.exec('BEGIN EXCLUSIVE');
process.send('held');
setInterval(() => {}, 1000);`;

let folder: string;
let paths: LabPaths;
let here: string;
let there: string;
const holders: ChildProcess[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'copy-file-'));
  paths = labPathsOf(folder);
  [here, there] = ['servera', 'serverb'].map((host) => path.join(instanceDirectoryOf(paths, host, 'IRIS'), 'mgr')) as [string, string];
  for (const mgr of [here, there]) for (const name of ['data', 'journal']) fs.mkdirSync(path.join(mgr, name), { recursive: true });
  fs.writeFileSync(path.join(here, 'data', 'IRIS.DAT'), 'the source');
});
afterEach(() => {
  for (const holder of holders.splice(0)) holder.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true });
});

async function mount(directory: string): Promise<void> {
  const holder = spawn(process.execPath, ['-e', HOLDER, path.join(directory, 'iris.lck')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  holders.push(holder);
  await once(holder, 'message');
}
const copy = (to: string, from = path.join(here, 'data', 'IRIS.DAT')) =>
  copyFile(paths, { fromHost: 'servera', from, toHost: 'serverb', to, overwrite: true });

test('a dismounted database is copied over another one, and nothing is left of the locks', async () => {
  fs.writeFileSync(path.join(there, 'data', 'IRIS.DAT'), 'the target');
  expect(await copy(`${path.join(there, 'data')}/`)).toEqual({ ok: true, value: { file: path.join(there, 'data', 'IRIS.DAT') } });
  expect(fs.readFileSync(path.join(there, 'data', 'IRIS.DAT'), 'utf8')).toBe('the source');
  expect([...fs.readdirSync(path.join(here, 'data')), ...fs.readdirSync(path.join(there, 'data'))]).toEqual(['IRIS.DAT', 'IRIS.DAT']);
});

test('a mounted database is neither overwritten nor copied, by whatever name', async () => {
  const target = path.join(there, 'data', 'IRIS.DAT');
  fs.writeFileSync(target, 'the target');
  fs.symlinkSync(path.join(there, 'data'), path.join(there, 'link'));
  await mount(path.join(there, 'data'));
  for (const to of [target, path.join(there, 'data'), path.join(there, 'link', 'IRIS.DAT')])
    expect(await copy(to), to).toMatchObject({
      ok: false,
      refusal: { code: 'P572', args: [target, 'its database is mounted'], field: 'to' },
    });
  expect(fs.readFileSync(target, 'utf8')).toBe('the target');
  await mount(path.join(here, 'data'));
  expect(await copy(path.join(there, 'new', 'IRIS.DAT'))).toMatchObject({ ok: false, refusal: { code: 'P573', field: 'from' } });
  expect(fs.existsSync(path.join(there, 'new'))).toBe(false);
});

test('nothing that a process keeps is overwritten, whether it runs or not', async () => {
  const log = path.join(there, 'messages.log');
  const journal = path.join(there, 'journal', 'MIRROR-APRIL-20261130.001');
  for (const file of [log, journal]) fs.writeFileSync(file, '');
  const kept = [
    path.join(there, '..', 'config.db'),
    path.join(there, '..', 'config.db-wal'),
    path.join(there, '..', 'instance.lck'),
    path.join(there, 'agent.json'),
    path.join(there, 'validated-member.json'),
    path.join(there, 'sealing'),
    path.join(there, 'data', 'IRIS.DAT-lock'),
    path.join(there, 'data', 'iris.lck'),
    path.join(there, 'data', 'iris.lck-journal'),
    path.join(there, 'data', 'iris.own'),
    path.join(there, '..', '..', 'iris.lck'),
    path.join(folder, 'hosts', 'serverb', 'agent', 'agent.log'),
    log,
  ];
  for (const file of kept)
    expect(await copy(file), file).toMatchObject({
      ok: false,
      refusal: { code: 'P572', args: [file, 'its instance keeps it'], field: 'to' },
    });
  const below = [
    ...kept,
    path.join(there, 'agent.json.new'),
    path.join(there, 'messages.log'),
    path.join(there, 'data', 'IRIS.DAT'),
    path.join(there, 'data', '.restoring'),
  ].flatMap((file) => [path.join(file, 'new'), path.join(file, 'new', 'er')]);
  for (const file of below)
    expect(await copy(file), file).toMatchObject({
      ok: false,
      refusal: { code: 'P572', args: [file, 'its instance keeps it'], field: 'to' },
    });
  expect(await copy(journal)).toMatchObject({
    ok: false,
    refusal: { code: 'P572', args: [journal, 'it is a journal file of its instance'] },
  });
});

test('two files that are copied to one place at once: one of them lies there whole', async () => {
  const [one, other] = ['a', 'b'].map((letter, index) => {
    const file = path.join(here, letter);
    fs.writeFileSync(file, letter.repeat(4_000_000 * (index + 1)));
    return file;
  }) as [string, string];
  const target = path.join(there, 'both');
  const outcomes = await Promise.all([copy(target, other), copy(target, one), copy(target, other)]);
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(fs.readFileSync(target, 'utf8')).toMatch(/^(a+|b+)$/);
});

test('a journal file that is missing may be brought, and backups and certificates are replaced', async () => {
  for (const name of ['journal/MIRROR-APRIL-20261130.002', 'Backup/full.cbk', 'iscCA.cer']) {
    fs.mkdirSync(path.dirname(path.join(there, name)), { recursive: true });
    expect((await copy(path.join(there, name))).ok, name).toBe(true);
  }
  expect((await copy(path.join(there, 'iscCA.cer'))).ok).toBe(true);
});
