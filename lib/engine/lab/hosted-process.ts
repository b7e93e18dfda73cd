/** One process that a host of the lab runs: an instance, an agent, the workload's client. Started, stopped, killed, frozen. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { instanceExitCodes, type ProcessEnd, processEndText } from '../../contract/process-end.ts';
import { NODE_OPTIONS } from '../ports/node-options.ts';
import type { ProcessRegistry } from './process-registry.ts';
import { systemClock } from '../ports/clock.ts';

/** Crash recovery of a large journal belongs in here too. */
export const READY_DEADLINE_MS = 60_000;
/** What an orderly shutdown may take before the process is killed. */
export const STOP_DEADLINE_MS = 20_000;

export type ProcessState = 'down' | 'starting' | 'running' | 'paused' | 'stopping';
const readySchema = z.object({ kind: z.literal('ready') });
const cannotStartSchema = z.object({ kind: z.literal('cannot-start'), reason: z.string() });

export interface HostedProcessOptions {
  /** For messages: `servera/IRIS`. */
  name: string;
  /** The bundled program. */
  program: string;
  /** Becomes the JSON in MIRROR_PORTAL_PROCESS. */
  contract: Record<string, unknown>;
  logFile: string;
  registry: ProcessRegistry;
  /** State, or whether it is ready, has changed. */
  onChange?: () => void;
  /** What it says on its channel, except `ready`. */
  onMessage?: (message: unknown) => void;
}

export class HostedProcess {
  private readonly options: HostedProcessOptions;
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private current: ProcessState = 'down';
  /** What it said itself, before it ended, of why it cannot start. */
  private reason: string | null = null;
  /** What the daemon itself is doing to it, by which it will end. */
  private doing: ProcessEnd | null = null;
  /** How it ended last; null before it was started, and while it runs. */
  lastExit: ProcessEnd | null = null;

  constructor(options: HostedProcessOptions) {
    this.options = options;
  }

  get state(): ProcessState {
    return this.current;
  }

  get processId(): number | null {
    return this.child?.pid ?? null;
  }

  /**
   * Resolves when it says that it serves. Rejects when it ends first or takes longer than the deadline; a process that is too slow is left
   * running.
   */
  async start(): Promise<void> {
    if (this.current !== 'down') throw new Error(`${this.options.name} is ${this.current}`);
    const child = this.spawn();
    await new Promise<void>((resolve, reject) => {
      const stopWaiting = systemClock.after(READY_DEADLINE_MS, () =>
        reject(new Error(`${this.options.name} is not ready after ${READY_DEADLINE_MS / 1000} s`)),
      );
      child.on('message', (message) => {
        const failed = cannotStartSchema.safeParse(message);
        if (failed.success) {
          this.reason = failed.data.reason;
          return;
        }
        if (!readySchema.safeParse(message).success) return this.options.onMessage?.(message);
        stopWaiting();
        if (this.child === child && this.current === 'starting') this.enter('running');
        resolve();
      });
      child.once('close', () => {
        stopWaiting();
        reject(
          new Error(
            `${this.options.name} ended before it was ready (${processEndText(this.lastExit ?? { kind: 'stopped' })}); see ${this.options.logFile}`,
          ),
        );
      });
    });
  }

  /**
   * Asks it to shut down in order, and kills it when it has not within the deadline. Resolves when it is gone.
   * `order` is said on its channel in place of SIGTERM, for a program that knows more than one way to stop.
   */
  async stop(order: Record<string, unknown> | null = null): Promise<void> {
    const { child } = this;
    if (!child) return this.ended;
    this.enter('stopping');
    this.doing = { kind: 'stopped' };
    if (order !== null && child.connected) child.send(order);
    else child.kill('SIGTERM');
    child.kill('SIGCONT'); // A frozen process must first thaw to hear it.
    const stopWaiting = systemClock.after(STOP_DEADLINE_MS, () => child.kill('SIGKILL'));
    await this.ended;
    stopWaiting();
  }

  /** kill -9. Resolves when it is gone. `as` is what `lastExit` will say. */
  async kill(as: ProcessEnd = { kind: 'killed' }): Promise<void> {
    if (this.child) this.doing = as;
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  /** Freezes it: it does nothing, its sockets stay open. Only a running process can be frozen. */
  pause(): void {
    if (this.current !== 'running' || !this.child) throw new Error(`${this.options.name} is ${this.current}`);
    this.child.kill('SIGSTOP');
    this.enter('paused');
  }

  resume(): void {
    if (this.current !== 'paused' || !this.child) throw new Error(`${this.options.name} is ${this.current}`);
    this.child.kill('SIGCONT');
    this.enter('running');
  }

  send(message: Record<string, unknown>): void {
    if (this.child?.connected) this.child.send(message);
  }

  private spawn(): ChildProcess {
    const { program, contract, logFile, registry } = this.options;
    if (!fs.existsSync(program)) throw new Error(`the program ${path.basename(program)} has not been built`);
    fs.mkdirSync(path.dirname(logFile), { recursive: true });
    const log = fs.openSync(logFile, 'a');
    // Its own process group: Ctrl-C in the terminal reaches the daemon only, which then stops everything in order.
    const child = spawn(process.execPath, [...NODE_OPTIONS, program], {
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
      env: { ...process.env, MIRROR_PORTAL_PROCESS: JSON.stringify(contract) },
    });
    fs.closeSync(log);
    child.on('error', (error) => {
      this.reason = error.message; // It could not be started at all; `close` follows.
    });
    if (child.pid !== undefined) registry.add(child.pid);
    this.child = child;
    this.lastExit = null;
    this.reason = null;
    this.doing = null;
    this.ended = new Promise((resolve) =>
      child.once('close', (code, signal) => {
        if (child.pid !== undefined) registry.remove(child.pid);
        this.lastExit = this.doing ?? (this.reason === null ? endOf(code, signal) : { kind: 'cannot-start', reason: this.reason });
        this.child = null;
        this.enter('down');
        resolve();
      }),
    );
    this.enter('starting');
    return child;
  }

  private enter(state: ProcessState): void {
    this.current = state;
    this.options.onChange?.();
  }
}

/** What nobody here has done to it. */
function endOf(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
  if (signal !== null) return signal === 'SIGKILL' ? { kind: 'forced-down' } : { kind: 'signal', signal };
  switch (code) {
    case 0:
      return { kind: 'stopped' };
    case instanceExitCodes.handedOver:
      return { kind: 'handed-over' };
    case instanceExitCodes.steppedDown:
      return { kind: 'stepped-down' };
    case instanceExitCodes.failed:
      return { kind: 'failed' };
    default:
      return { kind: 'exited', code: code ?? -1 };
  }
}
