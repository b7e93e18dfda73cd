/**
 * A reader that others can ask to stand still: at a boundary where everything read is applied.
 *
 * Like a lock keeper: boats already in the lock go through, the next ones wait until the last who asked for still water has gone.
 */
export class Stillness {
  /** How many ask that nothing be read. */
  #holds = 0;
  #isStill = false;
  #resume: (() => void)[] = [];
  #still: (() => void)[] = [];
  readonly #onReleased: () => void;

  /** `onReleased`: the last who asked has gone; called before anybody else goes on by that. */
  constructor(onReleased: () => void) {
    this.#onReleased = onReleased;
  }

  /** Somebody asks that nothing be read. */
  get isAsked(): boolean {
    return this.#holds > 0;
  }

  /** Runs `work` while nothing is read; `isRunning`: the reader reads now, and must come to a boundary first. */
  async while<T>(isRunning: () => boolean, work: () => Promise<T>): Promise<T> {
    this.#holds += 1;
    try {
      if (isRunning() && !this.#isStill) await new Promise<void>((resolve) => this.#still.push(resolve));
      return await work();
    } finally {
      this.#holds -= 1;
      if (this.#holds === 0) {
        for (const resume of this.#resume.splice(0)) resume();
        this.#onReleased();
      }
    }
  }

  /** The reader has applied all that it read: resolves when nobody asks for stillness any more. */
  async boundary(): Promise<void> {
    this.#isStill = true;
    this.ended();
    await this.released();
    this.#isStill = false;
  }

  /** The reader reads no more. */
  ended(): void {
    for (const tell of this.#still.splice(0)) tell();
  }

  /** Resolves when nobody asks for stillness. */
  async released(): Promise<void> {
    while (this.#holds > 0) await new Promise<void>((resolve) => this.#resume.push(resolve));
  }
}
