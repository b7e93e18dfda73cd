/**
 * Applications on the superserver: reads requests, carries them out on the globals, answers when the effect is committed.
 *
 * Requests of one frame are carried out in order and at once; replies wait for the commit and go out together. A connection that writes
 * faster than commits are applied is not read for a while, so that memory stays bounded.
 */
import type { Socket } from 'node:net';
import { type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { unexpected } from '../../contract/unexpected.ts';
import { attempt, reasonOf } from '../link/attempt.ts';
import { CLIENT_FRAME, type ClientReply, type ClientRequest, clientRequestSchema, type WireReference } from '../link/client-protocol.ts';
import { encodeJsonLists, type Frame, FrameDecoder } from '../link/frame.ts';
import { PeerCount } from '../link/peer-count.ts';
import type { Written } from '../database/globals.ts';
import type { ApplicationWorld } from './application-world.ts';
import type { JobNumber } from '../journal/record.ts';
import type { Job } from '../activity/process-table.ts';
import { protectedFor } from '../databases/protection.ts';
import { mayClient } from '../databases/system-databases.ts';
import { quietClock, type StopTimer, systemClock } from '../ports/clock.ts';
import { CLIENT_FRAME_MS, CLIENT_IDLE_MS, CLIENT_LOOK_MS, CLIENT_PAUSE_MS, FAULT_TOLD_MS } from '../../machine/waits.ts';

/** Records committed but not applied, above which clients are not read. */
const UNAPPLIED_MAX = 400_000;
/** The same in bytes of journal. Both bound the memory of a primary that may not commit for a long time (trouble state). */
const UNAPPLIED_BYTES_MAX = 256 * 1024 * 1024;
const UNDURABLE_BYTES_MAX = 32 * 1024 * 1024;
/** Replies that a client does not take. */
const UNREAD_BYTES_MAX = 8 * 1024 * 1024;

/** $TLEVEL goes no further, as in the product. */
const TRANSACTION_LEVEL_MAX = 255;
/** A pool of an application has some dozens. */
const JOBS_MAX = 1_000;

export interface ClientLimits {
  /** Connections at the same time, of all and of one address. */
  readonly connectionsMax: number;
  readonly connectionsOfPeerMax: number;
  /** A connection that asks nothing and waits for nothing for so long is closed; its transaction is rolled back. */
  readonly idleMs: number;
  /** From the first byte of a frame to its last. */
  readonly frameMs: number;
}
const LIMITS: ClientLimits = { connectionsMax: 1_000, connectionsOfPeerMax: 100, idleMs: CLIENT_IDLE_MS, frameMs: CLIENT_FRAME_MS };

export class Applications {
  readonly #instance: ApplicationWorld;
  readonly #limits: ClientLimits;
  readonly #room: PeerCount;
  readonly #connections = new Set<ClientConnection>();
  /** False on a mirror member until it has become primary. An instance outside a mirror is always open. */
  isOpen = false;
  #jobCount = 0;
  #isRefusing = false;
  /** By address: when a fault was told last. */
  readonly #faultToldAtMs = new Map<string, number>();
  #stopLooking: StopTimer | null = null;

  constructor(instance: ApplicationWorld, limits: Partial<ClientLimits> = {}) {
    this.#instance = instance;
    this.#limits = { ...LIMITS, ...limits };
    this.#room = new PeerCount({ max: this.#limits.connectionsMax, ofPeerMax: this.#limits.connectionsOfPeerMax });
  }

  serve(socket: Socket, address: string): void {
    if (!this.#room.enter(address)) return this.#refuse(socket, address);
    this.#isRefusing = false;
    const connection = new ClientConnection(this.#instance, socket, address, {
      nextJob: () => {
        this.#jobCount += 1;
        return this.#jobCount;
      },
      onFault: (severity, text) => this.#tellFault(severity, address, text),
    });
    this.#connections.add(connection);
    this.#stopLooking ??= quietClock.every(CLIENT_LOOK_MS, () => this.#endSilent());
    socket.once('close', () => {
      this.#room.leave(address);
      this.#connections.delete(connection);
      if (this.#connections.size > 0) return;
      this.#stopLooking?.();
      this.#stopLooking = null;
    });
  }

  /** Said once, until somebody is let in again. */
  #refuse(socket: Socket, address: string): void {
    socket.destroy();
    if (this.#isRefusing) return;
    this.#isRefusing = true;
    const { connectionsMax, connectionsOfPeerMax } = this.#limits;
    this.#instance.note(
      1,
      `Client connections are refused: ${this.#room.total} of at most ${connectionsMax} are open, ${this.#room.of(address)} of at most ${connectionsOfPeerMax} from ${address}`,
    );
  }

  #tellFault(severity: 1 | 2, address: string, text: string): void {
    const nowMs = this.#instance.options.clock.nowMs();
    for (const [told, atMs] of this.#faultToldAtMs) if (nowMs - atMs >= FAULT_TOLD_MS) this.#faultToldAtMs.delete(told);
    if (this.#faultToldAtMs.has(address)) return;
    this.#faultToldAtMs.set(address, nowMs);
    this.#instance.note(severity, text);
  }

  #endSilent(): void {
    for (const connection of this.#connections) if (connection.isSilent(this.#limits)) connection.close();
  }
}

type Performed = Written & { value: string | number | null };

interface ConnectionHost {
  /** A number that no other job of the instance has. */
  readonly nextJob: () => number;
  /** What came cannot be read (severity 1), or what was read could not be dealt with here (2). */
  readonly onFault: (severity: 1 | 2, text: string) => void;
}

class ClientConnection {
  readonly #instance: ApplicationWorld;
  readonly #socket: Socket;
  readonly #address: string;
  readonly #host: ConnectionHost;
  readonly #decoder = new FrameDecoder();
  readonly #process: { job: Job; end: () => void };
  /** The client's job numbers to ours, which are unique in the instance. */
  readonly #jobs = new Map<number, number>();
  #replies: ClientReply[] = [];
  #isFlushScheduled = false;
  /** Requests that wait for their commit. */
  #waitingCount = 0;
  #heardAtMs: number;
  /** When the frame began that is not whole yet. */
  #frameBeganAtMs: number | null = null;

  constructor(instance: ApplicationWorld, socket: Socket, address: string, host: ConnectionHost) {
    this.#instance = instance;
    this.#socket = socket;
    this.#address = address;
    this.#host = host;
    this.#heardAtMs = instance.options.clock.nowMs();
    this.#process = instance.processes.begin({
      user: 'UnknownUser',
      routine: '%SYS.SERVER',
      device: `|TCP|${instance.options.superserverPort}`,
      clientAddress: address,
      state: 'READ',
    });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#end());
    socket.resume();
  }

  /** A client that is not read at present, or waits for an answer, is not silent. */
  isSilent({ idleMs, frameMs }: ClientLimits): boolean {
    if (this.#stopPause !== null || this.#waitingCount > 0) return false;
    const nowMs = this.#instance.options.clock.nowMs();
    return nowMs - this.#heardAtMs >= idleMs || (this.#frameBeganAtMs !== null && nowMs - this.#frameBeganAtMs >= frameMs);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Reading and dealing with are apart: what fails in the one is the client's, in the other our own. */
  #receive(chunk: Buffer): void {
    const nowMs = this.#instance.options.clock.nowMs();
    const frames = attempt(() => this.#decoder.push(chunk));
    if (!frames.ok) return this.#refuse(frames.reason);
    for (const frame of frames.value) {
      const requests = attempt(() => requestsIn(frame));
      if (!requests.ok) return this.#refuse(requests.reason);
      for (const value of requests.value) {
        const request = asRequest(value);
        if (!request) return this.#refuse('a request that is none');
        if (!this.#jobs.has(request.job) && this.#jobs.size >= JOBS_MAX) return this.#refuse(`more than ${JOBS_MAX} jobs`);
        this.#take(request);
      }
      this.#heardAtMs = nowMs;
      this.#frameBeganAtMs = null;
    }
    this.#frameBeganAtMs = this.#decoder.isInsideFrame ? (this.#frameBeganAtMs ?? nowMs) : null;
    this.#slowDown();
  }

  #refuse(reason: string): void {
    this.#socket.destroy();
    this.#host.onFault(1, `A client connection of ${this.#address} was closed: ${reason}`);
  }

  #take(request: ClientRequest): void {
    this.#process.job.commands += 1;
    const outcome = this.#dealWith(request);
    if (!outcome.ok) return this.#reply(toFailure(request.id, outcome.refusal));
    const { sequence, value: result } = outcome.value;
    const committed = sequence === 0 ? null : this.#instance.journal.whenCommitted(sequence);
    if (committed instanceof Promise) {
      this.#waitingCount += 1;
      void committed.then(() => {
        this.#waitingCount -= 1;
        this.#heardAtMs = this.#instance.options.clock.nowMs();
        this.#reply({ id: request.id, ok: true, value: result });
      });
    } else this.#reply({ id: request.id, ok: true, value: result });
  }

  /** A fault of ours in one request, such as a node that cannot be read, is its answer and ends no other. */
  #dealWith(request: ClientRequest): Outcome<Performed> {
    try {
      return this.#perform(request);
    } catch (error) {
      this.#host.onFault(2, `${request.op} of a client of ${this.#address} could not be carried out: ${reasonOf(error)}`);
      return unexpected(request.op, error);
    }
  }

  /** `sequence` 0: nothing to wait for. Inside a transaction an update is answered at once; TCOMMIT waits for all. */
  #perform(request: ClientRequest): Outcome<Performed> {
    const { globals, clients, mirror } = this.#instance;
    const job = this.#jobOf(request.job);
    const isWrite = request.op !== 'get' && request.op !== 'data' && request.op !== 'order';
    // An async never serves the mirror's applications; what may be written on it, each database says.
    if (mirror?.failover && isWrite && (!clients.isOpen || !mirror.isPrimary || mirror.isStopping)) return refused('<NOTPRIMARY>');
    if ('database' in request && !mayClient(request.database, isWrite ? 'write' : 'read')) return protectedFor(request.database, 'system');
    switch (request.op) {
      case 'set': {
        const [name, subscripts] = split(request.reference);
        return this.#written(job, globals.set({ job, database: request.database, name, subscripts }, request.value));
      }
      case 'set-many': {
        const nodes = [];
        for (let index = 0; index + 1 < request.nodes.length; index += 2) {
          const [name, subscripts] = split(request.nodes[index] as WireReference);
          nodes.push({ name, subscripts, value: request.nodes[index + 1] as string });
        }
        this.#process.job.globals += nodes.length;
        return this.#written(job, globals.setMany(job, request.database, nodes));
      }
      case 'kill': {
        const [name, subscripts] = split(request.reference);
        return this.#written(job, globals.kill({ job, database: request.database, name, subscripts }));
      }
      case 'increment': {
        const [name, subscripts] = split(request.reference);
        const done = globals.increment({ job, database: request.database, name, subscripts }, String(request.by));
        return done.ok
          ? { ok: true, value: { sequence: globals.tlevel(job) > 0 ? 0 : done.value.sequence, value: done.value.value } }
          : done;
      }
      case 'get': {
        const [name, subscripts] = split(request.reference);
        return toValue(globals.get({ job, database: request.database, name, subscripts }));
      }
      case 'data': {
        const [name, subscripts] = split(request.reference);
        return toValue(globals.data({ job, database: request.database, name, subscripts }));
      }
      case 'order': {
        const [name, subscripts] = split(request.reference);
        return toValue(globals.order({ job, database: request.database, name, subscripts }, request.direction));
      }
      case 'tstart':
        if (globals.tlevel(job) >= TRANSACTION_LEVEL_MAX) return refused('<TRANSACTION LEVEL>', [String(TRANSACTION_LEVEL_MAX)]);
        return { ok: true, value: { sequence: 0, value: globals.tstart(job) } };
      case 'tcommit': {
        const done = globals.tcommit(job);
        return done.ok ? { ok: true, value: { sequence: done.value.sequence, value: null } } : done;
      }
      case 'trollback':
        return { ok: true, value: { sequence: globals.trollback(job).sequence, value: null } };
    }
  }

  #written(job: JobNumber, done: Outcome<Written>): Outcome<Written & { value: null }> {
    this.#process.job.globals += 1;
    return done.ok
      ? { ok: true, value: { sequence: this.#instance.globals.tlevel(job) > 0 ? 0 : done.value.sequence, value: null } }
      : done;
  }

  #jobOf(clientJob: number): number {
    let job = this.#jobs.get(clientJob);
    if (job === undefined) {
      job = this.#host.nextJob();
      this.#jobs.set(clientJob, job);
    }
    return job;
  }

  #reply(reply: ClientReply): void {
    this.#replies.push(reply);
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    // Everything that one commit answers goes out in one frame.
    queueMicrotask(() => {
      this.#isFlushScheduled = false;
      const replies = this.#replies;
      this.#replies = [];
      if (!this.#socket.destroyed) this.#socket.write(encodeJsonLists(CLIENT_FRAME, replies));
    });
  }

  #slowDown(): void {
    if (this.#stopPause !== null || !this.#isTooFast(1)) return;
    this.#socket.pause();
    this.#instance.journal.writer.requestFlush();
    this.#stopPause = systemClock.every(CLIENT_PAUSE_MS, () => {
      if (this.#isTooFast(0.5)) return;
      this.#goOn();
      this.#socket.resume();
    });
  }

  #isTooFast(share: number): boolean {
    const { journal } = this.#instance;
    return (
      journal.unappliedCount >= UNAPPLIED_MAX * share ||
      journal.unappliedBytes >= UNAPPLIED_BYTES_MAX * share ||
      journal.writer.bufferedBytes >= UNDURABLE_BYTES_MAX * share ||
      this.#socket.writableLength >= UNREAD_BYTES_MAX * share
    );
  }

  #stopPause: StopTimer | null = null;
  #goOn(): void {
    this.#stopPause?.();
    this.#stopPause = null;
  }

  /** A job that ends inside a transaction is rolled back. */
  #end(): void {
    this.#goOn();
    this.#process.end();
    for (const job of this.#jobs.values()) if (this.#instance.globals.tlevel(job) > 0) this.#instance.globals.trollback(job);
  }
}

/** Throws what the client sent instead. */
function requestsIn(frame: Frame): unknown[] {
  if (frame.type !== CLIENT_FRAME) throw new Error(`a frame of type ${frame.type}, which is none of this service`);
  const requests: unknown = JSON.parse(frame.body.toString());
  if (!Array.isArray(requests)) throw new Error('no list of requests');
  return requests;
}

/** The two updates that make nearly all traffic are checked by hand, because a full parse costs more than the update. */
function asRequest(value: unknown): ClientRequest | null {
  if (typeof value !== 'object' || value === null) return null;
  const request = value as Partial<Record<string, unknown>>;
  const isAddressed = Number.isInteger(request.id) && Number.isInteger(request.job) && typeof request.database === 'string';
  if (request.op === 'set' && isAddressed && isReference(request.reference) && typeof request.value === 'string')
    return value as ClientRequest;
  if (
    request.op === 'set-many' &&
    isAddressed &&
    Array.isArray(request.nodes) &&
    request.nodes.every((node, index) => (index % 2 === 0 ? isReference(node) : typeof node === 'string'))
  )
    return value as ClientRequest;
  const parsed = clientRequestSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

const isReference = (value: unknown) =>
  Array.isArray(value) &&
  value.length > 0 &&
  typeof value[0] === 'string' &&
  value.every((part) => typeof part === 'string' || (typeof part === 'number' && Number.isFinite(part)));
const split = ([name, ...subscripts]: WireReference): [string, (string | number)[]] => [String(name), subscripts];
const toValue = (found: Outcome<string | number | undefined>): Outcome<Performed> =>
  found.ok ? { ok: true, value: { sequence: 0, value: found.value ?? null } } : found;
const toFailure = (id: number, { code, args }: Refusal): ClientReply => ({ id, ok: false, code, args: [...args] });
