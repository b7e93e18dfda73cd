/**
 * A data folder, and each directory in it, belongs to one process at a time, whatever it is called; and what lies in it is for nobody else
 * to read.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPathsOf } from '../../lib/engine/lab/paths.ts';
import { AprilLab } from './april-lab.ts';

const EXIT_ALREADY_RUNNING = 3;
let lab: AprilLab;
let folder: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mirror-portal-owner-'));
  lab = await AprilLab.start();
});
afterAll(async () => {
  await lab?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Runs a program of the engine to its end. */
async function run(program: string, environment: Record<string, string>): Promise<{ code: number | null; said: string; told: unknown[] }> {
  const child: ChildProcess = spawn(process.execPath, ['--enable-source-maps', `dist/engine/${program}.mjs`], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  const told: unknown[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.on('message', (message) => told.push(message));
  const [code] = await once(child, 'close');
  return { code, said, told };
}

test('a second lab on the folder is refused, also by another name and with another place for sockets', async () => {
  const link = path.join(folder, 'link');
  fs.symlinkSync(lab.dataDirectory, link);
  const elsewhere = path.join(folder, 'run');
  fs.mkdirSync(elsewhere, { mode: 0o700 });
  const environments: Record<string, string>[] = [
    { MIRROR_PORTAL_DATA: lab.dataDirectory },
    { MIRROR_PORTAL_DATA: link },
    { MIRROR_PORTAL_DATA: link, XDG_RUNTIME_DIR: elsewhere, TMPDIR: elsewhere },
  ];
  for (const environment of environments) {
    const { code, said } = await run('lab', environment);
    expect(said).toMatch(/the data folder \S+ is in use by a lab \(process \d+ on \S+, since \S+\)\n$/);
    expect(code).toBe(EXIT_ALREADY_RUNNING);
  }
  expect((await lab.view()).hosts.flatMap(({ instances }) => instances).every(({ state }) => state === 'running')).toBe(true);
});

test('a second process on the directory of an instance is refused, and changes nothing there', async () => {
  const directory = await lab.instanceDirectory('serverd');
  const contract = {
    host: 'serverd',
    instance: 'IRIS',
    hostDirectory: path.join(directory, '..', '..'),
    directory,
    controlPath: path.join(folder, 'other.sock'),
    fabricPath: labPathsOf(lab.dataDirectory).fabricSocket,
    superserverPort: 1972,
  };
  const before = fs.readFileSync(path.join(directory, 'mgr', 'messages.log'), 'utf8');
  const { code, told } = await run('instance', { MIRROR_PORTAL_PROCESS: JSON.stringify(contract) });
  expect(told).toEqual([{ kind: 'cannot-start', reason: expect.stringMatching(/is in use by serverd\/IRIS \(process \d+ on /) }]);
  expect(code).toBe(1);
  expect(fs.readFileSync(path.join(directory, 'mgr', 'messages.log'), 'utf8')).toBe(before);
});

test('no file and no folder of a lab is for others to read', async () => {
  await lab.startAgents(true);
  const open = ['', ...fs.readdirSync(lab.dataDirectory, { recursive: true, encoding: 'utf8' })].filter(
    (name) => (fs.lstatSync(path.join(lab.dataDirectory, name)).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
  const { run: sockets } = labPathsOf(lab.dataDirectory);
  expect(fs.statSync(sockets).mode & 0o777).toBe(0o700);
});
