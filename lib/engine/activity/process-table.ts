/**
 * The jobs of an instance, as the Processes page lists them: each entry is an activity that really runs in this process
 * (a client's connection, the mirror master, a data channel), registered by the code that runs it and gone when that ends.
 */
export interface Job {
  readonly number: number;
  readonly user: string;
  readonly device: string;
  readonly routine: string;
  readonly clientAddress: string;
  /** Work done so far; the meaning is the job's own (updates of a client, steps of the mirror master). */
  commands: number;
  globals: number;
  state: string;
}

export class ProcessTable {
  readonly #jobs = new Map<number, Job>();
  #lastNumber = 0;

  /** Adds a job; call the returned function when it has ended. */
  begin(job: { user: string; device?: string; routine: string; clientAddress?: string; state?: string }): { job: Job; end: () => void } {
    this.#lastNumber += 1;
    const entry: Job = {
      number: this.#lastNumber,
      user: job.user,
      device: job.device ?? '',
      routine: job.routine,
      clientAddress: job.clientAddress ?? '',
      commands: 0,
      globals: 0,
      state: job.state ?? 'RUN',
    };
    this.#jobs.set(entry.number, entry);
    return { job: entry, end: () => this.#jobs.delete(entry.number) };
  }

  list(): readonly Job[] {
    return [...this.#jobs.values()];
  }
}
