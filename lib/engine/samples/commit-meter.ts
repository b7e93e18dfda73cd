/** Counts what is committed between two readings. */
import { bucketOf } from './latency-histogram.ts';
import type { Commits } from './stretch.ts';

export class CommitMeter {
  #latencies = new Map<number, number>();
  #totalMs = 0;
  #backupMs = 0;

  /**
   * Writes that somebody waited for are committed together. Monotonic ms: since when each was waited for, when this disk had all of them,
   * and now. What is left from then on is what the other member took.
   */
  committed({ askedAtMs, durableAtMs, nowMs }: { askedAtMs: readonly number[]; durableAtMs: number; nowMs: number }): void {
    for (const askedAt of askedAtMs) {
      const ms = Math.max(0, nowMs - askedAt);
      const bucket = bucketOf(ms);
      this.#latencies.set(bucket, (this.#latencies.get(bucket) ?? 0) + 1);
      this.#totalMs += ms;
      this.#backupMs += Math.min(ms, Math.max(0, nowMs - durableAtMs));
    }
  }

  /** All since it was asked last. */
  take(): Commits {
    const taken = { latencies: this.#latencies, totalMs: this.#totalMs, backupMs: this.#backupMs };
    this.#latencies = new Map();
    this.#totalMs = 0;
    this.#backupMs = 0;
    return taken;
  }
}
