/**
 * Counts how much later than they were due the words of the other failover member and of the arbiter came: for people, who choose the
 * Quality of Service timeout by it; no rule reads it.
 *
 * A word is due one heartbeat after the word before it on the same link. Under load words come all the time, so that what comes in time
 * counts once for each reading. A silence that ended its link has no word at its end, and is not counted.
 */
import type { MirrorState } from '../mirror/state.ts';
import { heartbeatMs } from '../mirror/timing.ts';
import { bucketOf } from '../samples/latency-histogram.ts';
import type { Words } from '../samples/stretch.ts';

export class WordMeter {
  readonly #partner = new Speaker();
  readonly #arbiter = new Speaker();

  /** After every step. */
  stepTaken({ role, arbiter, settings }: MirrorState): void {
    const link = role.kind === 'backup' ? role : role.kind === 'primary' && role.backup.kind === 'connected' ? role.backup : null;
    this.#partner.heard(link?.session ?? null, link?.lastHeardMs ?? 0, settings.qosTimeoutMs);
    const sight = arbiter.kind === 'connected' ? arbiter : null;
    this.#arbiter.heard(sight?.incarnation ?? null, sight?.lastHeardMs ?? 0, settings.qosTimeoutMs);
  }

  /** All since it was asked last. */
  take(): Words {
    return { partner: this.#partner.take(), arbiter: this.#arbiter.take() };
  }
}

const IN_TIME = 0;

class Speaker {
  #link: number | string | null = null;
  #heardMs = 0;
  #hasSpoken = false;
  #late = new Map<number, number>();

  /** On that link, null: on none, at that monotonic time; said again as long as nothing more comes. */
  heard(link: number | string | null, atMs: number, qosTimeoutMs: number): void {
    if (link !== this.#link) {
      this.#link = link;
      this.#heardMs = atMs;
      return;
    }
    if (link === null || atMs <= this.#heardMs) return;
    const lateMs = atMs - this.#heardMs - heartbeatMs(qosTimeoutMs);
    this.#heardMs = atMs;
    this.#hasSpoken = true;
    if (lateMs <= 0) return;
    const bucket = bucketOf(lateMs);
    this.#late.set(bucket, (this.#late.get(bucket) ?? 0) + 1);
  }

  take(): ReadonlyMap<number, number> {
    const late = this.#late;
    if (this.#hasSpoken && late.size === 0) late.set(IN_TIME, 1);
    this.#late = new Map();
    this.#hasSpoken = false;
    return late;
  }
}
