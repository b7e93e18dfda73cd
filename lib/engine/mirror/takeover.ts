/**
 * Becoming primary: what has to be done, in which order, once it is settled that nobody else is or can be.
 *
 * Order (engine facts 4.12): finish dejournaling; write down the new term before anybody can hear of it; switch to a journal file of that term;
 * open the databases and roll back the old primary's open transactions; take the virtual IP; let users in.
 * A phase that fails is tried again: nothing later may happen before it, and a member without its virtual IP never serves.
 */
import type { PrimaryRole, TakeoverCause, TakeoverPhase, TakingOverRole } from './state.ts';
import { takeoverPhases } from './state.ts';
import type { Turn } from './turn.ts';

/** Engine facts 4.12: a virtual IP that cannot be taken aborts and is tried again; the interval is ours. */
const PHASE_RETRY_MS = 2000;

const causes: Record<TakeoverCause, string> = {
  'no-other-member': 'No other mirror members configured, becoming primary mirror server',
  negotiated: 'Both failover members agree that this member knows the most, becoming primary mirror server',
  arbiter: 'The arbiter has lost the primary too, taking over as primary mirror server',
  'agent-confirmed': "The primary's ISCAgent confirms that it is down, taking over as primary mirror server",
  'primary-resigned': 'The primary is shutting down and hands over, taking over as primary mirror server',
  forced: 'Forced by an operator to become primary mirror server',
};

export function takeOver(turn: Turn, cause: TakeoverCause): void {
  turn.nextInquiry();
  turn.become({ kind: 'taking-over', sinceMs: turn.now, cause, phase: 'apply', retryAtMs: null, fence: cause === 'arbiter' });
  turn.tell(cause === 'no-other-member' || cause === 'negotiated' ? 0 : 1, causes[cause]);
  run(turn, 'apply');
}

/** The term a member opens is one above every term it has heard of; written down in phase `persist`. */
function run(turn: Turn, phase: TakeoverPhase): void {
  if (phase === 'persist') {
    turn.persist({ epoch: Math.max(turn.state.durable.epoch, turn.state.journal.epoch) + 1, lastRole: 'primary' });
    return phaseDone(turn, turn.state.role as TakingOverRole, 'persist');
  }
  turn.emit({ kind: 'run-takeover-phase', phase, epoch: turn.state.durable.epoch });
}

export function phaseDone(turn: Turn, role: TakingOverRole, phase: TakeoverPhase): void {
  if (role.phase !== phase) return;
  const next = takeoverPhases[takeoverPhases.indexOf(phase) + 1];
  if (next === undefined) return becomePrimary(turn, role);
  turn.become({ ...role, phase: next, retryAtMs: null });
  run(turn, next);
}

export function phaseFailed(turn: Turn, role: TakingOverRole, phase: TakeoverPhase, reason: string): void {
  if (role.phase !== phase) return;
  if (phase === 'virtual-ip') turn.tell(2, `AddVirtualAddress failed, cannot become primary: ${reason}`);
  else turn.tell(2, `Cannot become primary: ${phase} failed: ${reason}`);
  turn.become({ ...role, retryAtMs: turn.now + PHASE_RETRY_MS });
}

export function tickTakingOver(turn: Turn, role: TakingOverRole): void {
  if (role.retryAtMs === null || turn.now < role.retryAtMs) return;
  turn.become({ ...role, retryAtMs: null });
  run(turn, role.phase);
}

function becomePrimary(turn: Turn, role: TakingOverRole): void {
  const primary: PrimaryRole = {
    kind: 'primary',
    sinceMs: turn.now,
    mode: { kind: 'agent' },
    modeConfirmed: false,
    backup: { kind: 'none', sinceMs: turn.now },
    lastSession: 0,
    trouble: { kind: 'none' },
    committed: turn.state.journal.durable,
    fence: role.fence ? { inquiry: null, retryAtMs: turn.now } : null,
    stopping: false,
  };
  turn.become(primary);
  turn.tell(1, 'Becoming primary mirror server');
  turn.emit({ kind: 'commit-through', through: primary.committed });
}
