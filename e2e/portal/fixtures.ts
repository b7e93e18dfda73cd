/**
 * The product under test: everything that `npm start` starts, on a data folder of its own and a free port.
 * `test` has one product per worker, with the mirror APRIL set up; each errand leaves it healthy for the next.
 * `testOnFreshLab` starts an untouched lab for each test and removes it afterwards.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { setUpApril } from './april.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** The lab, its hosts' processes and the portal, on a busy machine with two cores; with the build, when the sources have changed since the last. */
const START_DEADLINE_MS = 240_000;
/** Longer than the product itself gives its processes, so that it is the product that ends them. */
const STOP_DEADLINE_MS = 100_000;
const READY_LINE = /^Ready: /m;

export interface Product {
  url: string;
  port: number;
  /** Its data folder: config.db of each instance, databases, journals, messages.log. */
  dataDirectory: string;
  /** What it has printed so far. */
  output(): string;
  /** Stops it as Ctrl-C does and removes its data. Throws when it does not stop. */
  stop(): Promise<void>;
}

export async function startProduct(): Promise<Product> {
  // A short path: those of unix sockets may have about 100 bytes.
  const dataDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'mp-'));
  const port = await freePort();
  const child = spawn(process.execPath, ['scripts/start.mjs', '--port', String(port), '--data', dataDirectory], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const stop = async () => {
    try {
      await stopProcess(child, () => output);
    } finally {
      fs.rmSync(dataDirectory, { recursive: true, force: true });
    }
  };
  try {
    await waitForReady(child, () => output);
  } catch (error) {
    await stop().catch(() => {}); // Why it did not become ready says more than how it ended.
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, port, dataDirectory, output: () => output, stop };
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

async function stopProcess(child: ChildProcess, output: () => string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the product ended by itself with ${child.signalCode ?? child.exitCode}; it printed:\n${output()}`);
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await exited;
  clearTimeout(timer);
  if (child.signalCode === 'SIGKILL') throw new Error(`the product did not stop within ${STOP_DEADLINE_MS} ms; it printed:\n${output()}`);
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export const test = base.extend<object, { product: Product }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const product = await startProduct();
      await setUpApril(product.port);
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: START_DEADLINE_MS + STOP_DEADLINE_MS },
  ],
  baseURL: async ({ product }, use) => use(product.url),
});

export const testOnFreshLab = base.extend<{ product: Product }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await product.stop();
    },
    { timeout: START_DEADLINE_MS + STOP_DEADLINE_MS },
  ],
  baseURL: async ({ product }, use) => use(product.url),
});
export { expect } from '@playwright/test';
