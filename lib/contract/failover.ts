/** What a member lacks of the mirror's databases, and what taking over would need beside the journal. Codes; the page words them. */
import { z } from 'zod';

/**
 * Why a mirrored database would not be served read-write by the member that has it so, if that member became primary now (engine facts 3.6,
 * 8.5 to 8.7).
 */
export const databaseLacks = [
  /** It has no file of it. */
  'missing',
  'dismounted',
  /** Its copy is of another database that once had the name. */
  'obsolete',
  /** A copy from elsewhere that was not activated here. */
  'inactive',
  'awaits-download',
  /** Activated, and in need of a catchup. */
  'behind',
  /** Its dejournaling is paused, by an operator or because it failed. */
  'paused',
  /** An operator mounted it read-only here. */
  'read-only',
] as const;
export type DatabaseLack = (typeof databaseLacks)[number];

/** Grouped by what they lack, in the order of `databaseLacks`; names are mirror database names. Empty: nothing is lacking. */
export const lackingSchema = z.array(z.object({ lack: z.enum(databaseLacks), names: z.array(z.string()) }));
export type Lacking = z.infer<typeof lackingSchema>;

/** "Would it fail over now?": why, or why not; `args` of the verdict in brackets. */
export const failoverReasons = [
  /** Yes, whatever happens to the primary: the backup is Active and the arbiter decides. [name of the backup] */
  'ready-arbiter',
  /** Yes, but only if the primary's instance dies and its host and ISCAgent live: the mirror has no arbiter. [name of the backup] */
  'ready-agent-only',
  /**
   * As `ready-agent-only`, although an arbiter is configured: the members do not both see it, or have not agreed on it yet. [name of the
   * backup]
   */
  'ready-agent-only-arbiter-lost',
  /** No: the mirror has one failover member. */
  'no-other-member',
  /** No: the backup has no connection to the primary. [name of the other member] */
  'backup-not-connected',
  /** No: the backup may not follow: what it would need of the journal, it does not get or cannot keep. [name of the other member] */
  'backup-hindered',
  /** No: mirroring was stopped on the other member by an operator. [its name] */
  'backup-stopped',
  /** No: the other member was shut down in order; nothing is broken. [its name] */
  'backup-off',
  /** No: the backup is connected but still catching up, the primary does not wait for it. [name of the backup] */
  'backup-not-active',
  /** No: the backup is Active and has not said yet what it holds; it does within a second. [name of the backup] */
  'backup-not-heard',
  /** No: the backup cannot apply its journal, so it could not finish a takeover. [name of the backup, why] */
  'dejournaling-failed',
  /**
   * No: a mirrored database that must be mounted at startup could not be served by the backup, so it would not become primary (engine facts
   * 4.1). [name of the database, of the backup]
   */
  'required-database',
  /** No: the backup would have to take the virtual IP and has no network interface for it. [name of the backup] */
  'no-network-interface',
  /**
   * No: the arbiter decides nothing, and the primary's ISCAgent, which would have to say that the instance is down, does not answer. [name
   * of the primary]
   */
  'agent-silent',
  /**
   * No: the instance may die while its host lives and keeps the virtual IP; the ISCAgent there, which would have to take it off the card,
   * does not answer (engine facts 5). [name of the primary, of the backup]
   */
  'agent-silent-virtual-ip',
  /** No: the primary lost its Active backup and holds all writes until it is certain who may go on. [name of the other member] */
  'in-trouble',
  /** No: an operator set "no failover"; only the named member may be primary. [name of the member that may] */
  'no-failover-set',
  /** No: "observe only" is set; the named member would say that it would take over. [its name] */
  'observe-only',
  /** No: this member does not know of any primary. [why it waits, a `WaitReason`] */
  'no-primary-known',
  /** No primary at this moment: this member is becoming primary. [phase of the takeover] */
  'taking-over',
  /**
   * As `taking-over`: it could not take the virtual IP yet, which the host of a killed primary keeps until its ISCAgent answers (engine
   * facts 5). [name of the other member]
   */
  'taking-virtual-ip',
  /** This member has handed over and is shutting down. [name of the other member] */
  'handed-over',
  /** No: mirroring was stopped on this member by an operator. */
  'mirror-stopped',
  /** The question has no meaning here: this instance is an async member, or no member at all. */
  'not-a-failover-member',
] as const;
export type FailoverReason = (typeof failoverReasons)[number];
