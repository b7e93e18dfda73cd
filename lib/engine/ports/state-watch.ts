/**
 * Waiting for a state, without looking again and again: whoever changes it says so, and whoever waits is woken when what it waits for
 * holds.
 */
import type { Clock } from './clock.ts';

export class StateWatch {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #looks = new Set<() => void>();

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock;
  }

  /** What is waited for may hold now. Cheap while nobody waits. */
  changed(): void {
    for (const look of [...this.#looks]) look();
  }

  /** Resolves with true as soon as that holds, at once if it does now; with false after `timeoutMs`. */
  until(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (is: boolean) => {
        stop();
        this.#looks.delete(look);
        resolve(is);
      };
      const look = () => void (holds() && end(true));
      const stop = this.#clock.after(timeoutMs, () => end(false));
      this.#looks.add(look);
    });
  }
}
