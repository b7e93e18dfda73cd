/** The updaters that an instance dejournals with: as many as its mirror's setting and this machine allow, each with its line in the list of processes. */
import os from 'node:os';
import { updaterCount } from '../dejournal/updater-count.ts';
import { UpdaterPool } from '../dejournal/updater-pool.ts';
import type { Instance } from './instance.ts';

export function mirrorUpdaters(instance: Pick<Instance, 'mirror' | 'processes'>): UpdaterPool {
  return new UpdaterPool({
    count: () => {
      const { mirror } = instance;
      return mirror === null ? 1 : updaterCount({ mode: mirror.config().parallelDejournaling, memberKind: mirror.self().kind, processors: os.availableParallelism(), freeMemoryBytes: os.freemem() });
    },
    begin: () => {
      const { job, end } = instance.processes.begin({ user: 'Mirror Prefet', routine: 'MIRRORMGR' });
      return {
        done: (count) => {
          job.commands += 1;
          job.globals += count;
        },
        end,
      };
    },
  });
}
