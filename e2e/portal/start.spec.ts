/** npm start: what it says when it cannot begin, and that it leaves nothing behind and forgets nothing when it ends. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { START_DEADLINE_MS, STOP_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { familyOf, livingAmong } from './processes.ts';
import { freePort, startProduct } from './product.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Every reason not to begin is found before anything is built or started. */
const REFUSAL_DEADLINE_MS = 20_000;
/** Children of a killed program notice it by their broken channel. */
const ORPHAN_DEADLINE_MS = 15_000;
const SPARE = 'serverd/IRIS';

let folder = '';
test.beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mp-start-'));
});
test.afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const start = (...args: string[]) => runToEnd('scripts/start.mjs', args);

async function runToEnd(script: string, args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], timeout: REFUSAL_DEADLINE_MS });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = await once(child, 'close');
  return { code, said };
}

/** What `npm run address` says. */
function addressOf(data: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['scripts/address.mjs', '--data', data], { cwd: ROOT, encoding: 'utf8' });
  return stdout + stderr;
}

test('a port that is taken: one sentence', async () => {
  const holder = net.createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as net.AddressInfo;
  try {
    const sentence = `Port ${port} is taken by another program: stop that one, or choose another port with --port or PORT.\n`;
    expect(await start('--port', String(port), '--data', folder)).toEqual({ code: 1, said: sentence });
  } finally {
    holder.close();
  }
});

test('a port that is none: one sentence', async () => {
  expect(await start('--port', '70000', '--data', folder)).toEqual({
    code: 1,
    said: 'The port must be a number from 1 to 65535, not "70000".\n',
  });
});

test('a data folder that cannot be made: one sentence', async () => {
  // Also an administrator cannot make a folder below a file.
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, '');
  const data = path.join(file, 'data');
  const sentence = `The data folder ${data} cannot be written (ENOTDIR): choose another one with --data or MIRROR_PORTAL_DATA.\n`;
  expect(await start('--port', String(await freePort()), '--data', data)).toEqual({ code: 1, said: sentence });
});

test('a data folder that cannot be locked: one sentence', async () => {
  fs.mkdirSync(path.join(folder, 'lab.lck'));
  const { code, said } = await start('--port', String(await freePort()), '--data', folder);
  expect(said).toMatch(
    /^The data folder \S+ cannot be locked \(.+\): choose another one, on a disk of this machine, with --data or MIRROR_PORTAL_DATA\.\n$/,
  );
  expect(code).toBe(1);
});

test('a second start on the same data folder: one sentence with the address of the first, which goes on', async ({ product }) => {
  const expected = new RegExp(
    `^A lab is running already: the data folder \\S+ is in use by a lab \\(process \\d+ on \\S+, since \\S+\\)\\. Open ${product.url}/\\?key=\\S+, or stop it first, or choose another folder with --data\\.\n$`,
  );
  // By another name, and with another place for sockets, it is the same folder.
  const link = path.join(folder, 'link');
  fs.symlinkSync(product.dataDirectory, link);
  for (const data of [product.dataDirectory, link]) {
    const { code, said } = await start('--port', String(await freePort()), '--data', data);
    expect(said).toMatch(expected);
    expect(code).toBe(1);
  }
  // Whoever is primary: what ran before on this product may have moved it.
  const summaries = ['servera/IRIS', 'serverb/IRIS'].map((instance) => engineDoorOf(product).askInstance(instance, 'summary', {}));
  expect((await Promise.all(summaries)).map(({ mirror }) => mirror?.status).sort()).toEqual(['backup', 'primary']);
});

test('a second start from sources that were never built finds the first before it builds anything', async ({ product }) => {
  // Another checkout: its own scripts and what they build, the sources and packages of this one.
  fs.cpSync(path.join(ROOT, 'scripts'), path.join(folder, 'scripts'), { recursive: true });
  for (const name of fs.readdirSync(ROOT))
    if (!['scripts', 'dist', 'data', 'test-results'].includes(name) && !name.startsWith('.'))
      fs.symlinkSync(path.join(ROOT, name), path.join(folder, name));
  const { code, said } = await runToEnd(path.join(folder, 'scripts/start.mjs'), [
    '--port',
    String(await freePort()),
    '--data',
    product.dataDirectory,
  ]);
  expect(said).toMatch(/^A lab is running already: /);
  expect(code).toBe(1);
  for (const built of ['dist/engine', '.next']) expect(fs.existsSync(path.join(folder, built)), built).toBe(false);
});

test('Ctrl-C ends every process; the next start builds nothing and has forgotten nothing', async () => {
  test.setTimeout(2 * (START_DEADLINE_MS + STOP_DEADLINE_MS));
  const first = await startProduct({ dataDirectory: folder, command: 'npm' });
  const family = familyOf(first.processId);
  const { hosts } = await engineDoorOf(first).askLab();
  const instances = hosts.flatMap((host) => host.instances.map(({ processId }) => processId ?? 0));
  expect(instances.length).toBeGreaterThan(0);
  expect(family).toEqual(expect.arrayContaining(instances));
  await engineDoorOf(first).tryInstance(SPARE, { kind: 'enable-mirror-service', enabled: true });
  await first.stop();
  expect(first.output()).toMatch(/Everything is stopped\.\s*$/);
  expect(livingAmong(family)).toEqual([]);
  expect(addressOf(folder)).toMatch(/^No portal runs with the data folder /);

  const second = await startProduct({ dataDirectory: folder });
  try {
    expect(second.output()).not.toContain('Building');
    expect(await engineDoorOf(second).askInstance(SPARE, 'summary', {})).toMatchObject({ mirrorServiceEnabled: true });
  } finally {
    await second.stop('SIGTERM');
  }
});

test('killed, it takes all its processes with it, and its port and its data folder are free', async () => {
  test.setTimeout(2 * (START_DEADLINE_MS + STOP_DEADLINE_MS));
  const first = await startProduct({ dataDirectory: folder });
  const family = familyOf(first.processId);
  process.kill(first.processId, 'SIGKILL');
  await expect.poll(() => livingAmong(family), { timeout: ORPHAN_DEADLINE_MS }).toEqual([]);
  // Its note of the port is still there: whoever listens on that port now must not be sent a browser with a key.
  expect(addressOf(folder)).toMatch(/^No portal runs with the data folder /);
  const second = await startProduct({ dataDirectory: folder, port: first.port });
  await second.stop('SIGTERM');
});
