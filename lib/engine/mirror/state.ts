/**
 * What the mirror machine of a failover member remembers. What can happen and what it may order is said in `events.ts`, what it says to
 * others in `dialogue.ts`.
 *
 * Think of two captains and a lighthouse keeper. Only one captain may steer. Each knows what it heard and when; the keeper
 * (the arbiter) says whom it still sees, and each harbour has a warden (the agent) who can look whether a captain is alive, and remove him.
 */
import type { Epoch } from '../journal/epoch.ts';
import type { Durable } from './durable.ts';
import type { OrderRefusal } from '../../contract/stories.ts';
import type { TakeoverCause } from '../../contract/takeover.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { Course } from './course.ts';
import type { Hindrance } from './obstacle.ts';

/** What configuration tells the machine. */
export interface Settings {
  readonly mirrorName: string;
  readonly self: { readonly guid: string; readonly name: string };
  /** The other failover member, or null while there is none. */
  readonly partner: { readonly guid: string; readonly name: string } | null;
  readonly hasArbiter: boolean;
  readonly qosTimeoutMs: number;
  /**
   * The longest that the other member may go by, by which a primary waits before it goes on without it: more than `qosTimeoutMs` until that
   * member is known to have heard of a shorter one.
   */
  readonly longestQosTimeoutMs: number;
  /** GUID of the only member that may be primary while "no failover" is set, else null (engine facts 4.16). */
  readonly onlyPrimary: string | null;
  /**
   * Observe only: it says that it would take over by itself, and why, and does not. What a person orders is done, a primary may hand over,
   * who led last goes on, and two that are up agree who leads.
   */
  readonly observesOnly: boolean;
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
  | 'observing'
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
  /** Observe only: what it would have done, told in this search last; null: nothing. */
  readonly observed: Observed | null;
}

/** The other one is down, or hangs. */
export type Observed = 'would-take-over-down' | 'would-take-over-hanging';

/**
 * In this order. `settle` comes first: what an ended link received is durable by then or given up, and nothing more is taken. From there to
 * the first write of the new term the end of the journal does not move, so that `apply` brings the databases exactly to where
 * `switch-journal` says that the history before the new term ends.
 */
export const takeoverPhases = ['settle', 'apply', 'persist', 'switch-journal', 'open-databases', 'virtual-ip', 'open'] as const;
export type TakeoverPhase = (typeof takeoverPhases)[number];

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

/** Each refusal is another value, though its reason be the same: so whoever ordered knows his from an earlier one. */
export interface RefusedOrder {
  readonly why: OrderRefusal;
}

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
  /** When it was last told to lead by an operator's order, s since 1970 by the wall clock of its host; else 0. See `takeover.ts`. */
  readonly orderedS: number;
  /** Why the last order of an operator came to nothing; for words, decides nothing. */
  readonly orderRefused: RefusedOrder | null;
  /**
   * What keeps this member from following, or, on a primary, its backup; null while nothing does. Ends with progress, and when this member
   * takes over.
   */
  readonly hindrance: Hindrance | null;
  /** How the takeover that may come of what happens now has gone so far; for people, decides nothing. null: nothing leads to one. */
  readonly course: Course | null;
}
