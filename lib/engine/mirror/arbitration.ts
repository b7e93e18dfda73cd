/**
 * The member's side of the arbiter: keep a connection while there is a partner to be arbitrated with, and carry its words to the role.
 *
 * The arbiter is an observer, not a vote (engine facts 1.1). What it says counts only within one arrangement made with this very process of
 * it (`incarnation`): a restarted arbiter has seen nothing and is not believed.
 */
import { leaveArbiterMode } from './backup.ts';
import { askAgent, dropClaim, takeoverGranted } from './deciding.ts';
import { continueGranted, considerMode, dethrone } from './primary.ts';
import type { ArbiterMessage } from './dialogue.ts';
import { heartbeatMs, RETRY_MS, silenceMs } from './timing.ts';
import { termOf, type Turn } from './turn.ts';

/** A lone member has nothing to be arbitrated (engine facts 2.1). */
function wantsArbiter(turn: Turn): boolean {
  const { settings, role } = turn.state;
  return settings.hasArbiter && settings.partner !== null && role.kind !== 'stopped' && role.kind !== 'resigned';
}

export function keepArbiter(turn: Turn): void {
  const { arbiter } = turn.state;
  if (!wantsArbiter(turn)) {
    if (arbiter.kind === 'unused') return;
    turn.patch({ arbiter: { kind: 'unused' } });
    return turn.emit({ kind: 'close-arbiter' });
  }
  if (arbiter.kind === 'unused') open(turn);
}

function open(turn: Turn): void {
  turn.patch({ arbiter: { kind: 'connecting' } });
  turn.emit({ kind: 'open-arbiter' });
}

export function arbiterOpened(turn: Turn, incarnation: string): void {
  if (turn.state.arbiter.kind !== 'connecting') return;
  turn.patch({ arbiter: { kind: 'connected', incarnation, lastHeardMs: turn.now, lastSentMs: turn.now } });
  turn.log(0, 'Connected to the arbiter');
  tellIncarnation(turn);
}

/** The primary must learn at once which arbiter process this member sees, not with the next heartbeat. */
function tellIncarnation(turn: Turn): void {
  const { role, arbiter } = turn.state;
  if (role.kind !== 'backup') return;
  turn.become({ ...role, lastSentMs: turn.now });
  turn.emit({
    kind: 'tell-primary',
    session: role.session,
    message: { kind: 'heartbeat', sentMs: turn.now, incarnation: arbiter.kind === 'connected' ? arbiter.incarnation : null },
  });
}

export function arbiterLost(turn: Turn): void {
  const { arbiter, role } = turn.state;
  if (arbiter.kind !== 'connecting' && arbiter.kind !== 'connected') return;
  if (arbiter.kind === 'connected') turn.log(2, 'Lost the connection to the arbiter');
  turn.patch({ arbiter: { kind: 'lost', retryAtMs: turn.now + RETRY_MS } });
  if (role.kind === 'backup' && role.mode.kind === 'arbiter') {
    leaveArbiterMode(turn, role, role.mode.arrangement.id);
    return tellIncarnation(turn);
  }
  if (role.kind === 'deciding' && role.inquiry.kind === 'asking-arbiter') return askAgent(turn, role);
  considerMode(turn);
}

export function arbiterSaid(turn: Turn, message: ArbiterMessage): void {
  const { arbiter, role } = turn.state;
  if (arbiter.kind !== 'connected') return;
  turn.patch({ arbiter: { ...arbiter, lastHeardMs: turn.now } });
  switch (message.kind) {
    case 'heartbeat':
      return;
    case 'takeover-granted':
      return role.kind === 'deciding' ? takeoverGranted(turn, role, message.arrangement) : undefined;
    case 'takeover-refused':
      if (role.kind === 'deciding' && role.inquiry.kind === 'asking-arbiter' && role.inquiry.arrangement.id === message.arrangement) {
        dropClaim(turn);
        if (turn.state.role.kind === 'deciding') askAgent(turn, turn.state.role);
      }
      return;
    case 'continue-granted':
      return role.kind === 'primary' ? continueGranted(turn, role, message.arrangement) : undefined;
    case 'continue-refused':
      if (
        role.kind === 'primary' &&
        role.trouble.kind === 'indefinite' &&
        role.mode.kind === 'arbiter' &&
        role.mode.arrangement.id === message.arrangement
      )
        return dethrone(turn, 'dethroned-by-arbiter');
      return;
    case 'drop-active':
      return dropActive(turn, message.arrangement);
  }
}

/** The primary asks, through the arbiter, for this member's word that it will not take over. */
function dropActive(turn: Turn, arrangement: string): void {
  const { role } = turn.state;
  if (role.kind === 'taking-over' || role.kind === 'primary') return;
  // A later term than the arrangement's has begun: this member took over by it and has crashed since, and the one who asks must not go on.
  if (turn.state.journal.epoch > termOf(arrangement)) return;
  if (role.kind === 'backup') {
    turn.emit({ kind: 'close-link' });
    dropClaim(turn);
  } else if (role.kind === 'deciding' && role.inquiry.kind === 'asking-arbiter') dropClaim(turn);
  else if (role.kind === 'deciding' && role.completeUntilMs > 0) turn.become({ ...role, completeUntilMs: 0 });
  turn.emit({ kind: 'tell-arbiter', message: { kind: 'dropped', arrangement } });
}

export function tickArbiter(turn: Turn): void {
  const { arbiter, settings } = turn.state;
  if (arbiter.kind === 'lost' && turn.now >= arbiter.retryAtMs) return open(turn);
  if (arbiter.kind !== 'connected') return;
  if (turn.now - arbiter.lastHeardMs >= silenceMs(settings.qosTimeoutMs)) {
    turn.emit({ kind: 'close-arbiter' });
    return arbiterLost(turn);
  }
  if (turn.now - arbiter.lastSentMs >= heartbeatMs(settings.qosTimeoutMs)) {
    turn.patch({ arbiter: { ...arbiter, lastSentMs: turn.now } });
    turn.emit({ kind: 'tell-arbiter', message: { kind: 'heartbeat' } });
  }
}
