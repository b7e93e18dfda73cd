/**
 * Long work of an instance that a person started and may leave: backups, restores, integrity checks, adding many databases.
 *
 * One list for all of them, so that every page shows progress, outcome and the way to abort in the same way. Tasks live as long as the
 * process; what must outlast it (the backup history, databases) is written by the work itself.
 */
import { accepted, type Outcome, refused, type Refusal } from '../../contract/errors.ts';
import type { BackgroundTaskKind } from '../../contract/background-tasks.ts';
import { unexpected } from '../../contract/unexpected.ts';
import type { Clock } from '../ports/clock.ts';

export interface BackgroundTask {
  readonly id: number;
  readonly kind: BackgroundTaskKind;
  /** What it works on: names of databases, a file. */
  readonly subjects: readonly string[];
  readonly startedAt: string;
  endedAt: string | null;
  state: 'running' | 'completed' | 'failed' | 'aborted';
  /** In units of the work's own choice (bytes, databases); `total` null while unknown. */
  done: number;
  total: number | null;
  /** What it works on at this moment, for a person; ''. */
  at: string;
  refusal: Refusal | null;
  /** What became of each subject so far. */
  readonly outcomes: { readonly name: string; readonly refusal: Refusal | null }[];
}

/** What the work itself gets: where to tell its progress, and whether to stop. */
export interface TaskHandle {
  readonly id: number;
  readonly signal: AbortSignal;
  progress(done: number, total: number | null, at?: string): void;
  /** One of several subjects has ended: done (null) or refused. */
  ended(name: string, refusal: Refusal | null): void;
}

/** Older ones are forgotten. */
const ENDED_KEPT = 50;

export class BackgroundTasks {
  readonly #clock: Clock;
  readonly #tasks = new Map<number, BackgroundTask>();
  readonly #running = new Map<number, { abort: AbortController; ended: Promise<Outcome<unknown>> }>();
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Newest first. */
  list(): BackgroundTask[] {
    return [...this.#tasks.values()].reverse();
  }

  /**
   * Begins `work` and returns at once; `ended` is its outcome. A refusal, or an error (P621 with its sentence), ends the task as failed;
   * when it was told to stop and refuses, as aborted.
   */
  begin<T>(
    kind: BackgroundTaskKind,
    subjects: readonly string[],
    work: (task: TaskHandle) => Promise<Outcome<T>>,
  ): { id: number; ended: Promise<Outcome<T>> } {
    this.#lastId += 1;
    const task: BackgroundTask = {
      id: this.#lastId,
      kind,
      subjects,
      startedAt: this.#clock.wallTime().toISOString(),
      endedAt: null,
      state: 'running',
      done: 0,
      total: null,
      at: '',
      refusal: null,
      outcomes: [],
    };
    const abort = new AbortController();
    const handle: TaskHandle = {
      id: task.id,
      signal: abort.signal,
      progress: (done, total, at = task.at) => Object.assign(task, { done, total, at }),
      ended: (name, refusal) => void task.outcomes.push({ name, refusal }),
    };
    this.#tasks.set(task.id, task);
    const ended = this.#follow(task, abort.signal, () => work(handle));
    this.#running.set(task.id, { abort, ended });
    return { id: task.id, ended };
  }

  async #follow<T>(task: BackgroundTask, signal: AbortSignal, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    let outcome: Outcome<T>;
    try {
      outcome = await work();
    } catch (error) {
      outcome = unexpected(task.kind, error);
    }
    task.endedAt = this.#clock.wallTime().toISOString();
    if (outcome.ok) task.state = 'completed';
    else {
      task.state = signal.aborted ? 'aborted' : 'failed';
      task.refusal = outcome.refusal;
    }
    this.#running.delete(task.id);
    this.#forgetOld();
    return outcome;
  }

  #forgetOld(): void {
    const ended = [...this.#tasks.values()].filter(({ state }) => state !== 'running');
    for (const { id } of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) this.#tasks.delete(id);
  }

  /** Tells the work to stop and waits until it has. Refuses with P104 when no such task runs. */
  async abort(id: number): Promise<Outcome<null>> {
    const running = this.#running.get(id);
    if (!running) return refused('P104', ['background task', String(id)]);
    running.abort.abort();
    await running.ended;
    return accepted(null);
  }

  /** The instance stops: all work is told so and waited for. */
  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.abort(id)));
  }
}
