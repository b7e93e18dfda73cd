import type { ArbiterStanding } from '../../contract/arbiter.ts';
import { arbiterWordSchema } from '../agent/arbiter-word.ts';

/** Six words of the agent are missing: it hangs, or its machine does. */
const SILENT_MS = 3000;

/** What the agent of a host last said of its work as arbiter. What is old is not passed on. */
export class ArbiterWatch {
  readonly #nowMs: () => number;
  #last: { readonly standing: ArbiterStanding; readonly atMs: number } | null = null;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Anything that the process says. */
  hear(message: unknown): void {
    const word = arbiterWordSchema.safeParse(message);
    if (word.success) this.#last = { standing: word.data.standing, atMs: this.#nowMs() };
  }

  /** The process has ended. */
  forget(): void {
    this.#last = null;
  }

  /** null: nothing was said for some seconds. */
  get standing(): ArbiterStanding | null {
    return this.#last && this.#nowMs() - this.#last.atMs < SILENT_MS ? this.#last.standing : null;
  }
}
