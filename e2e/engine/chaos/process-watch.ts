/**
 * Watches the processes of a lab: did one end that nobody had ended, and does one grow? Memory is read from the operating system (Linux;
 * elsewhere nothing is said of it).
 */
import fs from 'node:fs';
import type { ProcessEnd } from '../../../lib/contract/process-end.ts';
import type { AprilLab } from '../april-lab.ts';

/** Never by an order. The others are what the runner and the power do, and how an instance ends that another one has taken over from. */
const CRASHES: ReadonlySet<ProcessEnd['kind']> = new Set(['failed', 'signal', 'exited']);
/** What explains an end that has an order somewhere, but not for everybody. */
export interface Excuses {
  /** Who may have been forced down: who led before the fault or after it. Nobody else is ever to be ended by an agent. */
  readonly leaders: readonly string[];
  /** Whose disk was bad: it may have been unable to start. */
  readonly badDisks: readonly string[];
}
const PAGE_BYTES = 4096;
/** Growth that no cache explains: from the median of the first third of a process kind's samples to that of the last third. */
const GROWTH_MAX = { factor: 1.6, bytes: 64 * 2 ** 20 };
const SAMPLES_MIN = 60;

export class ProcessWatch {
  readonly #lab: AprilLab;
  readonly #samples = new Map<string, number[]>();
  readonly #told = new Map<string, string>();
  readonly #ends: { host: string; end: ProcessEnd }[] = [];

  constructor(lab: AprilLab) {
    this.#lab = lab;
  }

  /** Takes the memory of all processes. */
  async sample(): Promise<void> {
    for (const { instances, agent } of (await this.#lab.view()).hosts) {
      this.#sample('agent', agent.processId);
      for (const { processId } of instances) this.#sample('instance', processId);
    }
  }

  /** Notes who has ended. To be asked before anybody is started again: then it is forgotten how it ended. */
  async look(): Promise<void> {
    for (const { name, instances } of (await this.#lab.view()).hosts) {
      for (const { lastExit } of instances) {
        const exit = JSON.stringify(lastExit);
        if (lastExit !== null && exit !== this.#told.get(name)) this.#ends.push({ host: name, end: lastExit });
        this.#told.set(name, exit);
      }
    }
  }

  /** The ends since the last question that no order explains, in words. */
  unordered({ leaders, badDisks }: Excuses): string[] {
    const isOrdered = (host: string, { kind }: ProcessEnd) => {
      if (kind === 'forced-down') return leaders.includes(host);
      if (kind === 'cannot-start') return badDisks.includes(host);
      return !CRASHES.has(kind);
    };
    return this.#ends
      .splice(0)
      .filter(({ host, end }) => !isOrdered(host, end))
      .map(({ host, end }) => `the instance of ${host} ended: ${JSON.stringify(end)}`);
  }

  #sample(kind: string, processId: number | null): void {
    if (processId === null) return;
    try {
      const [, resident, shared] = fs.readFileSync(`/proc/${processId}/statm`, 'utf8').split(' ').map(Number);
      // Without the pages of files that are mapped: databases grow with what is written.
      this.#samples.set(kind, [...(this.#samples.get(kind) ?? []), ((resident ?? 0) - (shared ?? 0)) * PAGE_BYTES]);
    } catch {
      // It has just ended, or this system has no /proc.
    }
  }

  #thirds(): { kind: string; first: number; last: number; count: number }[] {
    return [...this.#samples].map(([kind, all]) => {
      const third = Math.ceil(all.length / 3);
      return { kind, first: median(all.slice(0, third)), last: median(all.slice(-third)), count: all.length };
    });
  }

  /** What has grown; only a run with enough samples can tell. */
  grown(): string[] {
    const big = this.#thirds().filter(
      ({ first, last, count }) => count >= SAMPLES_MIN && last > first * GROWTH_MAX.factor + GROWTH_MAX.bytes,
    );
    return big.map(({ kind, first, last }) => `the memory of an ${kind} has grown from ${megabytes(first)} to ${megabytes(last)}`);
  }

  memory(): string {
    return this.#thirds()
      .map(({ kind, first, last }) => `${kind} ${megabytes(first)} -> ${megabytes(last)}`)
      .join(', ');
  }
}

const median = (values: readonly number[]) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
