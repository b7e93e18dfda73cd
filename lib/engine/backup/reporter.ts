/** What a running backup or restore tells of itself, and how it learns that it shall stop. */
import type { Clock } from '../ports/clock.ts';
import type { TaskHandle } from '../activity/background-tasks.ts';
import type { BackupLog } from './backup-log.ts';
import type { VolumeFile } from './volume-writer.ts';

/** A person has told it to stop. */
export class Aborted extends Error {}

export class Reporter {
  readonly log: BackupLog;
  /** For tests: a disk that refuses. */
  readonly openFile: ((name: string) => Promise<VolumeFile>) | undefined;
  readonly startedMs: number;
  readonly #task: TaskHandle;
  readonly #clock: Clock;
  done = 0;
  total: number | null = null;
  subject = '';
  sizeBytes = 0;

  constructor(options: { task: TaskHandle; log: BackupLog; clock: Clock; openFile?: (name: string) => Promise<VolumeFile> }) {
    this.#task = options.task;
    this.log = options.log;
    this.#clock = options.clock;
    this.openFile = options.openFile;
    this.startedMs = options.clock.nowMs();
  }

  get signal(): AbortSignal {
    return this.#task.signal;
  }

  /** Monotonic, ms. */
  nowMs(): number {
    return this.#clock.nowMs();
  }

  at(subject: string): void {
    this.subject = subject;
    this.#task.progress(this.done, this.total, subject);
  }

  progress(done: number, total: number | null): void {
    this.done = done;
    this.total = total;
    this.#task.progress(done, total, this.subject);
  }

  wrote(sizeBytes: number): void {
    this.sizeBytes = sizeBytes;
  }

  throwIfAborted(): void {
    if (this.#task.signal.aborted) throw new Aborted();
  }

  /** For what may wait for ever, as a write to a frozen journal does: an abort ends the waiting. */
  async unlessAborted<T>(work: Promise<T>): Promise<T> {
    this.throwIfAborted();
    const { signal } = this.#task;
    let stop = () => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(new Aborted());
      signal.addEventListener('abort', stop);
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener('abort', stop);
      aborted.catch(() => undefined);
    }
  }
}
