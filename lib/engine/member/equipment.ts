import type { Dejournaling } from '../dejournal/dejournaling.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import type { UpdaterPool } from '../dejournal/updater-pool.ts';

/**
 * What one mirror has on this instance, whether its member is activated or not: its journal files, what applies them, and what it applies
 * them with.
 */
export interface Equipment {
  readonly history: MirrorHistory;
  readonly dejournaler: Dejournaling;
  readonly updaters: UpdaterPool;
}
