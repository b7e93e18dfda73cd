import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PRODUCT_VERSION } from '../../contract/units.ts';
import { Fabric } from '../lab/fabric.ts';
import { initialPlan, toFabricHosts } from '../lab/plan.ts';
import { FabricNetwork } from '../ports/fabric-network.ts';
import { AgentClient } from '../agent/agent-client.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const ADDRESS = '172.16.58.101';
let scratch: string;
let program: string;
let fabric: Fabric;
let fabricPath: string;
const launched: ChildProcess[] = [];

beforeAll(async () => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'agent-main-'));
  // Below the packages, one of which holds native code.
  program = path.join(ROOT, 'dist', `agent-for-tests-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, 'agent.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
});
afterAll(() => {
  fs.rmSync(program, { force: true });
  fs.rmSync(scratch, { recursive: true, force: true });
});

beforeEach(async () => {
  fabricPath = path.join(fs.mkdtempSync(path.join(scratch, 'run-')), 'fabric.sock');
  fabric = new Fabric({ path: fabricPath, hosts: toFabricHosts(initialPlan()) });
  await fabric.listen();
});
afterEach(async () => {
  for (const child of launched.splice(0)) child.kill('SIGKILL');
  await fabric.close();
});

function launch(version?: string): ChildProcess {
  const directory = path.dirname(fabricPath);
  const place = {
    host: 'servera',
    directory,
    runDirectory: directory,
    fabricPath,
    port: 2188,
    instancesDirectory: path.join(directory, 'instances'),
    ...(version ? { version } : {}),
  };
  const child = fork(program, { env: { ...process.env, MIRROR_PORTAL_PROCESS: JSON.stringify(place) } });
  launched.push(child);
  return child;
}
async function start(version?: string): Promise<ChildProcess> {
  const child = launch(version);
  expect(await once(child, 'message')).toEqual([{ kind: 'ready' }, undefined]);
  return child;
}
const askVersion = () =>
  new AgentClient({ network: new FabricNetwork({ host: 'serverb', fabricPath }) }).request({
    addresses: [ADDRESS],
    port: 2188,
    credentials: null,
    member: null,
    request: { op: 'version' },
    timeoutMs: 2000,
  });

test('answers through the fabric once it says that it is ready, and ends in order', async () => {
  const child = await start();
  expect(await askVersion()).toEqual({ ok: true, value: PRODUCT_VERSION });
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
  expect(fs.readFileSync(path.join(path.dirname(fabricPath), 'agent.log'), 'utf8')).toMatch(
    /: Starting\n.*: Starting ApplicationServer on \*:2188\n.*: Stopping\n$/,
  );
  expect(await askVersion()).toMatchObject({ ok: false, refusal: { code: '2086', args: [`${ADDRESS}|2188`, 'connection refused'] } });
});

test('is of an older version when told so, and ends with the process that started it', async () => {
  const child = await start('2021.1');
  expect(await askVersion()).toEqual({ ok: true, value: '2021.1' });
  child.disconnect();
  expect((await once(child, 'exit'))[0]).toBe(0);
});

test('a second one on the same host says why it does not start', async () => {
  await start();
  expect((await once(launch(), 'exit'))[0]).toBe(1);
  expect(fs.readFileSync(path.join(path.dirname(fabricPath), 'agent.log'), 'utf8')).toMatch(
    /Could not start: .+ is in use by the ISCAgent of servera \(process \d+ on .+\)\n$/,
  );
  expect(await askVersion()).toMatchObject({ ok: true });
});
