import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runDirectoryOf } from '../lib/machine/run-directory.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mp-start-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("whatever a start leaves in the data folder is its user's alone, the lock too", async () => {
  // It takes the lock, then finds the port taken: nothing is built.
  const holder = net.createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  try {
    const { port } = holder.address() as net.AddressInfo;
    const child = spawn(
      '/bin/sh',
      [
        '-c',
        'umask 022; exec "$0" "$@"',
        process.execPath,
        path.join(import.meta.dirname, 'start.mjs'),
        '--port',
        String(port),
        '--data',
        folder,
      ],
      { stdio: 'ignore' },
    );
    expect(await once(child, 'close')).toEqual([1, null]);
  } finally {
    holder.close();
  }
  const modes = fs.readdirSync(folder).map((name) => [name, (fs.statSync(path.join(folder, name)).mode & 0o077).toString(8)]);
  expect(modes).toContainEqual(['lab.lck', '0']);
  expect(modes.filter(([, forOthers]) => forOthers !== '0')).toEqual([]);
});

test('sockets in a folder that somebody else has made first: one sentence, and nothing is started', async () => {
  const [data, runtime, others] = ['data', 'runtime', 'others'].map((name) => path.join(folder, name)) as [string, string, string];
  for (const directory of [data, runtime, others]) fs.mkdirSync(directory, { mode: 0o700 });
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  const run = runDirectoryOf(data);
  expect(path.dirname(run)).toBe(runtime);
  fs.symlinkSync(others, run);
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'start.mjs'), '--data', data], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toBe(
    `The sockets of this lab have no place: ${run} must be a folder of this user alone, and is not: remove it, or set XDG_RUNTIME_DIR to a private folder.\n`,
  );
  expect([fs.readdirSync(others), fs.existsSync(path.join(data, 'lab', 'logs'))]).toEqual([[], false]);
});
