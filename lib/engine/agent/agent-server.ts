/**
 * The ISCAgent of one host: listens on the agent port and answers members, joiners and, as arbiter, both failover members.
 *
 * One connection is answered one request at a time, so a caller that does not read slows down only itself.
 */
import { createReadStream } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { AGENT_PORT } from '../../contract/units.ts';
import { unexpected } from '../../contract/unexpected.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeFrame, encodeJsonFrame, FrameDecoder } from '../link/frame.ts';
import { loadTlsCredentials, peerDistinguishedName, secureServer } from '../link/secure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Listener, NetworkPort } from '../ports/network.ts';
import type { AgentLog } from './agent-log.ts';
import { PeerCount } from '../link/peer-count.ts';
import { unsealPassword } from '../ports/sealed-password.ts';
import { ArbiterPins } from './arbiter-pins.ts';
import { ArbiterSessions } from './arbiter-sessions.ts';
import { InstanceWarden, type MirrorMemberRegistration } from './instance-warden.ts';
import { readMirrorHistory } from './mirror-history.ts';
import { isMirrorJournalName } from '../journal/journal-log.ts';
import {
  AGENT_BYTES_FRAME,
  AGENT_MESSAGE_FRAME,
  type AgentHello,
  type AgentReply,
  type AgentRequest,
  agentHelloSchema,
  agentRequestSchema,
} from './protocol.ts';
import { AGENT_SILENCE_MS, HELLO_MS } from '../../machine/waits.ts';

/** A host of a mirror has some dozens open in its worst moment. */
const CONNECTIONS = { max: 1_000, ofPeerMax: 100 };
const READ_BYTES = 256 * 1024;
/** Callers that are remembered with what they were told of; a mirror has sixteen members. */
const TOLD_MAX = 1_000;

interface Peer {
  address: string;
  localAddress: string;
}
type AgentServiceHello = Extract<AgentHello, { service: 'agent' }>;

export interface AgentServerOptions {
  network: NetworkPort;
  clock: Clock;
  log: AgentLog;
  /** Of the agent itself, for what its arbiter must not forget; null: nothing is kept. */
  directory: string | null;
  /** Each instance of this host has a directory of its own in it. */
  instancesDirectory: string;
  version: string;
  port?: number;
  /** Missing: the product's own. */
  silenceMs?: number;
  quietMs?: number;
}

export class AgentServer {
  readonly arbiter: ArbiterSessions;
  private readonly options: AgentServerOptions;
  private readonly warden: InstanceWarden;
  private readonly connections = new Set<Socket>();
  private readonly room = new PeerCount(CONNECTIONS);
  private listener: Listener | null = null;

  constructor(options: AgentServerOptions) {
    this.options = options;
    this.warden = new InstanceWarden(options);
    this.arbiter = new ArbiterSessions({ ...options, pins: new ArbiterPins(options.directory) });
  }

  /** Resolves when callers are answered; rejects when the port is taken. */
  async start(): Promise<void> {
    const { network, log, port = AGENT_PORT } = this.options;
    log('Starting');
    this.listener = await network.listen(port, (socket, peer) => this.greet(socket, peer));
    log(`Starting ApplicationServer on *:${port}`);
  }

  async stop(): Promise<void> {
    this.options.log('Stopping');
    await this.listener?.close();
    this.arbiter.close();
    for (const socket of this.connections) socket.destroy();
  }

  private greet(socket: Socket, peer: Peer): void {
    socket.on('error', () => {});
    if (!this.room.enter(peer.address)) return void socket.destroy();
    this.connections.add(socket);
    socket.once('close', () => {
      this.room.leave(peer.address);
      this.connections.delete(socket);
    });
    this.converse(socket, peer).catch((error: unknown) => {
      if (!isPeerGone(error))
        this.tellOnce(peer.address, `Connection from ${peer.address} dropped: ${error instanceof Error ? error.message : String(error)}`);
      socket.destroy();
    });
  }

  private async converse(socket: Socket, peer: Peer): Promise<void> {
    const frame = await readFirstFrame(socket, { timeoutMs: HELLO_MS });
    const hello = agentHelloSchema.parse(JSON.parse(frame.body.toString()));
    if (hello.service === 'arbiter') return this.arbiter.accept(socket, hello, peer.address);
    const channel = hello.secure ? await this.secure(socket, hello) : socket;
    this.told.delete(peer.address);
    channel.on('error', () => {});
    channel.setNoDelay(true);
    channel.setTimeout(this.options.silenceMs ?? AGENT_SILENCE_MS, () => channel.destroy());
    await this.answerAll(channel, peer);
  }

  /** The caller is told apart here, but judged per request: some need no membership. */
  private async secure(socket: Socket, hello: AgentServiceHello): Promise<Socket> {
    // When it is not here another one's certificate tells the caller so.
    const member = (hello.member && this.warden.member(hello.member)) ?? this.warden.anyMember();
    const files = member?.mirror.tls;
    if (!files) throw new Error('no instance of this host has a TLS configuration for a mirror');
    const privateKeyPassword = unsealPassword(member.directory, files.privateKeyPassword) ?? '';
    const credentials = await loadTlsCredentials({ ...files, privateKeyPassword }, this.options.clock.wallTime());
    if (!credentials.ok)
      throw new Error(`the TLS configuration of instance ${member.instanceName} is not usable (#${credentials.refusal.code})`);
    return secureServer(socket, credentials.value, { authorizedDistinguishedNames: null });
  }

  private async answerAll(channel: Socket, peer: Peer): Promise<void> {
    const decoder = new FrameDecoder();
    for await (const chunk of channel) {
      for (const frame of decoder.push(chunk as Buffer)) {
        const request = agentRequestSchema.parse(JSON.parse(frame.body.toString()));
        const outcome = await this.answer(channel, request, peer);
        if (outcome) channel.write(encodeJsonFrame(AGENT_MESSAGE_FRAME, { id: request.id, ...outcome } satisfies AgentReply));
      }
    }
  }

  /** null: the answer was sent as bytes. */
  private async answer(channel: Socket, request: AgentRequest, peer: Peer): Promise<Outcome<unknown> | null> {
    if (request.op === 'version') return accepted(this.options.version);
    if (request.op === 'describe-mirror') return this.warden.describe(request);
    if (request.op === 'has-member') return this.warden.has(request);
    const asked = `${peer.address} ${request.op}`;
    const member = this.warden.member(request);
    if (!member) {
      this.tellOnce(
        asked,
        `${request.op} from ${peer.address} refused: it is meant for member ${request.memberGuid} of mirror ${request.mirrorGuid}, which is not on this host`,
      );
      return refused('2051', [request.mirrorGuid]);
    }
    const doubt = doubtAbout(channel, member, peer);
    if (doubt) {
      this.tellOnce(asked, `${request.op} from ${peer.address} refused: ${doubt.refusal.args.join(', ')}`);
      return doubt;
    }
    this.told.delete(asked);
    switch (request.op) {
      case 'report':
        return accepted(await this.warden.report(member));
      case 'force-down':
        return accepted(await this.warden.forceDown(member, request.meant));
      case 'set-validated-member':
        return this.warden.setValidatedMember(member, request);
      case 'journal-files':
        return this.listJournalFiles(member);
      case 'read-journal':
        return this.streamJournal(channel, member, request);
    }
  }

  /** By what it is about: what was said of it last, as long as it is so. */
  private readonly told = new Map<string, string>();
  /** Whoever is refused asks again every half second, and by each of his addresses in turn. */
  private tellOnce(about: string, text: string): void {
    if (this.told.get(about) === text) return;
    if (this.told.size >= TOLD_MAX) this.told.clear();
    this.told.set(about, text);
    this.options.log(text);
  }

  private async listJournalFiles({ mirror }: MirrorMemberRegistration): Promise<Outcome<unknown>> {
    const history = await readMirrorHistory(mirror);
    if (history === 'unreadable')
      return refused('P105', ['journal-files', `the journal files in ${mirror.journalDirectory} cannot be read`]);
    return accepted(history === 'none' ? { files: [], journal: null } : { files: history.files, journal: history.journal });
  }

  private async streamJournal(
    channel: Socket,
    { mirror }: MirrorMemberRegistration,
    request: Extract<AgentRequest, { op: 'read-journal' }>,
  ): Promise<Outcome<never> | null> {
    const { id, name, offset, length } = request;
    if (!isMirrorJournalName(name, mirror.name) || offset < 0 || length < 0) return refused('P104', ['journal file', name]);
    const idBytes = Buffer.alloc(4);
    idBytes.writeUInt32LE(id >>> 0);
    try {
      if (length > 0) {
        for await (const bytes of createReadStream(path.join(mirror.journalDirectory, name), {
          start: offset,
          end: offset + length - 1,
          highWaterMark: READ_BYTES,
        })) {
          const hasRoom = channel.write(encodeFrame(AGENT_BYTES_FRAME, Buffer.concat([idBytes, bytes as Buffer])));
          if (!hasRoom) await drained(channel);
          if (channel.destroyed) return null;
        }
      }
    } catch (error) {
      return unexpected('read-journal', error);
    }
    channel.write(encodeFrame(AGENT_BYTES_FRAME, idBytes));
    return null;
  }
}

/** A caller that leaves is no news. */
const isPeerGone = (error: unknown) =>
  error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String(error.code));

/** In a TLS mirror only an authorised member may act on another one. */
function doubtAbout(channel: Socket, { mirror }: MirrorMemberRegistration, peer: Peer): Extract<Outcome<never>, { ok: false }> | null {
  if (!mirror.useTls) return null;
  const name = peerDistinguishedName(channel);
  if (name === null) return refusal739(peer.address, 'the connection is not secured by TLS');
  if (!mirror.authorizedDistinguishedNames.includes(name)) return refusal739(name, 'it is not an authorized member of this mirror');
  return null;
}

const refusal739 = (who: string, why: string) => refused('739', [who, why]) as Extract<Outcome<never>, { ok: false }>;

/** The caller has read what was sent, or is gone. */
const drained = (channel: Socket) =>
  new Promise<void>((resolve) => {
    const go = () => {
      channel.off('drain', go).off('close', go);
      resolve();
    };
    channel.on('drain', go).on('close', go);
    if (channel.destroyed) go();
  });
