/** How fast journal comes in, over the latest whole interval: bytes on the network and bytes of journal, which compression makes more. */
import type { Clock } from '../ports/clock.ts';
import { INCOMING_RATE_MS } from '../../machine/waits.ts';

export class IncomingRate {
  readonly #clock: Clock;
  #since: number;
  #network = 0;
  #journal = 0;
  #latest = { networkBytesPerSecond: 0, journalBytesPerSecond: 0, intervalMs: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.nowMs();
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
    const now = this.#clock.nowMs();
    const elapsed = now - this.#since;
    if (elapsed < INCOMING_RATE_MS) return;
    this.#latest = {
      networkBytesPerSecond: (this.#network * 1000) / elapsed,
      journalBytesPerSecond: (this.#journal * 1000) / elapsed,
      intervalMs: elapsed,
    };
    this.#since = now;
    this.#network = 0;
    this.#journal = 0;
  }
}
