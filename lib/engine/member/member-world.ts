import type { MirrorConfig } from '../../contract/mirror-config.ts';
import type { AgentClient } from '../agent/agent-client.ts';
import type { Seats, SeatedMember } from '../dejournal/seat.ts';
import type { DownloadWorld } from '../download/download-world.ts';
import type { ConfigStore, Membership } from '../store/config-store.ts';
import type { InstanceDatabases } from '../databases/instance-databases.ts';
import type { JournalKeeper } from '../upkeep/journal-keeper.ts';
import type { MessagesLog } from '../activity/messages-log.ts';
import type { Timeline } from '../activity/timeline.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { NetworkPort } from '../ports/network.ts';

/** What the machine of a member orders of its instance. */
export interface InstanceOrders {
  /** Of its only mirror; rejects with several, or none. */
  beginTerm(epoch: Epoch): Promise<void>;
  /** The end of a takeover: applications may write. */
  allowUsers(): void;
  /**
   * Says to the agent of this host who we are (`InstanceRegistration`), as it is when this is called or later. True: it is on the disk.
   * False: it could not be written, which is logged once, and is tried again until it is. Never rejects. `starting`: a member that is not
   * among those of `mirrors` yet.
   */
  register(starting?: { readonly membership: Membership; config(): MirrorConfig } | null): Promise<boolean>;
  /** Ends the process without another write: it may never act as primary again in this run. */
  halt(reason: string, exitCode?: number): never;
}

/** How a member is reached, and reaches others. */
export interface MemberRoads {
  readonly network: NetworkPort;
  readonly agentClient: AgentClient;
  /** As the agent of this host knows it. */
  readonly processName: string;
}

/** The instance that a member of a mirror lives in: its databases, its journal, its network, and its agent. */
export interface MemberWorld extends DownloadWorld, InstanceOrders, MemberRoads {
  readonly store: ConfigStore;
  readonly log: MessagesLog;
  /** Of all its mirrors; the store follows in the background. */
  readonly timeline: Timeline;
  readonly storage: InstanceDatabases;
  readonly mirrors: Seats & { /** The member ends; its configuration stays, inactive. */ deactivate(member: SeatedMember): Promise<void> };
  readonly journalKeeper: Pick<JournalKeeper, 'contactsAsPrimary' | 'purgeSoon'>;
}
