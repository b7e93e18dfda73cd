import { assert } from '../../machine/assert.ts';
import type { Durable } from '../mirror/durable.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * What a member's machine must remember over a crash, being written down: the term in it never falls, and whoever waits for a word of it
 * hears when it is on the disk.
 */
export class OwnRecord {
  readonly #save: (durable: Durable) => Promise<void>;
  readonly #clock: Clock;
  readonly #whenWritten = new Set<(durable: Durable) => void>();
  #epochWritten = 0;

  constructor(save: (durable: Durable) => Promise<void>, clock: Clock) {
    this.#save = save;
    this.#clock = clock;
  }

  async write(durable: Durable): Promise<void> {
    assert(durable.epoch >= this.#epochWritten, 'the term that is written down never falls', () => [this.#epochWritten, durable.epoch]);
    this.#epochWritten = durable.epoch;
    await this.#save(durable);
    for (const heard of [...this.#whenWritten]) heard(durable);
  }

  /** Resolves with true once a state of which this holds has been written down from now on, with false after `timeoutMs`. */
  written(holds: (durable: Durable) => boolean, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (is: boolean) => {
        stop();
        this.#whenWritten.delete(heard);
        resolve(is);
      };
      const heard = (durable: Durable) => void (holds(durable) && end(true));
      const stop = this.#clock.after(timeoutMs, () => end(false));
      this.#whenWritten.add(heard);
    });
  }
}
