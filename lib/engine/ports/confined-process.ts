/**
 * A process for what people have written: it reads no file but its own program, writes none, starts nothing, and is killed when it holds more memory than it may.
 *
 * This is the outer wall. What runs inside is interpreted by a machine without any access of its own (SQLite or QuickJS as WebAssembly); Node's permission model, which
 * does not cover the network, only counts if that machine is broken out of.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Memory grows by some hundred MB a second at most: what is too much is seen in time. */
const LOOK_MS = 200;
const KILOBYTE = 1024;

export interface Confinement {
  /** The bundle to run. */
  readonly program: string;
  /** Files and folders (`…/*`) that it may read besides. */
  readonly mayRead?: readonly string[];
  /** Threads of Node. */
  readonly mayHaveThreads?: boolean;
  /** Of JavaScript's own heap; buffers and WebAssembly are beyond it. */
  readonly heapMegabytesMax: number;
  /** Of all that it holds in memory. Linux only: other systems do not tell as cheaply. */
  readonly residentMegabytesMax: number;
  /** Told before it is killed for its memory. */
  readonly outgrown: (reason: string) => void;
}

/** Its standard error is a pipe, its other streams are closed; messages are passed by structured clone. */
export function forkConfined({ program, mayRead = [], mayHaveThreads = false, heapMegabytesMax, residentMegabytesMax, outgrown }: Confinement): ChildProcess {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const execArgv = [permission, ...[program, ...mayRead].map((path) => `--allow-fs-read=${path}`), ...(mayHaveThreads ? ['--allow-worker'] : []), `--max-old-space-size=${heapMegabytesMax}`, '--no-warnings'];
  // Nothing of the environment but what makes local time.
  const { TZ } = process.env;
  const child = fork(program, { serialization: 'advanced', execArgv, env: { NODE_ENV: 'production', ...(TZ === undefined ? {} : { TZ }) }, cwd: '/', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
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

/** 0 when nobody can tell. */
async function residentMegabytes(processId: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / KILOBYTE;
}
