/** A command that comes right at the start of the lab: refused as long as the hosts have no network, and then it works. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { labPathsOf } from '../../lib/engine/lab/paths.ts';
import { ControlClient } from '../../lib/engine/ports/control-client.ts';
import { START_DEADLINE_MS, until } from './april-lab.ts';

let data = '';
beforeEach(() => {
  data = fs.mkdtempSync(path.join(os.tmpdir(), 'mirror-portal-test-'));
});
afterEach(() => fs.rmSync(data, { recursive: true, force: true }));

test('start-agent, sent from the first moment on: P585 until it is done, and never a process that finds no network', async () => {
  const daemon = spawn(process.execPath, ['--enable-source-maps', 'dist/engine/lab.mjs'], {
    env: { ...process.env, MIRROR_PORTAL_DATA: data },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const client = await until('the control socket', START_DEADLINE_MS, () => ControlClient.connect(labPathsOf(data).labSocket));
    const refusals: string[] = [];
    await until('the agent is started', START_DEADLINE_MS, async () => {
      expect(await client.query('lab')).toMatchObject({ ok: true });
      const outcome = await client.command({ kind: 'start-agent', host: 'servera' });
      if (outcome.ok) return true;
      refusals.push(outcome.refusal.code);
      return outcome.refusal.code !== 'P585';
    });
    expect(new Set(refusals)).toEqual(new Set(['P585']));
    client.close();
  } finally {
    const ended = once(daemon, 'exit');
    daemon.kill('SIGTERM');
    await ended;
  }
});
