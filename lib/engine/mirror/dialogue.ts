/**
 * What members, agents and the arbiter say to each other: each word as the machines decide on it. How it is written on a line is said in
 * `link/` and `agent/`.
 */
import type { Epoch } from '../journal/epoch.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { Arrangement, JournalState, Mode, Role } from './state.ts';
import type { StopReason } from './stop-reason.ts';

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
