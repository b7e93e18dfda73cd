/**
 * A process for what people have written: it reads no file but its own program, writes none, starts nothing, and is killed when it holds
 * more memory than it may.
 *
 * This is the outer wall. What runs inside is interpreted by a machine without any access of its own (SQLite or QuickJS as WebAssembly);
 * Node's permission model, which does not cover the network, only counts if that machine is broken out of.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Memory grows by some hundred MB a second at most: what is too much is seen in time. */
const LOOK_MS = 200;
const KILOBYTE = 1024;

export interface Confinement {
  /** The bundle to run. */
  readonly program: string;
  /** One of the packages that the bundle needs: it may read the folder of packages. */
  readonly needs?: string;
  /** Whether its standard error is a pipe; otherwise nobody hears it. */
  readonly isHeard: boolean;
  /** Of JavaScript's own heap; buffers and WebAssembly are beyond it. */
  readonly heapMegabytesMax: number;
  /** Of all that it holds in memory. Linux only: other systems do not tell as cheaply. */
  readonly residentMegabytesMax: number;
  /** Told before it is killed for its memory. */
  readonly outgrown: (reason: string) => void;
}

/** It may have threads, for its watchdog (`parent-watchdog.ts`). Messages are passed by structured clone. */
export function forkConfined({ program, needs, isHeard, heapMegabytesMax, residentMegabytesMax, outgrown }: Confinement): ChildProcess {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const execArgv = [
    permission,
    ...[program, ...(needs === undefined ? [] : [`${packagesFolder(needs)}*`])].map((path) => `--allow-fs-read=${path}`),
    '--allow-worker',
    `--max-old-space-size=${heapMegabytesMax}`,
    '--no-warnings',
  ];
  // Nothing of the environment but what makes local time.
  const { TZ } = process.env;
  const child = fork(program, [String(process.pid)], {
    serialization: 'advanced',
    execArgv,
    env: { NODE_ENV: 'production', ...(TZ === undefined ? {} : { TZ }) },
    cwd: '/',
    stdio: ['ignore', 'ignore', isHeard ? 'pipe' : 'ignore', 'ipc'],
  });
  const timer = setInterval(async () => {
    const megabytes = await residentMegabytes(child.pid);
    if (megabytes <= residentMegabytesMax || child.exitCode !== null || child.signalCode !== null) return;
    clearInterval(timer);
    outgrown(`it used more than ${residentMegabytesMax} MB of memory`);
    child.kill('SIGKILL');
  }, LOOK_MS);
  timer.unref();
  child.once('exit', () => clearInterval(timer));
  child.once('error', () => clearInterval(timer));
  return child;
}

/** With a slash at its end. */
function packagesFolder(name: string): string {
  const found = createRequire(import.meta.url).resolve(name);
  return found.slice(0, found.lastIndexOf(`/node_modules/${name}/`) + '/node_modules/'.length);
}

/** 0 when nobody can tell. */
async function residentMegabytes(processId: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / KILOBYTE;
}
