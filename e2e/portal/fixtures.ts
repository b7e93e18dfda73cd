/**
 * The product under test: everything that `npm start` starts, on a data folder of its own and a free port. Workers beside each other have
 * nothing in common but the machine.
 * `test` has one product per worker, with the mirror APRIL set up; each errand leaves it healthy for the next.
 * `testOnFreshLab` starts one for each test: on an untouched lab, or with `setUp` on the mirror of the notes; `testOnOneFreshLab` one for
 * all tests of a file that go on where the one before has ended.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { cookieNameOf, cookieValueOf, readToken } from '../../lib/portal/access.ts';
import { setUpApril } from './april.ts';
import { READY_DEADLINE_MS, START_DEADLINE_MS, STOP_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { ReadyMirrors } from './ready-mirrors.ts';
import { startBackup, stopBackup } from './roles.ts';
import { runFolder } from './run-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const READY_LINE = /^Ready: /m;

export interface Product {
  url: string;
  /** The secret of its data folder, which a program sends. */
  token: string;
  port: number;
  /** Its data folder: config.db of each instance, databases, journals, messages.log. */
  dataDirectory: string;
  /** Of the program that was started; all others descend from it. */
  processId: number;
  /** What it has printed so far. */
  output(): string;
  /** As Ctrl-C in its terminal does, or by the signal to the program alone. Throws when it does not stop. */
  stop(signal?: 'SIGTERM'): Promise<void>;
}

interface StartOptions {
  /** Kept after the end. Without: one of its own, which is removed. */
  dataDirectory?: string;
  port?: number;
  /** As a person types it, or without npm in between. */
  command?: 'npm' | 'node';
}

export async function startProduct({ dataDirectory: given, port: wantedPort, command = 'node' }: StartOptions = {}): Promise<Product> {
  // A short path: those of unix sockets may have about 100 bytes.
  const dataDirectory = given ?? fs.mkdtempSync(path.join(os.tmpdir(), 'mp-'));
  const port = wantedPort ?? (await freePort());
  const [program, ...words] = command === 'npm' ? ['npm', 'start', '--'] : [process.execPath, 'scripts/start.mjs'];
  // Its own process group, as a shell gives each command: Ctrl-C reaches the whole group.
  const child = spawn(program, [...words, '--port', String(port), '--data', dataDirectory], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const processId = child.pid;
  if (processId === undefined) throw new Error(`${program} could not be started`);
  const stop = async (signal?: 'SIGTERM') => {
    try {
      await stopProcess(
        child,
        signal === undefined ? () => process.kill(-processId, 'SIGINT') : () => process.kill(processId, signal),
        () => output,
      );
    } finally {
      if (!given) fs.rmSync(dataDirectory, { recursive: true, force: true });
    }
  };
  try {
    await waitForReady(child, () => output);
  } catch (error) {
    await stop().catch(() => {}); // Why it did not become ready says more than how it ended.
    throw error;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    token: readToken(dataDirectory) ?? '',
    port,
    dataDirectory,
    processId,
    output: () => output,
    stop,
  };
}

function waitForReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`the product ${reason}; it printed:\n${output()}`));
    const timer = setTimeout(() => fail(`was not ready within ${START_DEADLINE_MS} ms`), START_DEADLINE_MS);
    const look = () => {
      if (!READY_LINE.test(output())) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${signal ?? code} before it was ready`);
    });
  });
}

async function stopProcess(child: ChildProcess, askToEnd: () => void, output: () => string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null)
    throw new Error(`the product ended by itself with ${child.signalCode ?? child.exitCode}; it printed:\n${output()}`);
  const exited = once(child, 'exit');
  askToEnd();
  const timer = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), STOP_DEADLINE_MS);
  await exited;
  clearTimeout(timer);
  if (child.signalCode === 'SIGKILL') throw new Error(`the product did not stop within ${STOP_DEADLINE_MS} ms; it printed:\n${output()}`);
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Of a browser that has opened the printed address before. */
const knownBrowser = ({ port, token }: Product) => ({
  cookies: [
    {
      name: cookieNameOf(port),
      value: cookieValueOf(token),
      domain: '127.0.0.1',
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: false,
      sameSite: 'Strict' as const,
    },
  ],
  origins: [],
});

type SetUp = 'untouched' | 'april' | 'april-with-asyncs';

/** The labs of this run (`playwright.config.ts` names its folder), at the place of this worker. */
const readyMirrors = new ReadyMirrors(runFolder(), Number(process.env.TEST_PARALLEL_INDEX));

/** At the place of this worker. The mirror, if it has one, is healthy, with servera as primary. */
async function startReady(setUp: SetUp): Promise<Product> {
  const dataDirectory = readyMirrors.place;
  if (setUp === 'untouched') fs.rmSync(dataDirectory, { recursive: true, force: true });
  else await readyMirrors.lay(setUp, () => makeReady(dataDirectory, setUp));
  const product = await startProduct({ dataDirectory });
  if (setUp !== 'untouched') await startBackup(engineDoorOf(product), { withAsyncs: setUp === 'april-with-asyncs' });
  return product;
}

/** The backup is stopped first: so it is servera that is primary at the next start, not whoever was the last to stop. */
async function makeReady(dataDirectory: string, setUp: SetUp): Promise<void> {
  const product = await startProduct({ dataDirectory });
  await setUpApril(product, { withAsyncs: setUp === 'april-with-asyncs' });
  await stopBackup(engineDoorOf(product));
  await product.stop();
}

/** One product per worker, with the mirror APRIL set up. */
export const test = base.extend<object, { product: Product }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const product = await startReady('april');
      try {
        await use(product);
      } finally {
        await product.stop();
      }
    },
    { scope: 'worker', timeout: READY_DEADLINE_MS },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  storageState: async ({ product }, use) => use(knownBrowser(product)),
});

/** A product for each test, on a lab that is as `setUp` says. */
export const testOnFreshLab = base.extend<{ setUp: SetUp; product: Product }>({
  setUp: ['untouched', { option: true }],
  product: [
    async ({ setUp }, use) => {
      const product = await startReady(setUp);
      await use(product);
      await product.stop();
    },
    { timeout: READY_DEADLINE_MS },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  storageState: async ({ product }, use) => use(knownBrowser(product)),
});

/** One product, on an untouched lab, for all tests of a file that go on where the one before has ended. */
export const testOnOneFreshLab = base.extend<object, { product: Product }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const product = await startReady('untouched');
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: READY_DEADLINE_MS },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  storageState: async ({ product }, use) => use(knownBrowser(product)),
});
export { expect } from '@playwright/test';
