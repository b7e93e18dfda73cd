/** Everything that `npm start` starts, on a data folder of its own and a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { cookieNameOf, cookieValueOf, readToken } from '../../lib/portal/access.ts';
import { START_DEADLINE_MS, STOP_DEADLINE_MS } from './deadlines.ts';

/** Every suite and the benchmark, which is bundled elsewhere, run in the root of the checkout. */
const ROOT = process.cwd();
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
export const knownBrowser = ({ port, token }: Product) => ({
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
