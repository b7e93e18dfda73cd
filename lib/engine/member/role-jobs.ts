/**
 * The jobs of a member in the list of processes: the mirror master always, the others exactly while its role needs them (portal facts 6).
 */
import type { Job, ProcessTable } from '../activity/process-table.ts';
import type { AsyncState } from '../mirror/async-state.ts';
import type { MirrorState } from '../mirror/state.ts';

export class RoleJobs {
  readonly #processes: ProcessTable;
  readonly #master: { job: Job; end: () => void };
  readonly #jobs = new Map<string, { end: () => void }>();

  constructor(processes: ProcessTable) {
    this.#processes = processes;
    this.#master = processes.begin({ user: 'Mirror Master', routine: 'MIRRORMGR' });
  }

  /** The machine has made a step, to this state. */
  stepTaken(state: MirrorState | AsyncState): void {
    const { role } = state;
    const isFollowing = role.kind === 'following' || ((role.kind === 'backup' || role.kind === 'synchronizing') && role.session !== null);
    this.#keep('Mirror Arbiter', 'MIRRORCOMM', 'arbiter' in state && state.arbiter.kind === 'connected');
    this.#keep('Mirror Backup', 'MIRRORCOMM', isFollowing);
    this.#keep('Mirror Dejour', 'MIRRORMGR', isFollowing);
    this.#master.job.commands += 1;
  }

  close(): void {
    for (const job of this.#jobs.values()) job.end();
    this.#master.end();
  }

  #keep(user: string, routine: string, exists: boolean): void {
    const running = this.#jobs.get(user);
    if (exists === (running !== undefined)) return;
    if (running) {
      running.end();
      this.#jobs.delete(user);
    } else this.#jobs.set(user, this.#processes.begin({ user, routine }));
  }
}
