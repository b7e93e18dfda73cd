/** No process calls home: neither the lab and its instances, nor the database layer's command line, which does unless it is told not to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AprilLab } from './april-lab.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mirror-portal-test-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true, force: true });
});

const watched = () => ({
  ...process.env,
  CHECKPOINT_DISABLE: undefined,
  OUTWARD_LOG: path.join(folder, 'outward'),
  NODE_OPTIONS: `--require ${path.join(import.meta.dirname, 'outward.cjs')}`,
});
const seen = (kind: string) =>
  fs
    .readFileSync(path.join(folder, 'outward'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${kind} `));

test('a whole mirror looks up no name and connects to no other machine', async () => {
  for (const [name, value] of Object.entries(watched())) vi.stubEnv(name, value);
  const lab = await AprilLab.start({ withAsyncs: false });
  try {
    await lab.setUpApril();
    await lab.healthy();
  } finally {
    await lab.stop();
  }
  expect(seen('program')).toEqual(expect.arrayContaining(['program lab.mjs', 'program instance.mjs', 'program agent.mjs']));
  expect([...seen('look up'), ...seen('connect')]).toEqual([]);
});

test.each([[['validate']], [['migrate', 'diff', '--from-empty', '--to-schema', 'prisma/schema.prisma', '--script']]])(
  'prisma %s starts no process that would',
  async (words) => {
    const child = spawn(process.execPath, ['node_modules/prisma/build/index.js', ...words], { env: watched(), stdio: 'ignore' });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(seen('program')).toContain('program index.js');
    expect(seen('start').filter((line) => line.includes('child'))).toEqual([]);
    expect([...seen('look up'), ...seen('connect')]).toEqual([]);
  },
);
