/**
 * The record by which the agent of this host knows this instance (`InstanceRegistration`), kept on the disk: whatever fails once is tried
 * again until it is written.
 *
 * When the instance is dead, others judge it by this record: what it has heard of the mirror, and whether they may lead past it. So nothing
 * that makes a dead instance worth waiting for, such as leading, may begin before `write` has answered true. Everything else goes on
 * meanwhile: a record that is late must not keep the mirror down.
 */
import { replaceDurably } from '../ports/durable-file.ts';
import { quietClock, type StopTimer } from '../ports/clock.ts';
import { REGISTER_RETRY_MS, REGISTER_RETRY_MS_MAX } from '../../machine/waits.ts';

export class OwnRegistration {
  readonly #file: string;
  readonly #compose: () => Promise<unknown>;
  readonly #tell: { failed(reason: string): void; written(): void };
  readonly #pauseMs: number;
  /** One write at a time: what is composed last is written last. */
  #turn: Promise<boolean> = Promise.resolve(true);
  /** Not begun yet: it will find everything that is so now. */
  #next: Promise<boolean> | null = null;
  #failures = 0;
  #stopTimer: StopTimer = () => {};
  #isClosed = false;

  /** `compose`: what is so at the moment it is called. `tell.failed` is called once until it is written again. */
  constructor({
    file,
    compose,
    tell,
    pauseMs = REGISTER_RETRY_MS,
  }: { file: string; compose: () => Promise<unknown>; tell: { failed(reason: string): void; written(): void }; pauseMs?: number }) {
    this.#file = file;
    this.#compose = compose;
    this.#tell = tell;
    this.#pauseMs = pauseMs;
  }

  /** True: what is so now is on the disk. False: it could not be written, and is tried again. Never rejects. */
  write(): Promise<boolean> {
    this.#next ??= this.#turn.then(() => {
      this.#next = null;
      return this.#try();
    });
    this.#turn = this.#next;
    return this.#next;
  }

  /** What is being written is written when it resolves; nothing is tried again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopTimer();
    await this.#turn;
  }

  async #try(): Promise<boolean> {
    this.#stopTimer();
    try {
      await replaceDurably(this.#file, JSON.stringify(await this.#compose()));
    } catch (error) {
      if (this.#failures === 0) this.#tell.failed(error instanceof Error ? error.message : String(error));
      if (!this.#isClosed)
        this.#stopTimer = quietClock.after(Math.min(this.#pauseMs * 2 ** this.#failures, REGISTER_RETRY_MS_MAX), () => void this.write());
      this.#failures += 1;
      return false;
    }
    if (this.#failures > 0) this.#tell.written();
    this.#failures = 0;
    return true;
  }
}
