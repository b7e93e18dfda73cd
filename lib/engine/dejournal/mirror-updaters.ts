/**
 * The updaters that an instance dejournals a mirror with: as many as that mirror's setting and this machine allow, each with its line in
 * the list of processes.
 */
import os from 'node:os';
import { updaterCount } from './updater-count.ts';
import { UpdaterPool } from './updater-pool.ts';
import type { SeatedMember } from './seat.ts';
import type { ProcessTable } from '../activity/process-table.ts';

export function mirrorUpdaters({
  member,
  processes,
}: {
  member: () => Pick<SeatedMember, 'config' | 'self'> | null;
  processes: ProcessTable;
}): UpdaterPool {
  return new UpdaterPool({
    count: () => {
      const mirror = member();
      return mirror === null
        ? 1
        : updaterCount({
            mode: mirror.config().parallelDejournaling,
            memberKind: mirror.self().kind,
            processors: os.availableParallelism(),
            freeMemoryBytes: os.freemem(),
          });
    },
    begin: () => {
      const { job, end } = processes.begin({ user: 'Mirror Prefet', routine: 'MIRRORMGR' });
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
