import { assert } from '../../machine/assert.ts';
import type { Durable } from '../mirror/durable.ts';
import type { Clock } from '../ports/clock.ts';
import { StateWatch } from '../ports/state-watch.ts';

/**
 * What a member's machine must remember over a crash, being written down: the term in it never falls, and whoever waits for a word of it
 * hears when it is on the disk.
 */
export class OwnRecord {
  readonly #save: (durable: Durable) => Promise<void>;
  readonly #watch: StateWatch;
  /** The latest that is on the disk in this run, and how many there have been: one may be written again. */
  #latest: Durable | null = null;
  #count = 0;
  #epochWritten = 0;

  constructor(save: (durable: Durable) => Promise<void>, clock: Clock) {
    this.#save = save;
    this.#watch = new StateWatch(clock);
  }

  async write(durable: Durable): Promise<void> {
    assert(durable.epoch >= this.#epochWritten, 'the term that is written down never falls', () => [this.#epochWritten, durable.epoch]);
    this.#epochWritten = durable.epoch;
    await this.#save(durable);
    this.#latest = durable;
    this.#count += 1;
    this.#watch.changed();
  }

  /** Resolves with true once a state of which this holds has been written down from now on, with false after `timeoutMs`. */
  written(holds: (durable: Durable) => boolean, timeoutMs: number): Promise<boolean> {
    const before = this.#count;
    return this.#watch.until(() => this.#count > before && this.#latest !== null && holds(this.#latest), timeoutMs);
  }
}
