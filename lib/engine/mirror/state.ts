/**
 * The vocabulary of the mirror machine of a failover member: what it remembers, what can happen, what it may order.
 *
 * Think of two captains and a lighthouse keeper. Only one captain may steer. Each knows what it heard and when; the keeper
 * (the arbiter) says whom it still sees, and each harbour has a warden (the agent) who can look whether a captain is alive, and remove him.
 * The machine never looks at the world: all it knows came in an event, all it wants goes out as an effect.
 *
 * Effects are listed in the order in which they must be carried out: persist, then send, then apply, then reply.
 */
import type { Epoch } from '../journal/epoch.ts';
import type { Durable } from './durable.ts';
import type { OrderRefusal, Story } from '../../contract/stories.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { Hindrance, Obstacle } from './obstacle.ts';
import type { StopReason } from './stop-reason.ts';

/** What configuration tells the machine. */
export interface Settings {
  readonly mirrorName: string;
  readonly self: { readonly guid: string; readonly name: string };
  /** The other failover member, or null while there is none. */
  readonly partner: { readonly guid: string; readonly name: string } | null;
  readonly hasArbiter: boolean;
  readonly qosTimeoutMs: number;
  /** GUID of the only member that may be primary while "no failover" is set, else null (engine facts 4.16). */
  readonly onlyPrimary: string | null;
}

/** How far this member's own mirror journal reaches. `applied ≤ durable` outside a truncation. */
export interface JournalState {
  readonly durable: JournalPosition;
  /** Epoch of the last file: with equal epochs the longer journal knows more, with different ones the higher epoch does. */
  readonly epoch: Epoch;
}

/** An agreement to let the arbiter decide, valid only with the very arbiter process it was made with. */
export interface Arrangement {
  readonly id: string;
  readonly incarnation: string;
}

export type ArbiterLink =
  | { readonly kind: 'unused' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'lost'; readonly retryAtMs: number }
  | { readonly kind: 'connected'; readonly incarnation: string; readonly lastHeardMs: number; readonly lastSentMs: number };

export type Mode = { readonly kind: 'agent' } | { readonly kind: 'arbiter'; readonly arrangement: Arrangement };

/** Why a member without a role waits; words for it are in `narration.ts`. */
export type WaitReason =
  | 'starting'
  | 'partner-unreachable'
  | 'agent-unreachable'
  | 'awaiting-authorization'
  | 'partner-is-taking-over'
  | 'partner-knows-more'
  | 'negotiating'
  | 'asking-arbiter'
  | 'fetching-journal'
  | 'journal-out-of-reach'
  | 'own-journal-disk'
  | 'no-failover'
  | 'inconsistent'
  | 'cannot-follow'
  | 'cannot-apply'
  | 'lost-primary';

/**
 * What a deciding member is waiting for. `inquiry` numbers the question: an answer to any other number is stale and ignored,
 * so that a member that has promised or turned elsewhere can never act on what it asked before.
 */
export type Inquiry =
  | { readonly kind: 'idle'; readonly retryAtMs: number }
  | { readonly kind: 'asking-partner'; readonly inquiry: number }
  | { readonly kind: 'proposing'; readonly inquiry: number }
  | { readonly kind: 'asking-agent'; readonly inquiry: number }
  | { readonly kind: 'forcing-down'; readonly inquiry: number }
  | { readonly kind: 'fetching'; readonly inquiry: number }
  | { readonly kind: 'asking-arbiter'; readonly arrangement: Arrangement };

/**
 * What an operator has ordered of a member that is not primary (engine facts 4.13). `try`: become primary without losing anything, forcing
 * the other member down if need be.
 * `force`: do so even if the other member cannot be asked. Both override "no failover".
 */
export type Order = 'none' | 'try' | 'force';

export interface DecidingRole {
  readonly kind: 'deciding';
  readonly sinceMs: number;
  readonly reason: WaitReason;
  /**
   * Until when this member may hold its journal to be complete without seeing the primary's, because the primary, which last called it
   * Active, cannot have left its trouble state before (agent mode only). 0: it may not.
   */
  readonly completeUntilMs: number;
  readonly inquiry: Inquiry;
  readonly order: Order;
  /** The other member's agent has been asked in this search to force it down: told already. */
  readonly hasForced: boolean;
}

/**
 * In this order. `settle` comes first: what an ended link received is durable by then or given up, and nothing more is taken. From there to
 * the first write of the new term the end of the journal does not move, so that `apply` brings the databases exactly to where
 * `switch-journal` says that the history before the new term ends.
 */
export const takeoverPhases = ['settle', 'apply', 'persist', 'switch-journal', 'open-databases', 'virtual-ip', 'open'] as const;
export type TakeoverPhase = (typeof takeoverPhases)[number];
export type TakeoverCause =
  | 'no-other-member'
  | 'negotiated'
  | 'arbiter'
  | 'agent-confirmed'
  | 'primary-resigned'
  | 'ordered'
  | 'promoted'
  | 'forced';

export interface TakingOverRole {
  readonly kind: 'taking-over';
  readonly sinceMs: number;
  readonly cause: TakeoverCause;
  readonly phase: TakeoverPhase;
  /** Set while a failed phase waits for its next try. */
  readonly retryAtMs: number | null;
  /** Since when the present phase has failed at each try, and why the last time; null while it has not. */
  readonly failing: { readonly sinceMs: number; readonly reason: string } | null;
  /** The old primary may still live somewhere: force it down as soon as its agent answers. */
  readonly fence: boolean;
}

export interface SynchronizingRole {
  readonly kind: 'synchronizing';
  readonly sinceMs: number;
  /** Number of the data link, or null while it is being opened. */
  readonly session: number | null;
  readonly lastHeardMs: number;
  readonly lastSentMs: number;
  /** Repeats an attempt that found this member inconsistent, or met an obstacle: what happens is in the log already. */
  readonly isRetry: boolean;
}

export interface BackupRole {
  readonly kind: 'backup';
  readonly sinceMs: number;
  readonly session: number;
  readonly lastHeardMs: number;
  readonly lastSentMs: number;
  /** True once the primary said that it waits for this member: then this journal is the latest whenever the link breaks. */
  readonly active: boolean;
  readonly mode: Mode;
  /**
   * When this member sent the latest heartbeat that the primary has echoed in agent mode. The primary counted on it at that time or later,
   * so it cannot leave its trouble state before this plus the trouble timeout. Monotonic ms.
   */
  readonly echoedMs: number;
  /** Set while the primary has been asked to hand over: at this time it is forced down instead. */
  readonly handOverUntilMs: number | null;
}

/** The backup as its primary sees it. */
export type BackupLink =
  | {
      readonly kind: 'none';
      readonly sinceMs: number;
      /** What the other member last said of itself; `unknown` once it does not answer. */
      readonly word: 'unknown' | 'stopped';
      readonly askAtMs: number;
    }
  | {
      readonly kind: 'connected';
      readonly session: number;
      readonly acknowledged: JournalPosition;
      readonly lastHeardMs: number;
      readonly lastSentMs: number;
      /**
       * `catching-up`: nobody waits for it. `activating`: commits wait for it, it does not know yet, so losing it needs no trouble state.
       * `active`: it was told; it may take over.
       */
      readonly standing: 'catching-up' | 'activating' | 'active';
      /** The arbiter process it is connected to, or null. */
      readonly incarnation: string | null;
      /** Since when a durable record waits for its acknowledgement, or null. */
      readonly owedSinceMs: number | null;
    };

export type Trouble =
  | { readonly kind: 'none' }
  /** Agent mode: ends by itself. */
  | { readonly kind: 'until'; readonly sinceMs: number; readonly untilMs: number }
  /**
   * Arbiter mode: ends only by word of the arbiter or the backup, and not before `notBeforeMs`: a backup that had not yet confirmed the
   * mode may still count on the trouble timeout.
   */
  | { readonly kind: 'indefinite'; readonly sinceMs: number; readonly askAtMs: number; readonly notBeforeMs: number };

export interface PrimaryRole {
  readonly kind: 'primary';
  readonly sinceMs: number;
  readonly mode: Mode;
  /** True once the backup confirmed that it is in the arrangement of `mode`. */
  readonly modeConfirmed: boolean;
  readonly backup: BackupLink;
  /** Number of the newest session on which the backup has followed: a request on an older one is a late echo, and is refused. */
  readonly lastSession: number;
  readonly trouble: Trouble;
  /** All before it is acknowledged to applications and may be applied. Never falls. `committed ≤ journal.durable`. */
  readonly committed: JournalPosition;
  readonly fence: { readonly inquiry: number | null; readonly retryAtMs: number } | null;
  /** Set once a clean stop was ordered: no more writes are taken; the resignation is sent when all is acknowledged. */
  readonly stopping: boolean;
  /**
   * Set while it hands over because an operator ordered the backup to become primary. Once the resignation is sent there is no way back.
   */
  readonly handOver: { readonly sinceMs: number; readonly isSent: boolean } | null;
}

/** Has told the partner that it will never again be primary in this run. */
export interface ResignedRole {
  readonly kind: 'resigned';
  readonly sinceMs: number;
}

export interface StoppedRole {
  readonly kind: 'stopped';
  readonly sinceMs: number;
}

export type Role = StoppedRole | DecidingRole | SynchronizingRole | BackupRole | TakingOverRole | PrimaryRole | ResignedRole;

export interface MirrorState {
  readonly settings: Settings;
  readonly durable: Durable;
  readonly journal: JournalState;
  readonly arbiter: ArbiterLink;
  readonly role: Role;
  /** Number of the last question asked. */
  readonly inquiries: number;
  /**
   * Set when a takeover was given up because the journal here cannot be applied: until then this member leads only by order, and lets one
   * lead that has everything acknowledged.
   */
  readonly unable: { readonly untilMs: number; readonly reason: string } | null;
  /** Why the last order of an operator came to nothing; for words, decides nothing. */
  readonly orderRefused: OrderRefusal | null;
  /**
   * What keeps this member from following, or, on a primary, its backup; null while nothing does. Ends with progress, and when this member
   * takes over.
   */
  readonly hindrance: Hindrance | null;
}

/** What a member says of itself when asked who is primary. */
export interface Standing {
  readonly guid: string;
  readonly role: Role['kind'];
  readonly epoch: Epoch;
  readonly journal: JournalState;
  /** As in its settings. */
  readonly onlyPrimary: string | null;
  /** It has tried to take over and cannot apply its journal. Missing: no. */
  readonly unable?: boolean | undefined;
  /**
   * The term of its journal was its own: it has everything that was acknowledged in it, since nothing is before it is durable here.
   * Missing: no.
   */
  readonly ledLast?: boolean | undefined;
}

/**
 * Which process an order to force a member down means. `running`: whatever runs now, since any process could still lead. `process`: this
 * one; a later one is a member that came back.
 * `older-term`: one that leads in an earlier term than this, where it is not known which process that is. `hanging`: this one; a later one
 * does not hang, may lead, and is to be asked.
 */
export type MeantProcess =
  | { readonly kind: 'running' }
  | { readonly kind: 'hanging'; readonly process: string }
  | { readonly kind: 'process'; readonly process: string }
  | { readonly kind: 'older-term'; readonly than: number };

/** What an agent says of the instance of its host. After an order to force a process down: of that process. */
export type AgentReport =
  /**
   * The process lives; `responsive` is false when it does not answer its own agent. `standing` is its own word. `process`: which one; not
   * told by an agent of an earlier version.
   */
  | { readonly instance: 'up'; readonly responsive: boolean; readonly standing: Standing | null; readonly process?: string | undefined }
  /**
   * No process. `journal` is read from its files: `none` when it never had one of this mirror, `unreadable` when the disk does not give it.
   */
  | { readonly instance: 'down'; readonly journal: JournalState | 'none' | 'unreadable' };

export type ArbiterMessage =
  | { readonly kind: 'heartbeat' }
  /** The takeover that was asked for is this member's; the primary will get no permission to go on alone. */
  | { readonly kind: 'takeover-granted'; readonly arrangement: string }
  | { readonly kind: 'takeover-refused'; readonly arrangement: string }
  /** The primary may go on without its backup: the backup is lost to the arbiter too, or has dropped its Active status. */
  | { readonly kind: 'continue-granted'; readonly arrangement: string }
  | { readonly kind: 'continue-refused'; readonly arrangement: string }
  /** On behalf of the primary: give up being Active, then answer `dropped`. */
  | { readonly kind: 'drop-active'; readonly arrangement: string };

export type MessageToArbiter =
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'arrange'; readonly arrangement: string; readonly primary: string }
  | { readonly kind: 'claim'; readonly arrangement: string }
  | { readonly kind: 'continue'; readonly arrangement: string }
  | { readonly kind: 'dropped'; readonly arrangement: string };

/** Primary to backup, on the data link. */
export type MessageToBackup =
  | {
      readonly kind: 'heartbeat';
      readonly committed: JournalPosition /** The backup's own `sentMs` of the last heartbeat heard. */;
      readonly echoMs: number;
      readonly mode: Mode['kind'];
    }
  | { readonly kind: 'you-are-active'; readonly committed: JournalPosition }
  | { readonly kind: 'enter-arbiter-mode'; readonly arrangement: Arrangement }
  | { readonly kind: 'leave-arbiter-mode'; readonly arrangement: string }
  | { readonly kind: 'resigning'; readonly final: JournalPosition };

/** Backup to primary. */
export type MessageToPrimary =
  | { readonly kind: 'acknowledge'; readonly through: JournalPosition }
  | { readonly kind: 'heartbeat'; readonly sentMs: number; readonly incarnation: string | null }
  | { readonly kind: 'entered-arbiter-mode'; readonly arrangement: string }
  | { readonly kind: 'left-arbiter-mode'; readonly arrangement: string }
  | { readonly kind: 'resignation-taken' }
  /** An operator wants the backup to be primary: resign. */
  | { readonly kind: 'hand-over-asked' }
  /** Mirroring is being stopped here, and that is written down: it will neither acknowledge nor take over until it is started. */
  | { readonly kind: 'stopping-mirror'; readonly why: StopReason };

export type MirrorEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'settings-changed'; readonly settings: Settings }
  /** The local journal is durable up to here (own writing as primary, received blocks otherwise, or after a fetch or truncation). */
  | { readonly kind: 'journal-became-durable'; readonly journal: JournalState }
  | { readonly kind: 'partner-answered'; readonly inquiry: number; readonly standing: Standing }
  | { readonly kind: 'partner-accepted'; readonly inquiry: number; readonly accepted: boolean }
  | { readonly kind: 'partner-was-unreachable'; readonly inquiry: number }
  /** It leads, and does not list this member yet: an operator there has to authorize it. */
  | { readonly kind: 'not-listed-yet'; readonly inquiry: number }
  | {
      readonly kind: 'partner-asked';
      readonly call: number;
      readonly question: { readonly kind: 'standing' } | { readonly kind: 'proposal'; readonly from: Standing };
    }
  | { readonly kind: 'agent-answered'; readonly inquiry: number; readonly report: AgentReport }
  /** `ownDisk`: it gave the journal, and the disk of this member does not take it. */
  | { readonly kind: 'agent-was-unreachable'; readonly inquiry: number; readonly ownDisk?: boolean }
  | { readonly kind: 'journal-fetched'; readonly inquiry: number; readonly journal: JournalState }
  | { readonly kind: 'link-opened'; readonly session: number }
  | { readonly kind: 'link-lost'; readonly session: number | null }
  /** The primary's history was compared with ours: everything up to `common` is the same. `process`: the primary's, by its own name. */
  | {
      readonly kind: 'history-compared';
      readonly session: number;
      readonly epoch: Epoch;
      readonly process: string;
      readonly common: JournalPosition;
      readonly applied: JournalPosition;
    }
  | { readonly kind: 'primary-said'; readonly session: number; readonly message: MessageToBackup }
  /**
   * The primary said what it cannot send, or this disk does not take what it sends. Everything received before is durable, and reported.
   * The link ends.
   */
  | { readonly kind: 'following-hindered'; readonly obstacle: Obstacle }
  /** Another set of databases counts, as after a restore: what stood in the way may not any more. */
  | { readonly kind: 'databases-changed' }
  /** The same as `following-hindered` on the primary, of the other failover member. */
  | { readonly kind: 'follower-hindered'; readonly obstacle: Obstacle }
  /**
   * It answered our history on this session by asking to follow: at that moment it was not Active and held no claim. Sessions are numbered
   * as they are accepted.
   */
  | { readonly kind: 'follower-connected'; readonly session: number; readonly guid: string }
  /** Everything in the journal files was sent to it; from here on it gets each block as it is written. */
  | { readonly kind: 'follower-synchronized'; readonly session: number }
  | { readonly kind: 'follower-lost'; readonly session: number }
  | { readonly kind: 'backup-said'; readonly session: number; readonly message: MessageToPrimary }
  | { readonly kind: 'arbiter-opened'; readonly incarnation: string }
  | { readonly kind: 'arbiter-lost' }
  | { readonly kind: 'arbiter-said'; readonly message: ArbiterMessage }
  | { readonly kind: 'takeover-phase-done'; readonly phase: TakeoverPhase }
  | { readonly kind: 'takeover-phase-failed'; readonly phase: TakeoverPhase; readonly reason: string }
  | { readonly kind: 'stop-ordered'; readonly failover: boolean }
  | { readonly kind: 'mirror-stop-ordered'; readonly why: StopReason }
  | { readonly kind: 'mirror-start-ordered'; readonly why: StopReason }
  /** "Try to make this the primary" and "Force this node to become the primary". */
  | { readonly kind: 'primary-ordered'; readonly order: 'try' | 'force' }
  /**
   * A promotion without a running primary is written down here (engine facts 9.1): this member leads without asking its partner, which
   * cannot lead before it has heard of this one.
   * `forced`: the partner could not be told, a person takes it upon himself.
   */
  | { readonly kind: 'promotion-settled'; readonly forced: boolean }
  /** An operator confirms that the other member is down, never became primary and has no later mirror journal file (engine facts 4.14). */
  | { readonly kind: 'resume-ordered' };

export type Effect =
  | { readonly kind: 'persist'; readonly durable: Durable }
  | {
      readonly kind: 'log';
      readonly severity: 0 | 1 | 2 | 3;
      readonly text: string /** A line of the timeline too. */;
      readonly story?: Story;
    }
  | {
      readonly kind: 'ask-partner';
      readonly inquiry: number;
      readonly question: { readonly kind: 'standing' } | { readonly kind: 'proposal'; readonly from: Standing };
    }
  | {
      readonly kind: 'answer-partner';
      readonly call: number;
      readonly answer:
        | { readonly kind: 'standing'; readonly standing: Standing }
        | { readonly kind: 'verdict'; readonly accepted: boolean };
    }
  | { readonly kind: 'ask-agent'; readonly inquiry: number; readonly question: 'report' }
  | { readonly kind: 'ask-agent'; readonly inquiry: number; readonly question: 'force-down'; readonly meant: MeantProcess }
  /** Brings the partner's journal files, from the local end on, through its agent. */
  | { readonly kind: 'fetch-journal'; readonly inquiry: number }
  | { readonly kind: 'open-link' }
  | { readonly kind: 'close-link' }
  | { readonly kind: 'tell-primary'; readonly session: number; readonly message: MessageToPrimary }
  /**
   * Cuts surplus that the primary never had and reports it (`journal-became-durable`), then asks the primary to stream from there, then
   * reports the journal once more, so that what is here already is acknowledged. A report made before the cut must not be handed to the
   * machine after `history-compared`.
   */
  | { readonly kind: 'follow-from'; readonly session: number; readonly position: JournalPosition }
  | { readonly kind: 'tell-backup'; readonly session: number; readonly message: MessageToBackup }
  | { readonly kind: 'close-follower'; readonly session: number }
  | { readonly kind: 'open-arbiter' }
  | { readonly kind: 'close-arbiter' }
  | { readonly kind: 'tell-arbiter'; readonly message: MessageToArbiter }
  /** Everything before `through` may be applied to the databases, and its writers answered. */
  | { readonly kind: 'commit-through'; readonly through: JournalPosition }
  | { readonly kind: 'run-takeover-phase'; readonly phase: TakeoverPhase; readonly epoch: Epoch }
  /** "No failover" ends: this member has become primary (engine facts 4.16). */
  | { readonly kind: 'allow-failover' }
  /**
   * No longer primary or never was, or about to hand over: databases read-only, virtual IP off the card. May be ordered again when it is
   * done already.
   */
  | { readonly kind: 'close-databases' }
  /** Ends the process: it may not act as primary again in this run. */
  | { readonly kind: 'halt'; readonly reason: string /** All was handed over, as an operator wished. */; readonly isPlanned: boolean };

export type Step = readonly [MirrorState, readonly Effect[]];
