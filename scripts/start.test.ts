import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mp-start-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

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
