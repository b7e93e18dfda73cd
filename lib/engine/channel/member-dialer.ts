/**
 * Opens connections to the superserver of another member: the data channel, short questions, and the request to join.
 * Addresses are tried in the order private, superserver (engine facts 1.5). A connection that fails for whatever reason is `null`.
 */
import type { Socket } from 'node:net';
import type { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import { type Hello, HELLO_FRAME } from '../link/client-protocol.ts';
import { chooseCompression } from '../link/compression.ts';
import { fromPrimarySchema } from '../link/data-channel.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeJsonFrame } from '../link/frame.ts';
import {
  type FromBackup,
  type FromPrimary,
  joinAnswerSchema,
  MIRROR_MESSAGE_FRAME,
  statusAnswerSchema,
  type statusQuestionSchema,
} from '../link/mirror-protocol.ts';
import { peerDistinguishedName, secureClient, type TlsCredentials, TlsFailure } from '../link/secure.ts';
import type { Clock } from '../ports/clock.ts';
import { NetworkFailure, type NetworkPort } from '../ports/network.ts';
import { whoAnswers } from './address-proof.ts';
import type { Knock, Lines } from './lines.ts';
import { MirrorConnection } from './mirror-connection.ts';
import { CONNECT_MS, DIALED_HANDSHAKE_MS, IDENTIFY_MS, JOIN_ANSWER_MS } from '../../machine/waits.ts';

/** A member that proves another name than the mirror has authorized; the connection to it is closed. */
type UnlistedName = (member: MirrorMember, distinguishedName: string) => void;

export class MemberDialer {
  readonly #network: NetworkPort;
  readonly #clock: Clock;
  readonly #config: () => MirrorConfig;
  readonly #self: () => MirrorMember;
  readonly #credentials: () => TlsCredentials | null;
  readonly #onUnlistedName: UnlistedName;
  readonly #lines: Lines;

  constructor(options: {
    network: NetworkPort;
    clock: Clock;
    config: () => MirrorConfig;
    self: () => MirrorMember;
    credentials: () => TlsCredentials | null;
    onUnlistedName: UnlistedName;
    lines: Lines;
  }) {
    this.#network = options.network;
    this.#clock = options.clock;
    this.#config = options.config;
    this.#self = options.self;
    this.#credentials = options.credentials;
    this.#onUnlistedName = options.onUnlistedName;
    this.#lines = options.lines;
  }

  async openData(target: MirrorMember): Promise<MirrorConnection<FromPrimary, FromBackup> | null> {
    const socket = await this.#dial(target, 'data');
    if (!socket) return null;
    const config = this.#config();
    // As the primary packs for it: this end sends no journal.
    const { kind } = this.#self();
    const connection = new MirrorConnection<FromPrimary, FromBackup>(socket, {
      compression: chooseCompression(kind === 'failover' ? config.compressionForFailover : config.compressionForAsync, {
        useTls: config.useTls,
        memberKind: kind,
      }),
      schema: fromPrimarySchema,
      clock: this.#clock,
    });
    this.#lines.opened(target.guid, connection);
    return connection;
  }

  /** One question of the mirror machine; null when no answer came within `timeoutMs`. */
  async ask(
    target: MirrorMember,
    question: z.infer<typeof statusQuestionSchema>,
    timeoutMs: number,
  ): Promise<z.infer<typeof statusAnswerSchema> | null> {
    const socket = await this.#dial(target, 'status');
    if (!socket) return null;
    return exchange(socket, question, timeoutMs, (answer) => statusAnswerSchema.parse(answer));
  }

  /** For a copy of a mirrored database; null when the member cannot be reached. The caller closes it. */
  openDownload(target: MirrorMember): Promise<Socket | null> {
    return this.#dial(target, 'download');
  }

  /**
   * A handshake in both directions, also in a mirror that does not use TLS (yet). The other's distinguished name, or null when either
   * certificate was not accepted or nobody answered.
   */
  async verify(target: MirrorMember, credentials: TlsCredentials, timeoutMs: number): Promise<string | null> {
    const self = this.#self();
    for (const address of new Set([target.mirrorPrivateAddress, target.superserverAddress])) {
      const socket = await this.#network.connect({ host: address, port: target.superserverPort, timeoutMs: CONNECT_MS }).catch(() => null);
      if (!socket) continue;
      const hello: Hello = {
        service: 'mirror',
        protocol: 1,
        mirrorGuid: this.#config().guid,
        targetGuid: target.guid,
        memberGuid: self.guid,
        memberName: self.name,
        purpose: 'verify',
      };
      const secured = await greet(socket, hello, { credentials, peer: null });
      if (!secured) continue;
      const name = peerDistinguishedName(secured);
      const answer = await exchange(secured, { kind: 'standing' }, timeoutMs, (value) => statusAnswerSchema.parse(value));
      if (answer?.kind === 'verified') return name;
    }
    return null;
  }

  /**
   * TLS shows whether the member meant is there; without it a connection to another one opens as well, and ends later. Whoever is silent
   * may be the member, and hang: that is for the caller to find out.
   */
  async #isAnothers(target: MirrorMember, address: string): Promise<boolean> {
    const socket = await this.#network.connect({ host: address, port: target.superserverPort, timeoutMs: CONNECT_MS }).catch(() => null);
    if (!socket) return false;
    const asker = { clock: this.#clock, mirrorGuid: this.#config().guid, self: this.#self(), credentials: null };
    return (await whoAnswers(asker, target, socket, IDENTIFY_MS)) === 'another';
  }

  async #dial(target: MirrorMember, purpose: 'data' | 'status' | 'download'): Promise<Socket | null> {
    const config = this.#config();
    const self = this.#self();
    let knock: Knock = 'silent';
    for (const address of new Set([target.mirrorPrivateAddress, target.superserverAddress])) {
      const socket = await this.#network
        .connect({ host: address, port: target.superserverPort, timeoutMs: CONNECT_MS })
        .catch((error: unknown) => {
          if (error instanceof NetworkFailure && error.kind === 'refused') knock = 'refused';
          return null;
        });
      if (!socket) continue;
      if (!config.useTls && address !== target.superserverAddress && (await this.#isAnothers(target, address))) {
        socket.destroy();
        continue;
      }
      const hello: Hello = {
        service: 'mirror',
        protocol: 1,
        mirrorGuid: config.guid,
        targetGuid: target.guid,
        memberGuid: self.guid,
        memberName: self.name,
        purpose,
      };
      const secured = await greet(
        socket,
        hello,
        config.useTls
          ? {
              credentials: this.#credentials(),
              peer: target.distinguishedName,
              onUnlistedName: (name) => this.#onUnlistedName(target, name),
            }
          : null,
      );
      if (secured) {
        this.#lines.knocked(target.guid, 'answered');
        return secured;
      }
    }
    this.#lines.knocked(target.guid, knock);
    return null;
  }
}

async function greet(
  socket: Socket,
  hello: Hello,
  tls: { credentials: TlsCredentials | null; peer: string | null; onUnlistedName?: (name: string) => void } | null,
): Promise<Socket | null> {
  socket.on('error', () => socket.destroy());
  socket.write(encodeJsonFrame(HELLO_FRAME, hello));
  if (!tls) return socket;
  if (!tls.credentials) {
    socket.destroy();
    return null;
  }
  return secureClient(socket, tls.credentials, {
    authorizedDistinguishedNames: tls.peer === null ? null : [tls.peer],
    timeoutMs: DIALED_HANDSHAKE_MS,
  }).catch((error: unknown) => {
    if (error instanceof TlsFailure && error.kind === 'not-authorized' && error.distinguishedName !== null)
      tls.onUnlistedName?.(error.distinguishedName);
    return null;
  });
}

async function exchange<T>(socket: Socket, message: unknown, timeoutMs: number, parse: (answer: unknown) => T): Promise<T | null> {
  socket.on('error', () => socket.destroy());
  socket.write(encodeJsonFrame(MIRROR_MESSAGE_FRAME, message));
  try {
    const frame = await readFirstFrame(socket, { timeoutMs });
    return parse(JSON.parse(frame.body.toString()));
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

/**
 * Asks the primary to take this instance in as a member. Refuses with 2088 when its superserver cannot be reached, else with the primary's
 * own refusal.
 */
export async function askToJoin(options: {
  network: NetworkPort;
  primary: MirrorMember;
  member: MirrorMember;
  mirrorGuid: string;
  credentials: TlsCredentials | null;
}): Promise<Outcome<{ kind: 'added' | 'pending'; config: MirrorConfig }>> {
  const { network, primary, member, mirrorGuid, credentials } = options;
  // Of no field of the joining member's form: the address stands in the primary's configuration.
  const unreachable = refused('2088', [primary.name, `${primary.mirrorPrivateAddress},${primary.superserverPort}`]);
  let socket: Socket | null = null;
  for (const host of new Set([primary.mirrorPrivateAddress, primary.superserverAddress]))
    socket ??= await network.connect({ host, port: primary.superserverPort, timeoutMs: CONNECT_MS }).catch(() => null);
  if (!socket) return unreachable;
  const hello: Hello = {
    service: 'mirror',
    protocol: 1,
    mirrorGuid,
    targetGuid: primary.guid,
    memberGuid: member.guid,
    memberName: member.name,
    purpose: 'join',
  };
  const secured = await greet(socket, hello, credentials ? { credentials, peer: primary.distinguishedName } : null);
  if (!secured) return refused('2095');
  const answer = await exchange(secured, { member }, JOIN_ANSWER_MS, (value) => joinAnswerSchema.parse(value));
  if (answer === null) return refused('2087', [primary.name, `${primary.mirrorPrivateAddress},${primary.superserverPort}`]);
  if (answer.kind === 'refused') return { ok: false, refusal: answer.refusal };
  return accepted(answer);
}
