/**
 * The mirrors that this instance belongs to, as the rooms below the member see them: databases, backups, downloads and the upkeep of the
 * journal read what a mirror is and how far it has come, and ask its other members. None of them orders anything of the member's machine,
 * and nothing here could.
 */
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { DatabaseFile } from '../database/database-file.ts';
import type { AgentLink } from '../channel/agent-link.ts';
import type { Membership } from '../store/config-store.ts';
import type { Dejournaling } from './dejournaling.ts';
import type { JournalMender } from '../channel/journal-mending.ts';
import type { MemberDialer } from '../channel/member-dialer.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import type { AsyncState } from '../mirror/async-state.ts';
import type { MirrorState } from '../mirror/state.ts';
import type { UpdaterPool } from './updater-pool.ts';

/** This instance as an activated member of one mirror: who it is there, and what its machine says. */
export interface SeatedMember {
  readonly membership: Membership;
  config(): MirrorConfig;
  /** Its own entry in the configuration. */
  self(): MemberEntry;
  /** The other failover member; null while there is none, and on an async. */
  readonly partner: MemberEntry | null;
  readonly isPrimary: boolean;
  readonly driver: { readonly state: MirrorState | AsyncState };
  /** The mirror's journal files on this disk. */
  readonly journal: MirrorHistory;
  readonly dejournaler: Dejournaling;
}

/** With its roads to the others. */
export interface ConnectedMember extends SeatedMember {
  readonly agents: AgentLink;
  readonly dialer: MemberDialer;
  readonly mender: JournalMender;
}

/** One mirror: its journal files, what applies them, and the member while its configuration is activated. */
export interface Seat {
  readonly membership: Membership;
  readonly history: MirrorHistory;
  readonly dejournaler: Dejournaling;
  readonly updaters: UpdaterPool;
  /** null: not activated in this run. */
  readonly member: ConnectedMember | null;
}

export interface Seats {
  /** In the order in which the mirrors were joined, whether activated or not. */
  seats(): readonly Seat[];
  members(): ConnectedMember[];
  /** The activated member of the mirror with this GUID. */
  withGuid(mirrorGuid: string): ConnectedMember | undefined;
  /**
   * Of the mirror that the file belongs to; undefined for an ordinary file, and for one of a mirror that this instance does not belong to.
   */
  seatOf(file: DatabaseFile): Seat | undefined;
  /** What follows, or would follow, the mirror of this file. */
  dejournalerOf(file: DatabaseFile): Dejournaling;
  /** Of the first mirror: of the only one that a failover member or DR async has. */
  readonly dejournaler: Dejournaling;
  /** How far the databases of each mirror that had nothing to apply have come is in their files when it resolves. */
  advancePositions(): Promise<void>;
}
