/**
 * Agents and arbiters as an instance calls them, those of other hosts and its own alike.
 *
 * Each call ends within its time and answers with a value; an agent that cannot be reached is refusal 2086 with the address and the reason
 * in words.
 * An agent that was reached and refuses is not asked again on another address, unless it is another member's: then the member meant may be
 * at one of its other addresses.
 */
import type { Socket } from 'node:net';
import type { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeJsonFrame, type Frame, FrameDecoder } from '../link/frame.ts';
import { secureClient, TlsFailure, type TlsCredentials } from '../link/secure.ts';
import type { ArbiterMessage, MessageToArbiter } from '../mirror/dialogue.ts';
import { silenceMs } from '../mirror/timing.ts';
import { NetworkFailure, type NetworkFailureKind, type NetworkPort } from '../ports/network.ts';
import { publicKeyOf, signHello } from './arbiter-identity.ts';
import {
  AGENT_BYTES_FRAME,
  AGENT_HELLO_FRAME,
  AGENT_MESSAGE_FRAME,
  type AgentAnswer,
  agentAnswers,
  type AgentHello,
  type AgentQuestionKind,
  agentReplySchema,
  type AgentRequest,
  arbiterChallengeSchema,
  arbiterEchoSchema,
  arbiterMessageSchema,
  type arbiterProofSchema,
  arbiterWelcomeSchema,
} from './protocol.ts';
import { type Clock, type StopTimer, systemClock } from '../ports/clock.ts';
import { ARBITER_ANSWER_MS_MAX, ARBITER_ECHO_MS } from '../../machine/waits.ts';
import type { JournalOffset } from '../journal/position.ts';

/** The words for 2086, as the product uses them. */
const failureWords: Record<NetworkFailureKind, string> = {
  refused: 'connection refused',
  'timed-out': 'timed out',
  'no-route': 'no route to host',
  unreachable: 'network is unreachable',
  'unknown-host': 'host name not known',
};
/** The agent's refusal when its instance is not the member that was asked for. */
const ANOTHER_MEMBER = '2051';
/** The only request of its connection. */
const REQUEST_ID = 1;
const ID_BYTES = 4;

/** Where an agent is, and as whom it is called. */
export interface AgentTarget {
  /** Tried in this order: agent, private, superserver address. The first one is named when all fail. */
  addresses: readonly string[];
  port: number;
  /** Of the TLS mirror; null: plain. */
  credentials: TlsCredentials | null;
  /**
   * Whose agent it must be; null before joining. With credentials the agent proves that member's distinguished name, or the call fails
   * (2086): an address may have become another's.
   */
  member: { readonly mirrorGuid: string; readonly memberGuid: string; readonly distinguishedName: string } | null;
}

export type AgentQuestion<Kind extends AgentQuestionKind> = Omit<Extract<AgentRequest, { op: Kind }>, 'id'>;

export interface ArbiterConnection {
  /** Of the arbiter process that answered; arrangements hold only with the same. */
  readonly incarnation: string;
  send(message: MessageToArbiter): void;
  /** How long the last echo took; null before the first, and of an arbiter of an earlier version. */
  roundTripMs(): number | null;
  /** Ends it without `onLost`. */
  close(): void;
}

type ArbiterEcho = z.infer<typeof arbiterEchoSchema>;

/** By what the arbiter says. */
const LEFT_ALONE = { 'other-key': 'P594', full: 'P616', damaged: 'P617', unwritable: 'P635' } as const;

export class AgentClient {
  private readonly network: NetworkPort;
  private readonly clock: Clock;

  constructor({ network, clock = systemClock }: { network: NetworkPort; clock?: Clock }) {
    this.network = network;
    this.clock = clock;
  }

  /** One question, one answer, all within `timeoutMs` whatever the number of addresses. Refusals: 2086, and the agent's own. */
  request<Kind extends AgentQuestionKind>(
    options: AgentTarget & { request: { op: Kind } & AgentQuestion<Kind>; timeoutMs: number },
  ): Promise<Outcome<AgentAnswer<Kind>>>;
  request(options: AgentTarget & { request: AgentQuestion<AgentQuestionKind>; timeoutMs: number }): Promise<Outcome<unknown>> {
    const { request, timeoutMs } = options;
    return this.call(options, timeoutMs, async (channel) => {
      channel.write(encodeJsonFrame(AGENT_MESSAGE_FRAME, { id: REQUEST_ID, ...request }));
      for await (const frame of framesOf(channel)) {
        const reply = agentReplySchema.parse(JSON.parse(frame.body.toString()));
        return reply.ok ? accepted(agentAnswers[request.op].parse(reply.value)) : { ok: false, refusal: reply.refusal };
      }
      throw new Error('connection closed');
    });
  }

  /**
   * Reads `length` bytes of a mirror journal file from `offset` on. `onBytes` gets them in order and may answer a promise to slow the agent
   * down; a buffer is only valid until then. Answers how many came: fewer when the file is shorter. `timeoutMs` bounds the connecting, and
   * then each silence.
   */
  fetchJournalFile(
    options: AgentTarget & {
      member: NonNullable<AgentTarget['member']>;
      name: string;
      offset: JournalOffset;
      length: number;
      timeoutMs: number;
      onBytes: (bytes: Buffer) => void | Promise<void>;
    },
  ): Promise<Outcome<number>> {
    const { member, name, offset, length, timeoutMs, onBytes } = options;
    const request: AgentRequest = {
      id: REQUEST_ID,
      op: 'read-journal',
      mirrorGuid: member.mirrorGuid,
      memberGuid: member.memberGuid,
      name,
      offset,
      length,
    };
    return this.call(options, timeoutMs, async (channel, deadline) => {
      channel.write(encodeJsonFrame(AGENT_MESSAGE_FRAME, request));
      let size = 0;
      for await (const frame of framesOf(channel)) {
        if (frame.type !== AGENT_BYTES_FRAME) {
          const reply = agentReplySchema.parse(JSON.parse(frame.body.toString()));
          return reply.ok ? accepted(size) : { ok: false, refusal: reply.refusal };
        }
        const bytes = frame.body.subarray(ID_BYTES);
        if (bytes.length === 0) return accepted(size);
        // The time that the taker needs is not the agent's silence.
        deadline.stop();
        await onBytes(bytes);
        deadline.restart();
        size += bytes.length;
      }
      throw new Error('connection closed');
    });
  }

  /**
   * Opens the connection of a failover member to the arbiter. Refusals: 2086, and P594, P616, P617 or P635 when it does not take this one
   * for a member of its mirror. `onLost` comes once, when it ends without `close`; nothing comes after it.
   */
  async connectArbiter(options: {
    address: string;
    port: number;
    mirrorGuid: string;
    memberGuid: string;
    qosTimeoutMs: number;
    /** Of the mirror; null in one of an earlier version. */
    mirrorKey: string | null;
    onMessage: (message: ArbiterMessage) => void;
    onLost: () => void;
  }): Promise<Outcome<ArbiterConnection>> {
    const { address, port, mirrorGuid, memberGuid, qosTimeoutMs, mirrorKey, onMessage, onLost } = options;
    const claim = { mirrorGuid, memberGuid, qosTimeoutMs };
    const timeoutMs = Math.min(silenceMs(qosTimeoutMs), ARBITER_ANSWER_MS_MAX);
    let socket: Socket | null = null;
    try {
      socket = await this.network.connect({ host: address, port, timeoutMs });
      socket.setNoDelay(true);
      socket.write(
        encodeJsonFrame(AGENT_HELLO_FRAME, {
          service: 'arbiter',
          protocol: 1,
          secure: false,
          ...claim,
          publicKey: mirrorKey && publicKeyOf(mirrorKey),
        } satisfies AgentHello),
      );
      const challenge = await readFirstFrame(socket, { timeoutMs });
      const { nonce } = arbiterChallengeSchema.parse(JSON.parse(challenge.body.toString()));
      socket.write(
        encodeJsonFrame(AGENT_MESSAGE_FRAME, { signature: mirrorKey ? signHello(mirrorKey, nonce, claim) : '' } satisfies z.infer<
          typeof arbiterProofSchema
        >),
      );
      const welcome = await readFirstFrame(socket, { timeoutMs });
      const { incarnation, echoes = false, why = 'other-key' } = arbiterWelcomeSchema.parse(JSON.parse(welcome.body.toString()));
      if (incarnation === null) {
        socket.destroy();
        return refused(LEFT_ALONE[why], [`${address}|${port}`]);
      }
      return accepted(holdArbiter(socket, { incarnation, onMessage, onLost, echo: echoes ? this.clock : null }));
    } catch (error) {
      socket?.on('error', () => {}).destroy();
      return refused('2086', [`${address}|${port}`, wordsFor(error)]);
    }
  }

  /** Runs a conversation with the first address that answers. */
  private async call<T>(
    target: AgentTarget,
    timeoutMs: number,
    converse: (channel: Socket, deadline: Deadline) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const addresses = [...new Set(target.addresses)];
    const endMs = this.clock.nowMs() + timeoutMs;
    let firstReason: string | null = null;
    let firstRefusal: Outcome<T> | null = null;
    for (const [index, address] of addresses.entries()) {
      // A dead address must leave time for the others.
      const shareMs = Math.max(1, (endMs - this.clock.nowMs()) / (addresses.length - index));
      try {
        const outcome = await this.callOne(address, target, { shareMs, timeoutMs }, converse);
        if (outcome.ok || outcome.refusal.code !== ANOTHER_MEMBER) return outcome;
        firstRefusal ??= outcome;
      } catch (error) {
        firstReason ??= wordsFor(error);
      }
    }
    return firstRefusal ?? refused('2086', [`${addresses[0] ?? ''}|${target.port}`, firstReason ?? failureWords['unknown-host']]);
  }

  private async callOne<T>(
    address: string,
    target: AgentTarget,
    { shareMs, timeoutMs }: { shareMs: number; timeoutMs: number },
    converse: (channel: Socket, deadline: Deadline) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const begunMs = this.clock.nowMs();
    const socket = await this.network.connect({ host: address, port: target.port, timeoutMs: shareMs });
    socket.on('error', () => {}).setNoDelay(true);
    // Once a host has answered, waiting for the other addresses makes no sense: it gets the whole time.
    const deadline = new Deadline(this.clock, () => socket.destroy(new NetworkFailure('timed-out', 'timed out')), {
      firstMs: timeoutMs - (this.clock.nowMs() - begunMs),
      stepMs: timeoutMs,
    });
    try {
      const { credentials, member } = target;
      socket.write(
        encodeJsonFrame(AGENT_HELLO_FRAME, {
          service: 'agent',
          protocol: 1,
          secure: credentials !== null,
          member: member && { mirrorGuid: member.mirrorGuid, memberGuid: member.memberGuid },
        } satisfies AgentHello),
      );
      const channel = credentials
        ? await secureClient(socket, credentials, { authorizedDistinguishedNames: member && [member.distinguishedName], timeoutMs })
        : socket;
      channel.on('error', () => {});
      return await converse(channel, deadline);
    } catch (error) {
      throw deadline.hasPassed ? new NetworkFailure('timed-out', 'timed out') : error;
    } finally {
      deadline.stop();
      socket.destroy();
    }
  }
}

class Deadline {
  hasPassed = false;
  private readonly clock: Clock;
  private readonly onPassed: () => void;
  private readonly stepMs: number;
  stop: StopTimer;

  constructor(clock: Clock, onPassed: () => void, { firstMs, stepMs }: { firstMs: number; stepMs: number }) {
    this.clock = clock;
    this.onPassed = onPassed;
    this.stepMs = stepMs;
    this.stop = this.start(firstMs);
  }

  restart(): void {
    this.stop = this.start(this.stepMs);
  }

  private start(milliseconds: number): StopTimer {
    return this.clock.after(Math.max(1, milliseconds), () => {
      this.hasPassed = true;
      this.onPassed();
    });
  }
}

async function* framesOf(channel: Socket): AsyncGenerator<Frame> {
  const decoder = new FrameDecoder();
  for await (const chunk of channel) yield* decoder.push(chunk as Buffer);
}

function holdArbiter(
  socket: Socket,
  {
    incarnation,
    onMessage,
    onLost,
    echo,
  }: {
    incarnation: string;
    onMessage: (message: ArbiterMessage) => void;
    onLost: () => void;
    /** By which the way is measured; null: the arbiter is of an earlier version, which would not understand. */
    echo: Clock | null;
  },
): ArbiterConnection {
  const decoder = new FrameDecoder();
  let isOpen = true;
  let roundTripMs: number | null = null;
  let stopAsking = () => {};
  const end = () => {
    isOpen = false;
    stopAsking();
    socket.destroy();
  };
  const lose = () => {
    if (!isOpen) return;
    end();
    onLost();
  };
  const take = (chunk: Buffer) => {
    for (const frame of decode(decoder, chunk)) {
      if (!isOpen) return;
      const tookMs = echo && frame !== 'bad' ? echoOf(frame, echo.nowMs()) : null;
      if (tookMs !== null) {
        roundTripMs = tookMs;
        continue;
      }
      const message = frame === 'bad' ? null : parseMessage(frame);
      if (!message) return lose();
      onMessage(message);
    }
  };
  socket.on('end', lose).on('close', lose).on('error', lose).on('data', take);
  socket.resume();
  const ask = () => {
    if (isOpen && echo) socket.write(encodeJsonFrame(AGENT_MESSAGE_FRAME, { kind: 'echo', sentMs: echo.nowMs() } satisfies ArbiterEcho));
  };
  ask();
  stopAsking = echo?.every(ARBITER_ECHO_MS, ask) ?? stopAsking;
  return {
    incarnation,
    send: (message) => isOpen && socket.write(encodeJsonFrame(AGENT_MESSAGE_FRAME, message)),
    roundTripMs: () => roundTripMs,
    close: end,
  };
}

function decode(decoder: FrameDecoder, chunk: Buffer): (Frame | 'bad')[] {
  try {
    return decoder.push(chunk);
  } catch {
    return ['bad']; // What sends this is no arbiter: the connection is lost.
  }
}

/** How long the way there and back took; null: this is no echo. */
function echoOf(frame: Frame, nowMs: number): number | null {
  try {
    const echo = arbiterEchoSchema.safeParse(JSON.parse(frame.body.toString()));
    return echo.success ? Math.max(0, nowMs - echo.data.sentMs) : null;
  } catch {
    return null;
  }
}

function parseMessage(frame: Frame): ArbiterMessage | null {
  try {
    return arbiterMessageSchema.parse(JSON.parse(frame.body.toString()));
  } catch {
    return null;
  }
}

const wordsFor = (error: unknown) => {
  if (error instanceof NetworkFailure) return failureWords[error.kind];
  if (error instanceof TlsFailure) return `TLS: ${error.message}`;
  if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return 'connection closed';
  return error instanceof Error ? error.message : String(error);
};
