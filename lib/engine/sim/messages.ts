/** What simulated processes say to each other; the shapes carry no bytes, only meaning. */
import type { KnownContacts } from '../journal/member-contacts.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { HistoryFile } from '../mirror/history.ts';
import type { Obstacle } from '../mirror/obstacle.ts';
import type { LockAnswer } from '../mirror/promotion-steps.ts';
import type { RoleObstacle, Roll } from '../mirror/roll.ts';
import type { AgentReport, ArbiterMessage, MeantProcess, MessageToArbiter, MessageToBackup, MessageToPrimary } from '../mirror/dialogue.ts';
import type { Effect } from '../mirror/events.ts';
import type { Block } from './disk.ts';

type Question = Extract<Effect, { kind: 'ask-partner' }>['question'];
type Answer = Extract<Effect, { kind: 'answer-partner' }>['answer'];

/** What members ask each other about the roll: one question, one answer. */
export type RollQuestion =
  /** From a DR async to the primary: make it the other failover member, `goesWithout` the present one when that one cannot be asked. */
  | { readonly kind: 'promote'; readonly goesWithout: boolean }
  /** From the backup to the primary: make it a DR async. */
  | { readonly kind: 'demote-me' }
  /** From the primary to its partner: you are a DR async. */
  | { readonly kind: 'demote'; readonly version: number }
  /** Who is primary, and what is written down there? */
  | { readonly kind: 'role'; readonly promotions: readonly string[] }
  /** From a member that is being promoted: become no failover member by anything that is on its way. */
  | { readonly kind: 'stand-aside' }
  /** To a member that answered as an async, with this word, although the asker's configuration says that it is a failover member. */
  | { readonly kind: 'take-configuration'; readonly roll: Roll; readonly word: string };
export type RollAnswer =
  | { readonly kind: 'role-changed'; readonly obstacle: RoleObstacle | 'busy' | 'not-partner' | null; readonly roll: Roll }
  | { readonly kind: 'demoted' }
  /** `leads`: it is primary. `roll` null: the member that was asked does not know for sure either. */
  | {
      readonly kind: 'role';
      readonly leads: boolean;
      readonly epoch: number;
      readonly roll: Roll | null;
      readonly onlyPrimary: string | null;
      /** Its own of those promotions, by none of which it has led; and the number of its page. */
      readonly over: { readonly promotions: readonly string[]; readonly version: number } | null;
    }
  | { readonly kind: 'verdict'; readonly accepted: boolean };

/** Data link, backup or async to primary. */
export type LinkRequest =
  | { readonly kind: 'hello'; readonly guid: string }
  | { readonly kind: 'follow'; readonly position: JournalPosition }
  | { readonly kind: 'said'; readonly message: MessageToPrimary }
  /** From an async: its sign of life. */
  | { readonly kind: 'receipt'; readonly through: JournalPosition }
  /** From the member that would follow: its databases need a file of which the primary has not told, or its store refuses. */
  | { readonly kind: 'cannot-follow'; readonly obstacle: Obstacle }
  /** Before the asker purges its copy. */
  | { readonly kind: 'purge-question' }
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'roll-question'; readonly from: string; readonly question: RollQuestion };

/** Data link, primary to backup or async. */
export type LinkReply =
  | {
      readonly kind: 'welcome';
      readonly session: number;
      readonly epoch: number;
      readonly process: string;
      readonly history: readonly HistoryFile[];
    }
  | { readonly kind: 'block'; readonly block: Block }
  /** A journal file that the follower needs is not there; the link ends. */
  | { readonly kind: 'cannot-serve'; readonly fileCount: number }
  /** To an async. */
  | { readonly kind: 'piece'; readonly blocks: readonly Block[] }
  | { readonly kind: 'progress' }
  | { readonly kind: 'said'; readonly message: MessageToBackup }
  /** `isRoleUnknown`: `ValidatedMember` is 0 there. */
  | { readonly kind: 'answer'; readonly answer: Answer; readonly isRoleUnknown: boolean }
  | { readonly kind: 'configuration'; readonly roll: Roll; readonly epoch: number; readonly onlyPrimary: string | null }
  /** The member that was asked has no standing. `word`: another one after each time that it has stood aside. */
  | { readonly kind: 'is-async'; readonly roll: Roll; readonly isBeingPromoted: boolean; readonly word: string }
  /** `known` null: the member that was asked is not primary. */
  | { readonly kind: 'purge-answer'; readonly known: KnownContacts | null }
  | { readonly kind: 'roll-answer'; readonly answer: RollAnswer };

export type AgentRequest =
  | { readonly kind: 'report' }
  /** `isFence`: from a member that leads already; for the checkers. */
  | { readonly kind: 'force-down'; readonly meant: MeantProcess; readonly isFence: boolean }
  /**
   * About `ValidatedMember` of an instance that is down. `roll`: what the promoted member knows of the mirror, null from a primary, which
   * says its term instead.
   */
  | {
      readonly kind: 'set-validated-member';
      readonly order: 'lock' | 'look' | 'release';
      readonly promotion: string;
      readonly roll: Roll | null;
      readonly epoch?: number;
    }
  /** How far the journal reaches, whether the instance lives or not. */
  | { readonly kind: 'journal-reach' }
  | { readonly kind: 'history'; readonly mayLive: boolean }
  | { readonly kind: 'read'; readonly from: JournalPosition; readonly mayLive: boolean };
export type AgentReply =
  | { readonly kind: 'report'; readonly report: AgentReport }
  | { readonly kind: 'lock'; readonly answer: LockAnswer<Roll> }
  | { readonly kind: 'history'; readonly history: readonly HistoryFile[] }
  | { readonly kind: 'blocks'; readonly blocks: readonly Block[]; readonly isLast: boolean };

export type ArbiterRequest =
  | { readonly kind: 'hello'; readonly member: string }
  | { readonly kind: 'said'; readonly message: MessageToArbiter };
export type ArbiterReply =
  | { readonly kind: 'welcome'; readonly incarnation: string }
  | { readonly kind: 'said'; readonly message: ArbiterMessage };
