import type { DatabaseHouse } from '../databases/databases-world.ts';
import type { ConnectedMember, Seats } from '../dejournal/seat.ts';
import type { ConfigStore } from '../store/config-store.ts';
import type { InstanceJournal } from '../journaling/instance-journal.ts';
import type { RetrievalWorld } from '../channel/journal-retrieval.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { Clock } from '../ports/clock.ts';

/** A member, and what it knows of those who follow it. */
export interface KeptMember extends ConnectedMember {
  /** null on an async. */
  readonly failover: {
    readonly state: { readonly durable: { readonly epoch: Epoch } };
    readonly followers: ReadonlyMap<
      unknown,
      { readonly memberGuid: string; readonly isFollowing: boolean; readonly received: JournalPosition | null }
    >;
  } | null;
}

/** An instance whose journal files are looked after. */
export interface UpkeepWorld extends RetrievalWorld, Pick<DatabaseHouse, 'databases' | 'standingOf'> {
  readonly store: ConfigStore;
  readonly clock: Clock;
  readonly journal: InstanceJournal;
  readonly mirrors: Seats;
  /** Of the first mirror; null while none is activated. */
  readonly mirror: KeptMember | null;
}
