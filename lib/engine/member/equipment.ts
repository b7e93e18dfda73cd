import type { DejournalService } from '../dejournal/dejournal-service.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import type { UpdaterPool } from '../dejournal/updater-pool.ts';

/** What one mirror has on this instance, whether its member is activated or not: its journal files, what applies them, and what it applies them with. */
export interface Equipment {
  readonly history: MirrorHistory;
  readonly dejournaler: DejournalService;
  readonly updaters: UpdaterPool;
}
