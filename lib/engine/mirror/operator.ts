/**
 * What an operator may order of a member, and what becomes of it (engine facts 4.13, 4.14).
 *
 * An order is carried out by the usual rules as far as they go: a planned switch is a resignation, a forced member still asks the other one
 * and its agent first.
 * Only where the rules say "wait, nobody can know" does a person's word count for more. That word can fork the mirror's history: so the
 * forced term is far above every earlier one, and a member whose databases went beyond the fork refuses to follow (engine facts 4.15).
 */
import { forceDownPrimary } from './backup.ts';
import { release } from './primary.ts';
import type { MirrorState } from './state.ts';
import type { StopReason } from './stop-reason.ts';
import { HAND_OVER_MS } from './timing.ts';
import { decide, type Turn } from './turn.ts';

/** Why an order is not possible in the present state; each is worded by its numbered error. */
export type OrderObstacle =
  | 'is-primary'
  | 'is-taking-over'
  | 'handed-over'
  | 'mirror-stopped'
  | 'follows-primary'
  | 'not-in-trouble'
  | 'asking-arbiter'
  | 'order-pending';

/**
 * Why a member may not be told to lead by what it has written down of itself, whatever its machine does; null: it may.
 *
 * One whose role is unknown although its ValidatedMember is 1 has lost the end of its journal (`../member/lost-end.ts`). To try must lose
 * nothing, and it does not know what it has acknowledged, so only force is left. (Seed 440 of losing ends: its partner, which knew less,
 * agreed to an order to try, and an acknowledged write was gone.)
 */
export function whyNotOrdered(
  order: 'try' | 'force',
  written: { readonly isValidated: boolean; readonly isRoleUnknown: boolean },
): 'not-accepted' | 'role-unknown' | 'end-lost' | null {
  if (!written.isValidated) return written.isRoleUnknown ? 'role-unknown' : 'not-accepted';
  return written.isRoleUnknown && order === 'try' ? 'end-lost' : null;
}

/** null: "Try to make this the primary" may be ordered. */
export function whyNotTry({ role }: MirrorState): OrderObstacle | null {
  switch (role.kind) {
    case 'primary':
      return 'is-primary';
    case 'taking-over':
      return 'is-taking-over';
    case 'resigned':
      return 'handed-over';
    case 'stopped':
      return 'mirror-stopped';
    case 'backup':
      return role.handOverUntilMs === null ? null : 'order-pending';
    case 'synchronizing':
      return null;
    case 'deciding':
      if (role.order !== 'none') return 'order-pending';
      // Its answer decides alone; it comes, or the connection breaks, in a moment.
      return role.inquiry.kind === 'asking-arbiter' ? 'asking-arbiter' : null;
  }
}

/** null: "Force this node to become the primary" may be ordered. While a primary is connected there is nothing to force. */
export function whyNotForce(state: MirrorState): OrderObstacle | null {
  const { role } = state;
  if (role.kind === 'backup' || (role.kind === 'synchronizing' && role.session !== null)) return 'follows-primary';
  return whyNotTry(state);
}

/** null: "Force to resume as primary" may be ordered. */
export function whyNotResume({ role }: MirrorState): OrderObstacle | null {
  return role.kind === 'primary' && role.trouble.kind === 'indefinite' ? null : 'not-in-trouble';
}

export function orderPrimary(turn: Turn, order: 'try' | 'force'): void {
  if ((order === 'try' ? whyNotTry : whyNotForce)(turn.state) !== null) return;
  const { role } = turn.state;
  turn.patch({ orderRefused: null });
  turn.tell(1, `${order}-ordered`);
  if (role.kind === 'backup' && role.active) {
    turn.become({ ...role, handOverUntilMs: turn.now + HAND_OVER_MS });
    return turn.emit({ kind: 'tell-primary', session: role.session, message: { kind: 'hand-over-asked' } });
  }
  if (role.kind === 'backup' || (role.kind === 'synchronizing' && role.session !== null)) return forceDownPrimary(turn, role);
  const completeUntilMs = role.kind === 'deciding' ? role.completeUntilMs : 0;
  if (role.kind === 'synchronizing') turn.emit({ kind: 'close-link' });
  decide(turn, 'starting', completeUntilMs, order);
}

/** The primary is isolated, and an operator vouches for what it cannot know: nobody has been primary since. */
export function orderResume(turn: Turn): void {
  const { role } = turn.state;
  if (role.kind !== 'primary' || role.trouble.kind !== 'indefinite') return;
  turn.tell(1, 'resumed-by-operator');
  release(turn, { ...role, trouble: { kind: 'none' }, mode: { kind: 'agent' } });
}

/** Only for a member that serves nobody: a primary ends by a stop of the instance, which hands over first. */
export function orderStop(turn: Turn, why: StopReason): void {
  const { role } = turn.state;
  if (role.kind === 'primary' || role.kind === 'taking-over' || role.kind === 'resigned')
    return turn.log(1, 'Mirroring cannot be stopped on the primary');
  if (role.kind === 'stopped') return;
  turn.persist({ stopped: true, wasActive: false });
  // Written down first: what the primary hears it may rely on, and go on at once.
  const session = role.kind === 'backup' || role.kind === 'synchronizing' ? role.session : null;
  if (session !== null) turn.emit({ kind: 'tell-primary', session, message: { kind: 'stopping-mirror', why } });
  turn.emit({ kind: 'close-link' });
  if (why === 'operator') turn.tell(1, 'mirror-stopped');
  turn.become({ kind: 'stopped', sinceMs: turn.now });
}
