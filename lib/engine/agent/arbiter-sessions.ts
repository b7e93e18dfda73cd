/**
 * The arbiter of this agent: gives `stepArbiter` what sockets and the clock say, and sends what it answers.
 *
 * The end of a connection is told at once: a killed member is missed by its closed sockets long before its silence would show.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { z } from 'zod';
import type { ArbiterEventKind, ArbiterStanding } from '../../contract/arbiter.ts';
import { errorText } from '../../machine/error-text.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeJsonFrame, FrameDecoder } from '../link/frame.ts';
import { TICK_MS } from '../mirror/timing.ts';
import type { Clock, StopTimer } from '../ports/clock.ts';
import type { AgentLog } from './agent-log.ts';
import { type ArbiterEvent, type ArbiterState, startArbiter, stepArbiter } from './arbiter.ts';
import { ArbiterDiary } from './arbiter-diary.ts';
import { isHelloProved } from './arbiter-identity.ts';
import type { ArbiterPins, PinVerdict } from './arbiter-pins.ts';
import {
  AGENT_HELLO_FRAME,
  AGENT_MESSAGE_FRAME,
  type AgentHello,
  type arbiterChallengeSchema,
  arbiterEchoSchema,
  arbiterProofSchema,
  type arbiterWelcomeSchema,
  messageToArbiterSchema,
} from './protocol.ts';
import { ARBITER_PROOF_MS } from '../../machine/waits.ts';

export type ArbiterHello = Extract<AgentHello, { service: 'arbiter' }>;

const NONCE_BYTES = 32;

/** Why a member is left alone: for it, and for the log. */
interface Doubt {
  readonly why: NonNullable<z.infer<typeof arbiterWelcomeSchema>['why']>;
  readonly text: string;
}
const NOT_PROVED: Doubt = { why: 'other-key', text: 'which it does not prove to be' };

export class ArbiterSessions {
  /** Differs for every arbiter that ever ran. */
  readonly incarnation = randomUUID();
  private readonly clock: Clock;
  private readonly log: AgentLog;
  private readonly pins: ArbiterPins;
  private readonly sockets = new Map<number, Socket>();
  /** Where each member that is connected came from, and when. */
  private readonly arrivals = new Map<number, { readonly address: string; readonly at: Date }>();
  private readonly diary = new ArbiterDiary();
  private readonly startedAt: Date;
  private readonly stopTicking: StopTimer;
  private state: ArbiterState = startArbiter(this.incarnation);
  private sessionCount = 0;
  /** What the disk said when it did not take a key last; null once it has taken one. */
  private unwritable: string | null = null;

  constructor({ clock, log, pins }: { clock: Clock; log: AgentLog; pins: ArbiterPins }) {
    this.pins = pins;
    this.clock = clock;
    this.log = log;
    this.startedAt = clock.wallTime();
    if (pins.damage !== null) log(`Arbiter: ${pins.damage}. No member is let in. Stop the ISCAgent, delete the file, and start it again`);
    // After a pause of this process the clock has run on while messages waited unread: they are taken in before anybody's silence is
    // judged.
    this.stopTicking = clock.every(TICK_MS, () => setImmediate(() => this.step({ kind: 'tick' })));
  }

  /** Takes over a connection whose hello has been read. Rejects when the member does not prove that it is one. */
  async accept(socket: Socket, hello: ArbiterHello, peerAddress: string): Promise<void> {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    socket.write(encodeJsonFrame(AGENT_HELLO_FRAME, { nonce } satisfies z.infer<typeof arbiterChallengeSchema>));
    const frame = await readFirstFrame(socket, { timeoutMs: ARBITER_PROOF_MS });
    const { signature } = arbiterProofSchema.parse(JSON.parse(frame.body.toString()));
    const doubt = this.doubtAbout(hello, { nonce, signature }, peerAddress);
    if (doubt === null) return this.welcome(socket, hello, peerAddress);
    this.note('refused', { mirrorGuid: hello.mirrorGuid, memberGuid: hello.memberGuid, address: peerAddress });
    // A member of this mirror must hear why it is left alone: its operator cannot read this log.
    await new Promise<void>((resolve) =>
      socket
        .once('close', resolve)
        .end(
          encodeJsonFrame(AGENT_HELLO_FRAME, { incarnation: null, why: doubt.why } satisfies z.infer<typeof arbiterWelcomeSchema>),
          resolve,
        ),
    );
    throw new Error(`it asks as member ${hello.memberGuid} of mirror ${hello.mirrorGuid}, ${doubt.text}`);
  }

  /** The first key that a mirror proves is its key. One that has none is believed until it has shown one. */
  private doubtAbout(hello: ArbiterHello, { nonce, signature }: { nonce: string; signature: string }, address: string): Doubt | null {
    const { mirrorGuid, publicKey } = hello;
    if (this.pins.damage !== null) return { why: 'damaged', text: `and ${this.pins.damage}` };
    if (publicKey === null) return this.pins.of(mirrorGuid) === null ? null : NOT_PROVED;
    if (!isHelloProved({ publicKey, signature, nonce, claim: hello })) return NOT_PROVED;
    const verdict = this.keepKey(mirrorGuid, publicKey, address);
    if (verdict === null) return { why: 'unwritable', text: 'whose key cannot be written down' };
    if (verdict === 'full')
      return { why: 'full', text: 'which is new, and there is no room for the key of another mirror, or of one from this address' };
    return verdict === 'kept' ? null : NOT_PROVED;
  }

  /** null: it cannot be written down, which is told once. A key that the next start would not know keeps no stranger out. */
  private keepKey(mirrorGuid: string, publicKey: string, address: string): PinVerdict | null {
    try {
      const verdict = this.pins.use(mirrorGuid, publicKey, { address, nowMs: this.clock.wallTime().getTime() });
      if (this.unwritable !== null && verdict === 'kept') this.log('Arbiter: the keys of mirrors can be written down again');
      if (verdict === 'kept') this.unwritable = null;
      return verdict;
    } catch (error) {
      const reason = errorText(error);
      if (reason !== this.unwritable)
        this.log(`Arbiter: the keys of mirrors cannot be written down (${reason}). No member of a mirror that is new here is let in`);
      this.unwritable = reason;
      // Of a known key only the day of its use was to be written.
      return this.pins.of(mirrorGuid) === publicKey ? 'kept' : null;
    }
  }

  private welcome(socket: Socket, { mirrorGuid, memberGuid, qosTimeoutMs }: ArbiterHello, peerAddress: string): void {
    this.sessionCount += 1;
    const session = this.sessionCount;
    const decoder = new FrameDecoder();
    let isOpen = true;
    const close = () => {
      if (!isOpen) return;
      isOpen = false;
      this.sockets.delete(session);
      this.arrivals.delete(session);
      this.note('ended', { mirrorGuid, memberGuid, address: peerAddress });
      this.log(`Arbiter: connection of member ${memberGuid} of mirror ${mirrorGuid} (${peerAddress}) ended`);
      this.step({ kind: 'closed', session });
      socket.destroy();
    };
    socket.on('end', close).on('close', close).on('error', close);
    socket.setNoDelay(true);
    this.sockets.set(session, socket);
    this.arrivals.set(session, { address: peerAddress, at: this.clock.wallTime() });
    this.note('connected', { mirrorGuid, memberGuid, address: peerAddress });
    socket.write(
      encodeJsonFrame(AGENT_HELLO_FRAME, { incarnation: this.incarnation, echoes: true } satisfies z.infer<typeof arbiterWelcomeSchema>),
    );
    this.log(`Arbiter: member ${memberGuid} of mirror ${mirrorGuid} connected from ${peerAddress}`);
    this.step({ kind: 'opened', session, mirror: mirrorGuid, member: memberGuid, qosTimeoutMs });
    socket.on('data', (chunk) => {
      if (!isOpen) return;
      try {
        for (const frame of decoder.push(chunk)) {
          const said: unknown = JSON.parse(frame.body.toString());
          const echo = arbiterEchoSchema.safeParse(said);
          if (echo.success) socket.write(encodeJsonFrame(AGENT_MESSAGE_FRAME, echo.data));
          else this.step({ kind: 'said', session, message: messageToArbiterSchema.parse(said) });
        }
      } catch (error) {
        this.log(
          `Arbiter: member ${memberGuid} (${peerAddress}) sent what is not of this protocol: ${error instanceof Error ? error.message : String(error)}`,
        );
        close();
      }
    });
    socket.resume();
  }

  close(): void {
    this.stopTicking();
    for (const socket of [...this.sockets.values()]) socket.destroy();
  }

  /** For people: whose arbiter this is, and what it has decided. */
  standing(): ArbiterStanding {
    const { sessions, arrangements } = this.state;
    const nowMs = this.clock.nowMs();
    const guids = new Set([...[...sessions.values()].map(({ mirror }) => mirror), ...arrangements.keys()]);
    return {
      startedAt: this.startedAt.toISOString(),
      mirrors: [...guids].sort().map((mirrorGuid) => {
        const arrangement = arrangements.get(mirrorGuid);
        return {
          mirrorGuid,
          sessions: [...sessions].flatMap(([session, { mirror, member, qosTimeoutMs, lastHeardMs }]) => {
            const arrival = this.arrivals.get(session);
            if (mirror !== mirrorGuid || !arrival) return [];
            const lastHeardAgoMs = Math.floor((nowMs - lastHeardMs) / 1000) * 1000;
            return [{ memberGuid: member, address: arrival.address, since: arrival.at.toISOString(), qosTimeoutMs, lastHeardAgoMs }];
          }),
          arrangement: arrangement?.known ? { primaryGuid: arrangement.primary, verdict: arrangement.verdict } : null,
        };
      }),
      events: [...this.diary.events],
    };
  }

  private noteTold(session: number, kind: ArbiterEventKind): void {
    const receiver = this.state.sessions.get(session);
    const arrival = this.arrivals.get(session);
    if (receiver && arrival) this.note(kind, { mirrorGuid: receiver.mirror, memberGuid: receiver.member, address: arrival.address });
  }

  private note(kind: ArbiterEventKind, of: { mirrorGuid: string; memberGuid: string; address: string }): void {
    this.diary.note({ kind, ...of }, this.clock.wallTime());
  }

  private step(event: ArbiterEvent): void {
    const [state, effects] = stepArbiter(this.state, event, this.clock.nowMs());
    this.state = state;
    for (const effect of effects) {
      const socket = this.sockets.get(effect.session);
      if (effect.kind === 'close') socket?.destroy();
      else {
        if (effect.message.kind !== 'heartbeat') {
          this.log(`Arbiter: ${effect.message.kind} for arrangement ${effect.message.arrangement}`);
          this.noteTold(effect.session, effect.message.kind);
        }
        socket?.write(encodeJsonFrame(AGENT_MESSAGE_FRAME, effect.message));
      }
    }
  }
}
