/** What an async member knows and says: the words of `async-member.ts`, which decides. */
import type { Epoch } from '../journal/epoch.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { Hindrance, Obstacle } from './obstacle.ts';
import type { Durable } from './durable.ts';
import type { MessageToBackup, Standing } from './dialogue.ts';
import type { Effect } from './events.ts';
import type { JournalState } from './state.ts';
import type { StopReason } from './stop-reason.ts';

export interface AsyncSettings {
  readonly mirrorName: string;
  readonly self: { readonly guid: string; readonly name: string };
  /** An async has none; here so that both machines' settings read alike. */
  readonly partner: null;
  readonly failoverMembers: readonly { readonly guid: string; readonly name: string }[];
  readonly qosTimeoutMs: number;
  readonly onlyPrimary: string | null;
}

export type SearchReason = 'starting' | 'lost-primary' | 'no-primary' | 'inconsistent' | 'cannot-follow';

/** What the answers of one round have told so far. `inquiry` numbers the round: answers to another one are stale. */
export interface Round {
  readonly inquiry: number;
  readonly sinceMs: number;
  /** GUIDs of those that have not answered. */
  readonly awaited: readonly string[];
  /** The primary of the latest term among the answers. */
  readonly best: { readonly guid: string; readonly epoch: Epoch } | null;
}

export interface SearchingRole {
  readonly kind: 'searching';
  readonly sinceMs: number;
  readonly reason: SearchReason;
  readonly activity:
    | { readonly kind: 'idle'; readonly retryAtMs: number }
    | { readonly kind: 'asking'; readonly round: Round }
    | { readonly kind: 'opening'; readonly primary: string };
}

export interface FollowingRole {
  readonly kind: 'following';
  readonly sinceMs: number;
  readonly primary: string;
  readonly session: number;
  /** `comparing` until the histories have been compared; then journal comes. */
  readonly stage: 'comparing' | 'receiving';
  readonly lastHeardMs: number;
  readonly lastSentMs: number;
  /** Of the last receipt sent. */
  readonly receipted: JournalPosition | null;
  /** What the primary last called committed. It may come before the journal that it speaks of. */
  readonly committed: JournalPosition | null;
  readonly watchAtMs: number;
  readonly watch: Round | null;
}

interface AsyncStoppedRole {
  readonly kind: 'stopped';
  readonly sinceMs: number;
}
export type AsyncRole = AsyncStoppedRole | SearchingRole | FollowingRole;

export interface AsyncState {
  readonly settings: AsyncSettings;
  /** `followedEpoch`: an earlier primary is never followed again. `lastRole` and `wasActive` stay as they are. */
  readonly durable: Durable;
  readonly journal: JournalState;
  readonly role: AsyncRole;
  readonly inquiries: number;
  /** It is known to need a rebuild: told once, not at every attempt. */
  readonly isInconsistent: boolean;
  /** What keeps it from receiving although its link opens; null while nothing does. */
  readonly hindrance: Hindrance | null;
}

export type AsyncEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'settings-changed'; readonly settings: AsyncSettings }
  | { readonly kind: 'journal-became-durable'; readonly journal: JournalState }
  /** `standing` null: it cannot be reached, or does not know. */
  | { readonly kind: 'member-answered'; readonly inquiry: number; readonly guid: string; readonly standing: Standing | null }
  | { readonly kind: 'link-opened'; readonly session: number; readonly primary: string }
  | { readonly kind: 'link-failed'; readonly primary: string }
  | { readonly kind: 'link-lost'; readonly session: number }
  /** Anything came: journal, or a word that says nothing to the machine. */
  | { readonly kind: 'primary-heard'; readonly session: number }
  | { readonly kind: 'primary-said'; readonly session: number; readonly message: MessageToBackup }
  /** As in the machine of failover members. */
  | { readonly kind: 'databases-changed' }
  | { readonly kind: 'following-hindered'; readonly primary: string; readonly obstacle: Obstacle }
  /** Everything up to `common` is the same; `applied` is how far the furthest database has gone. */
  | {
      readonly kind: 'history-compared';
      readonly session: number;
      readonly epoch: Epoch;
      readonly common: JournalPosition;
      readonly applied: JournalPosition;
    }
  | { readonly kind: 'mirror-stop-ordered'; readonly why: StopReason }
  | { readonly kind: 'mirror-start-ordered'; readonly why: StopReason };

export type AsyncEffect =
  | Extract<Effect, { kind: 'persist' | 'log' | 'close-link' | 'commit-through' }>
  /** Asks each who it is; every one is answered with `member-answered`. */
  | { readonly kind: 'ask-members'; readonly inquiry: number; readonly guids: readonly string[] }
  /** Opens the data channel; answered with `link-opened` or `link-failed`. */
  | { readonly kind: 'open-link-to'; readonly primary: string }
  /** Cuts what the primary never had, then asks it to stream from there. */
  | { readonly kind: 'follow-from'; readonly session: number; readonly position: JournalPosition }
  /** Sign of life and receipt: how much of the journal is on this disk. */
  | { readonly kind: 'send-receipt'; readonly session: number; readonly through: JournalPosition };

export type AsyncStep = readonly [AsyncState, readonly AsyncEffect[]];
