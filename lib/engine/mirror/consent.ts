/**
 * What the routine ^ZMIRROR of a member says before it leads (engine facts 10): `CanNodeStartToBecomePrimary` is asked when all else says
 * that nobody is primary and that this member may be.
 *
 * Think of a first mate who may take the wheel, and has orders to knock at the owner's door first. While nobody opens he goes on looking
 * out: a captain who comes back is followed. What was found out before the door opened is found out again, since it may be over.
 * While the answer is no, this member lets the other one lead that has everything acknowledged, as one does that cannot apply its journal.
 * A person's order goes past the door: it is the way out when nobody answers.
 * Refused: asking as a phase of the takeover. The other member would have to wait for this one, whatever happens behind the door.
 */
import type { Consent, DecidingRole } from './state.ts';
import { CONSENT_MS, CONSENT_RETRY_MS } from './timing.ts';
import { inquire, type Turn } from './turn.ts';

export const UNASKED: Consent = { kind: 'unasked', hasRefused: false };

/** True: the routine has said yes a moment ago, there is none, or a person has ordered it. Else it is asked, if it is not being asked. */
export function hasConsent(turn: Turn, order: DecidingRole['order']): boolean {
  const { consent, settings } = turn.state;
  if (!settings.asksRoutine || order !== 'none') return true;
  if (consent.kind === 'given' && turn.now < consent.untilMs) return true;
  if (consent.kind === 'asking' || consent.kind === 'withheld') return false;
  const question = turn.nextInquiry();
  turn.patch({ consent: { kind: 'asking', question, sinceMs: turn.now, hasRefused: consent.kind === 'unasked' && consent.hasRefused } });
  turn.emit({ kind: 'ask-routine', question });
  return false;
}

/** Its no counts for a while; then it is asked again, as soon as it matters, and no other member is let go first. */
export function tickConsent(turn: Turn): void {
  const { consent } = turn.state;
  if (consent.kind === 'withheld' && turn.now >= consent.askAtMs) turn.patch({ consent: { kind: 'unasked', hasRefused: true } });
}

/** `why`: the error that it ended with, or ''. */
export function routineAnswered(turn: Turn, answer: { readonly question: number; readonly isYes: boolean; readonly why: string }): void {
  const { consent, role } = turn.state;
  if (consent.kind !== 'asking' || consent.question !== answer.question) return;
  if (answer.isYes) {
    turn.patch({ consent: { kind: 'given', untilMs: turn.now + CONSENT_MS } });
    if (role.kind === 'deciding' && role.reason === 'held' && role.inquiry.kind === 'idle')
      inquire(turn, role, { kind: 'idle', retryAtMs: turn.now });
    return;
  }
  if (!consent.hasRefused) turn.tell(1, 'held-by-routine', answer.why);
  turn.patch({ consent: { kind: 'withheld', askAtMs: turn.now + CONSENT_RETRY_MS } });
}
