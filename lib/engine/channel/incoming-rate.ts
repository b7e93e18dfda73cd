/**
 * How fast journal comes in: bytes on the network and bytes of journal, which compression makes more, over the latest interval that has
 * passed, whether anybody looked meanwhile or not. Intervals follow one another from the start on.
 */
import type { Clock } from '../ports/clock.ts';
import { INCOMING_RATE_MS } from '../../machine/waits.ts';

export class IncomingRate {
  readonly #clock: Clock;
  readonly #startMs: number;
  /** Of the present interval. */
  #number = 0;
  #network = 0;
  #journal = 0;
  #latest = { networkBytesPerSecond: 0, journalBytesPerSecond: 0, intervalMs: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.nowMs();
  }

  add(networkBytes: number, journalBytes: number): void {
    this.#turn();
    this.#network += networkBytes;
    this.#journal += journalBytes;
  }

  /** `intervalMs` 0 before the first interval has passed. */
  get latest(): { networkBytesPerSecond: number; journalBytesPerSecond: number; intervalMs: number } {
    this.#turn();
    return this.#latest;
  }

  #turn(): void {
    const number = Math.floor((this.#clock.nowMs() - this.#startMs) / INCOMING_RATE_MS);
    if (number === this.#number) return;
    // What was counted is of an interval that has passed long ago where more than one has.
    const isLatest = number === this.#number + 1;
    this.#latest = {
      networkBytesPerSecond: isLatest ? (this.#network * 1000) / INCOMING_RATE_MS : 0,
      journalBytesPerSecond: isLatest ? (this.#journal * 1000) / INCOMING_RATE_MS : 0,
      intervalMs: INCOMING_RATE_MS,
    };
    this.#number = number;
    this.#network = 0;
    this.#journal = 0;
  }
}
