/**
 * The arbiter: a lighthouse keeper who says which of two captains it still sees, and lets at most one of them act alone.
 *
 * Decides: for one arrangement, either "the backup may take over" or "the primary may go on", never both, whatever the order of messages.
 * Ignores: journals, databases, who is right. Keeps everything in memory on purpose: a restarted arbiter has a new incarnation,
 * refuses every claim of an arrangement it has not seen, and so cannot contradict what it said before. The refused alternative,
 * writing its verdicts to disk, would make a restored disk dangerous.
 *
 * A primary whose arrangement it does not know it can help only by carrying the backup's own word (`drop-active`, `dropped`).
 */
import { assert } from '../../machine/assert.ts';
import type { ArbiterMessage, MessageToArbiter } from '../mirror/dialogue.ts';
import { heartbeatMs, silenceMs } from '../mirror/timing.ts';
import { ARBITER_UNATTENDED_MS } from '../../machine/waits.ts';

interface Session {
  readonly mirror: string;
  readonly member: string;
  readonly qosTimeoutMs: number;
  readonly lastHeardMs: number;
  readonly lastSentMs: number;
}

interface Arrangement {
  readonly id: string;
  readonly primary: string;
  /** False for one that this process did not see being made. */
  readonly known: boolean;
  readonly verdict: 'open' | 'takeover' | 'continue';
  /** The backup's session that waits for an answer, and since when. */
  readonly claim: { readonly session: number; readonly atMs: number } | null;
  /** True while the primary waits for permission to go on. */
  readonly continueAsked: boolean;
  /** When the last session of the mirror ended; null while there is one. Monotonic ms. */
  readonly unattendedSinceMs: number | null;
}

export interface ArbiterState {
  readonly incarnation: string;
  readonly sessions: ReadonlyMap<number, Session>;
  /** By mirror GUID; only the latest arrangement of a mirror counts. */
  readonly arrangements: ReadonlyMap<string, Arrangement>;
}

export type ArbiterEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'opened'; readonly session: number; readonly mirror: string; readonly member: string; readonly qosTimeoutMs: number }
  | { readonly kind: 'closed'; readonly session: number }
  | { readonly kind: 'said'; readonly session: number; readonly message: MessageToArbiter };

export type ArbiterEffect =
  | { readonly kind: 'send'; readonly session: number; readonly message: ArbiterMessage }
  | { readonly kind: 'close'; readonly session: number };

/** `incarnation` must differ from that of every arbiter process before it. */
export const startArbiter = (incarnation: string): ArbiterState => ({ incarnation, sessions: new Map(), arrangements: new Map() });

export function stepArbiter(state: ArbiterState, event: ArbiterEvent, now: number): readonly [ArbiterState, readonly ArbiterEffect[]] {
  const desk = new Desk(state, now);
  desk.react(event);
  assertDesk(state, desk);
  return [{ incarnation: state.incarnation, sessions: desk.sessions, arrangements: desk.arrangements }, desk.effects];
}

/** One turn of the arbiter; lives only inside `stepArbiter`. */
class Desk {
  readonly sessions: Map<number, Session>;
  readonly arrangements: Map<string, Arrangement>;
  readonly effects: ArbiterEffect[] = [];
  private readonly now: number;

  constructor(state: ArbiterState, now: number) {
    this.sessions = new Map(state.sessions);
    this.arrangements = new Map(state.arrangements);
    this.now = now;
  }

  react(event: ArbiterEvent): void {
    switch (event.kind) {
      case 'tick':
        for (const [session, { mirror, qosTimeoutMs, lastHeardMs, lastSentMs }] of this.sessions) {
          if (this.now - lastHeardMs >= silenceMs(qosTimeoutMs)) {
            this.effects.push({ kind: 'close', session });
            this.forget(session, mirror);
          } else if (this.now - lastSentMs >= heartbeatMs(qosTimeoutMs)) this.send(session, { kind: 'heartbeat' });
        }
        return this.tidy();
      case 'opened': {
        const { session, mirror, member, qosTimeoutMs } = event;
        // A member has one session: the newer one replaces an older whose end has not been seen yet.
        for (const [other, { mirror: otherMirror, member: otherMember }] of this.sessions) {
          if (otherMirror !== mirror || otherMember !== member) continue;
          this.effects.push({ kind: 'close', session: other });
          this.forget(other, mirror);
        }
        this.sessions.set(session, { mirror, member, qosTimeoutMs, lastHeardMs: this.now, lastSentMs: this.now });
        return;
      }
      case 'closed': {
        const closed = this.sessions.get(event.session);
        if (closed) this.forget(event.session, closed.mirror);
        return;
      }
      case 'said': {
        const speaker = this.sessions.get(event.session);
        if (!speaker) return;
        this.sessions.set(event.session, { ...speaker, lastHeardMs: this.now });
        this.hear(event.session, speaker, event.message);
        return this.judge(speaker.mirror);
      }
    }
  }

  private hear(session: number, speaker: Session, message: MessageToArbiter): void {
    const current = this.arrangements.get(speaker.mirror);
    switch (message.kind) {
      case 'heartbeat':
        return;
      case 'arrange':
        // No name is used twice: what was judged under it stays judged.
        if (current?.id === message.arrangement) return;
        this.arrangements.set(speaker.mirror, {
          id: message.arrangement,
          primary: message.primary,
          known: true,
          verdict: 'open',
          claim: null,
          continueAsked: false,
          unattendedSinceMs: null,
        });
        return;
      case 'claim':
        if (current?.id !== message.arrangement || !current.known || current.verdict === 'continue')
          return this.send(session, { kind: 'takeover-refused', arrangement: message.arrangement });
        this.arrangements.set(speaker.mirror, { ...current, claim: { session, atMs: this.now } });
        return;
      case 'continue': {
        const arrangement =
          current?.id === message.arrangement
            ? current
            : ({
                id: message.arrangement,
                primary: speaker.member,
                known: false,
                verdict: 'open',
                claim: null,
                continueAsked: false,
                unattendedSinceMs: null,
              } as const);
        this.arrangements.set(speaker.mirror, { ...arrangement, continueAsked: true });
        return;
      }
      case 'dropped':
        if (current?.id === message.arrangement && current.verdict === 'open')
          this.arrangements.set(speaker.mirror, { ...current, verdict: 'continue' });
        return;
    }
  }

  /** Answers whoever waits, as soon as the answer is certain. The first verdict of an arrangement is its last. */
  private judge(mirror: string): void {
    const arrangement = this.arrangements.get(mirror);
    if (!arrangement) return;
    const primary = this.sessionOf(mirror, (member) => member === arrangement.primary);
    const backup = this.sessionOf(mirror, (member) => member !== arrangement.primary);
    let { verdict } = arrangement;
    if (verdict === 'open' && arrangement.known) {
      // The primary asks, so it lives; a claim loses against a living primary.
      if (arrangement.continueAsked) verdict = 'continue';
      else if (arrangement.claim && primary === null) verdict = 'takeover';
      else if (arrangement.claim && primary !== null && (this.sessions.get(primary) as Session).lastHeardMs > arrangement.claim.atMs)
        verdict = 'continue';
    }
    if (arrangement.continueAsked && primary !== null) {
      if (verdict === 'continue') this.send(primary, { kind: 'continue-granted', arrangement: arrangement.id });
      if (verdict === 'takeover') this.send(primary, { kind: 'continue-refused', arrangement: arrangement.id });
      if (verdict === 'open' && backup !== null) this.send(backup, { kind: 'drop-active', arrangement: arrangement.id });
      else if (verdict === 'continue' && arrangement.known && backup !== null && !arrangement.claim)
        this.send(backup, { kind: 'drop-active', arrangement: arrangement.id });
    }
    let { claim } = arrangement;
    if (claim && verdict !== 'open') {
      this.send(claim.session, { kind: verdict === 'takeover' ? 'takeover-granted' : 'takeover-refused', arrangement: arrangement.id });
      claim = null;
    }
    this.arrangements.set(mirror, { ...arrangement, verdict, claim, continueAsked: verdict === 'open' && arrangement.continueAsked });
  }

  private sessionOf(mirror: string, isWanted: (member: string) => boolean): number | null {
    for (const [session, candidate] of this.sessions) if (candidate.mirror === mirror && isWanted(candidate.member)) return session;
    return null;
  }

  /**
   * What a mirror that is gone has arranged. To forget is as safe as a restart: what is not known is never granted. Not at once, since
   * members and arbiter may lose each other for a while.
   */
  private tidy(): void {
    for (const [mirror, arrangement] of this.arrangements) {
      const isAttended = this.sessionOf(mirror, () => true) !== null;
      if (isAttended) {
        if (arrangement.unattendedSinceMs !== null) this.arrangements.set(mirror, { ...arrangement, unattendedSinceMs: null });
      } else if (arrangement.unattendedSinceMs === null) this.arrangements.set(mirror, { ...arrangement, unattendedSinceMs: this.now });
      else if (this.now - arrangement.unattendedSinceMs >= ARBITER_UNATTENDED_MS) this.arrangements.delete(mirror);
    }
  }

  private forget(session: number, mirror: string): void {
    this.sessions.delete(session);
    this.judge(mirror);
  }

  private send(session: number, message: ArbiterMessage): void {
    const receiver = this.sessions.get(session);
    if (!receiver) return;
    this.sessions.set(session, { ...receiver, lastSentMs: this.now });
    this.effects.push({ kind: 'send', session, message });
  }
}

/** What it promises: see the head of this file. Whatever members say, in whatever order. */
export function assertDesk(
  before: ArbiterState,
  { arrangements, sessions, effects }: Pick<ArbiterState, 'arrangements' | 'sessions'> & { readonly effects: readonly ArbiterEffect[] },
): void {
  for (const [mirror, arrangement] of arrangements) {
    const was = before.arrangements.get(mirror);
    assert(
      was?.id !== arrangement.id || was.verdict === 'open' || was.verdict === arrangement.verdict,
      'the first verdict of an arrangement is its last',
      () => [was, arrangement],
    );
    assert(arrangement.known || arrangement.verdict !== 'takeover', 'nobody takes over by an arrangement that this arbiter has not seen');
    assert(arrangement.claim === null || arrangement.verdict === 'open', 'who claims is answered with the verdict');
  }
  for (const effect of effects) {
    if (effect.kind !== 'send') continue;
    const { session, message } = effect;
    const verdict = arrangements.get((sessions.get(session) ?? before.sessions.get(session))?.mirror ?? '')?.verdict;
    assert(message.kind !== 'takeover-granted' || verdict === 'takeover', 'a takeover is granted by the verdict', () => verdict);
    assert(message.kind !== 'continue-granted' || verdict === 'continue', 'the primary goes on alone by the verdict', () => verdict);
  }
  const members = [...sessions.values()].map(({ mirror, member }) => `${mirror} ${member}`);
  assert(new Set(members).size === members.length, 'a member has one session');
}

/** Which members of a mirror the arbiter sees, for the status it reports to people. */
export const connectedMembers = (state: ArbiterState, mirror: string) =>
  [...state.sessions.values()].filter((session) => session.mirror === mirror).map((session) => session.member);
