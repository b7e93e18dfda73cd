/**
 * The updaters of one instance: threads that prepare journal updates for the database files.
 *
 * Why threads only prepare. The storage engine takes one writing transaction at a time per database file, made on a thread of its own; and
 * its handles may not be shared between threads without risk (closing while another thread commits, reads that miss what another thread has
 * just committed). So the files stay with the thread that opened them; updaters get keys and give back an order (`update-order.ts`), while
 * the files are writing what was prepared before.
 *
 * All updates of one global of one database go to one updater. A thread is started by the first work for it and ends when it had none for a
 * while.
 */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { PackedUpdates, UpdateOrder } from './update-order.ts';
import { quietClock, type StopTimer } from '../ports/clock.ts';
import { UPDATER_IDLE_MS } from '../../machine/waits.ts';

/** Beside the bundle that holds this code; where there is none, as in a run from the sources, there are no updaters. */
const PROGRAM = new URL('./updater.mjs', import.meta.url);

interface Updater {
  readonly worker: Worker;
  readonly waiting: Map<number, { resolve: (order: UpdateOrder) => void; reject: (error: Error) => void }>;
  readonly job: UpdaterJob;
  stopIdleTimer: StopTimer;
}

/** The updater's line in the list of processes. */
export interface UpdaterJob {
  /** One more share of `count` updates prepared. */
  done(count: number): void;
  end(): void;
}

export class UpdaterPool {
  readonly #count: () => number;
  readonly #begin: () => UpdaterJob;
  readonly #program: URL | string;
  #isRunnable: boolean;
  readonly #updaters = new Map<number, Updater>();
  #lastNumber = 0;

  /**
   * `count` is asked before each batch; `begin` when a thread starts. `program` is `updater.ts` as code or built, where it does not lie
   * beside this code.
   */
  constructor(options: { count: () => number; begin: () => UpdaterJob; program?: string | URL }) {
    this.#count = options.count;
    this.#begin = options.begin;
    this.#program = options.program ?? PROGRAM;
    this.#isRunnable = options.program !== undefined || existsSync(PROGRAM);
  }

  /** How many may work now; 1 means none: do it yourself. */
  get count(): number {
    return this.#isRunnable ? this.#count() : 1;
  }

  /** Threads that are there now. */
  get running(): number {
    return this.#updaters.size;
  }

  /** `updates` is moved to updater `index` and not usable here afterwards. Rejects when the thread has died; nothing was changed then. */
  order(index: number, updates: PackedUpdates): Promise<UpdateOrder> {
    if (!this.#isRunnable) return Promise.reject(new Error('the updaters have been closed'));
    return new Promise((resolve, reject) => {
      const updater = this.#updaters.get(index) ?? this.#start(index);
      updater.stopIdleTimer();
      const number = ++this.#lastNumber;
      const { count } = updates;
      updater.waiting.set(number, {
        resolve: (order) => {
          updater.job.done(count);
          resolve(order);
        },
        reject,
      });
      updater.worker.postMessage({ number, updates }, [
        updates.keys.buffer as ArrayBuffer,
        updates.lengths.buffer as ArrayBuffer,
        updates.kinds.buffer as ArrayBuffer,
      ]);
    });
  }

  /** Ends all threads, for good; what they were asked for is rejected. */
  async close(): Promise<void> {
    this.#isRunnable = false;
    await Promise.all(Array.from(this.#updaters.values(), ({ worker }) => worker.terminate()));
  }

  #start(index: number): Updater {
    const worker = typeof this.#program === 'string' ? new Worker(this.#program, { eval: true }) : new Worker(this.#program);
    // An instance that ends does not wait for a thread that has nothing of its own.
    worker.unref();
    const updater: Updater = { worker, waiting: new Map(), job: this.#begin(), stopIdleTimer: () => {} };
    this.#updaters.set(index, updater);
    worker.on('message', ({ number, order }: { number: number; order: UpdateOrder }) => {
      updater.waiting.get(number)?.resolve(order);
      updater.waiting.delete(number);
      if (updater.waiting.size > 0) return;
      updater.stopIdleTimer = quietClock.after(UPDATER_IDLE_MS, () => void worker.terminate());
    });
    const gone = (error: Error) => {
      if (this.#updaters.get(index) === updater) {
        this.#updaters.delete(index);
        updater.job.end();
      }
      for (const { reject } of updater.waiting.values()) reject(error);
      updater.waiting.clear();
    };
    worker.on('error', gone);
    worker.on('exit', () => gone(new Error('an updater has ended')));
    return updater;
  }
}
