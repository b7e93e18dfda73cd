import type { Globals } from '../database/globals.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { Seats } from '../dejournal/seat.ts';
import type { ConfigStore, DatabaseDefinition } from '../store/config-store.ts';
import type { InstanceJournal } from '../journaling/instance-journal.ts';
import type { MessagesLog, Severity } from '../activity/messages-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { DatabaseStanding } from './mirrored-standing.ts';

/**
 * What the databases of an instance stand on: where they are defined, the journal that their updates go to, and the mirrors that they
 * belong to.
 */
export interface DatabasesWorld {
  readonly store: Pick<ConfigStore, 'saveDatabase' | 'removeDatabase'>;
  readonly journal: InstanceJournal;
  readonly globals: Globals;
  readonly mirrors: Seats;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Pick<MessagesLog, 'append'>;
  note(severity: Severity, text: string): void;
}

/** An instance, for whoever asks what may be done with one of its databases. */
export interface DatabaseHouse {
  readonly globals: Globals;
  readonly mirrors: Seats;
  /** Of the first mirror; null while none is activated. */
  readonly mirror: { readonly isPrimary: boolean } | null;
  databases(): { definition: DatabaseDefinition; mounted: MountedDatabase | null }[];
  standingOf(mounted: MountedDatabase): DatabaseStanding;
}
