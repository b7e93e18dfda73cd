/**
 * One turn of the machine: the state being rewritten and the effects collected, in order. Lives only inside `step`.
 * Sub-machines write through it so that a rule reads as a sentence: change the role, then say what follows.
 */
import type { Epoch } from '../journal/epoch.ts';
import type { StoryCode } from '../../contract/stories.ts';
import { comparePositions } from '../journal/position.ts';
import { narrate } from './narration.ts';
import type { Durable } from './durable.ts';
import type { Standing } from './dialogue.ts';
import type { Effect } from './events.ts';
import type { DecidingRole, Inquiry, JournalState, MirrorState, Order, Role, WaitReason } from './state.ts';
import { RETRY_MS } from './timing.ts';

export class Turn {
  state: MirrorState;
  readonly effects: Effect[] = [];
  readonly now: number;

  constructor(state: MirrorState, now: number) {
    this.state = state;
    this.now = now;
  }

  emit(...effects: Effect[]): void {
    this.effects.push(...effects);
  }

  become(role: Role): void {
    this.state = { ...this.state, role };
  }

  patch(part: Partial<MirrorState>): void {
    this.state = { ...this.state, ...part };
  }

  persist(part: Partial<Durable>): void {
    const durable = { ...this.state.durable, ...part };
    this.patch({ durable });
    this.emit({ kind: 'persist', durable });
  }

  log(severity: 0 | 1 | 2 | 3, text: string): void {
    this.emit({ kind: 'log', severity, text });
  }

  /** A log line that is also an entry of the timeline of role changes. */
  tell(severity: 0 | 1 | 2 | 3, code: StoryCode, ...args: string[]): void {
    const story = { code, args };
    this.emit({ kind: 'log', severity, text: narrate(story), story });
  }

  /** A new question number; every earlier question is thereby stale. */
  nextInquiry(): number {
    const inquiries = this.state.inquiries + 1;
    this.patch({ inquiries });
    return inquiries;
  }

  get standing(): Standing {
    return standingOf(this.state);
  }
}

/** What a member says of itself to its partner and to its agent. */
export const standingOf = ({ settings, role, durable, journal, unable }: MirrorState): Standing => ({
  guid: settings.self.guid,
  role: role.kind,
  epoch: durable.epoch,
  journal,
  onlyPrimary: settings.onlyPrimary,
  // Who only observes lets the other one lead, if that has everything acknowledged.
  ...((unable !== null || (settings.observesOnly && !ledLast({ durable, journal }))) && { unable: true }),
  ...(ledLast({ durable, journal }) && { ledLast: true }),
});

/** The newest term that this member knows of was its own. */
export const ledLast = ({ durable, journal }: Pick<MirrorState, 'durable' | 'journal'>) =>
  durable.lastRole === 'primary' && durable.epoch === journal.epoch;

/** By itself it ends nobody, and takes over from nobody (`Settings.observesOnly`). */
export const observes = ({ state }: Turn, { order }: DecidingRole): boolean => state.settings.observesOnly && order === 'none';

/** Positive when `one` knows more of the mirror's history than `other`. */
export const compareKnowledge = (one: JournalState, other: JournalState) =>
  one.epoch - other.epoch || comparePositions(one.durable, other.durable);

/** Name of an arrangement: the term of the primary that makes it, and a number that this primary never uses again. */
export const nameArrangement = (epoch: Epoch, inquiry: number) => `${epoch}.${inquiry}`;
export const termOf = (arrangement: string) => Number.parseInt(arrangement, 10);

/** "No failover" forbids every member but one to become primary (engine facts 4.16). */
export const mayBePrimary = (turn: Turn, guid: string | undefined) =>
  turn.state.settings.onlyPrimary === null || turn.state.settings.onlyPrimary === guid;

/** Starts to look for a primary. `completeUntilMs` as in `DecidingRole`. */
export function decide(turn: Turn, reason: WaitReason, completeUntilMs = 0, order: Order = 'none'): void {
  turn.nextInquiry();
  turn.become({
    kind: 'deciding',
    sinceMs: turn.now,
    reason,
    completeUntilMs,
    inquiry: { kind: 'idle', retryAtMs: turn.now },
    order,
    hasForced: false,
    observed: null,
  });
}

/** Same search, next question. */
export function inquire(turn: Turn, role: DecidingRole, inquiry: Inquiry, reason: WaitReason = role.reason): void {
  turn.become({ ...role, inquiry, reason });
}

/** Waits a moment before the next question, and says why. */
export function waitFor(turn: Turn, role: DecidingRole, reason: WaitReason): void {
  inquire(turn, role, { kind: 'idle', retryAtMs: turn.now + RETRY_MS }, reason);
}
