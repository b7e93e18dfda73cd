/**
 * What can happen to the mirror machine of a failover member, and what it may order then.
 *
 * The machine never looks at the world: all it knows came in an event, all it wants goes out as an effect. Effects are listed in the order
 * in which they must be carried out: persist, then send, then apply, then reply.
 */
import type { Story } from '../../contract/stories.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { JournalPosition } from '../journal/position.ts';
import type {
  AgentReport,
  ArbiterMessage,
  MeantProcess,
  MessageToArbiter,
  MessageToBackup,
  MessageToPrimary,
  Standing,
} from './dialogue.ts';
import type { CourseRecord } from './course.ts';
import type { Durable } from './durable.ts';
import type { Obstacle } from './obstacle.ts';
import type { JournalState, MirrorState, Settings, TakeoverPhase } from './state.ts';
import type { StopReason } from './stop-reason.ts';

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
  /** `bytes`: of journal that came. */
  | { readonly kind: 'journal-fetched'; readonly inquiry: number; readonly journal: JournalState; readonly bytes: number }
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
  | { readonly kind: 'primary-ordered'; readonly order: 'try' | 'force'; readonly orderedS: number }
  /**
   * A promotion without a running primary is written down here (engine facts 9.1): this member leads without asking its partner, which
   * cannot lead before it has heard of this one.
   * `forced`: the partner could not be told, a person takes it upon himself.
   */
  | { readonly kind: 'promotion-settled'; readonly forced: boolean; readonly orderedS: number }
  /** An operator confirms that the other member is down, never became primary and has no later mirror journal file (engine facts 4.14). */
  | { readonly kind: 'resume-ordered' };

export type Effect =
  | { readonly kind: 'persist'; readonly durable: Durable }
  | {
      readonly kind: 'log';
      readonly severity: 0 | 1 | 2 | 3;
      readonly text: string /** A line of the timeline too. */;
      readonly story?: Story;
      /** The takeover that ends with it. */
      readonly takeover?: CourseRecord;
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
