/**
 * Applications on the superserver: reads requests, carries them out on the globals, answers when the effect is committed.
 *
 * Requests of one frame are carried out in order and at once; replies wait for the commit and go out together. A connection that writes faster than
 * commits are applied is not read for a while, so that memory stays bounded.
 */
import type { Socket } from 'node:net';
import { type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { CLIENT_FRAME, type ClientReply, type ClientRequest, clientRequestSchema, type WireReference } from '../link/client-protocol.ts';
import { encodeJsonFrame, FrameDecoder } from '../link/frame.ts';
import type { Written } from '../database/globals.ts';
import type { Instance } from './instance.ts';
import type { Job } from './process-table.ts';

/** Records committed but not applied, above which clients are not read. */
const UNAPPLIED_MAX = 400_000;
/** The same in bytes of journal. Both bound the memory of a primary that may not commit for a long time (trouble state). */
const UNAPPLIED_BYTES_MAX = 256 * 1024 * 1024;
const UNDURABLE_BYTES_MAX = 32 * 1024 * 1024;
/** Replies that a client does not take. */
const UNREAD_BYTES_MAX = 8 * 1024 * 1024;
const PAUSE_MS = 5;

export class ClientService {
  readonly #instance: Instance;
  /** False on a mirror member until it has become primary. An instance outside a mirror is always open. */
  isOpen = false;
  #jobCount = 0;

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  serve(socket: Socket, address: string): void {
    new ClientConnection(this.#instance, socket, address, () => {
      this.#jobCount += 1;
      return this.#jobCount;
    });
  }
}

class ClientConnection {
  readonly #instance: Instance;
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder();
  readonly #process: { job: Job; end: () => void };
  /** The client's job numbers to ours, which are unique in the instance. */
  readonly #jobs = new Map<number, number>();
  readonly #nextJob: () => number;
  #replies: ClientReply[] = [];
  #isFlushScheduled = false;

  constructor(instance: Instance, socket: Socket, address: string, nextJob: () => number) {
    this.#instance = instance;
    this.#socket = socket;
    this.#nextJob = nextJob;
    this.#process = instance.processes.begin({ user: 'UnknownUser', routine: '%SYS.SERVER', device: `|TCP|${instance.options.superserverPort}`, clientAddress: address, state: 'READ' });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#end());
    socket.resume();
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#decoder.push(chunk)) {
        if (frame.type !== CLIENT_FRAME) throw new Error('not a client frame');
        const requests: unknown = JSON.parse(frame.body.toString());
        if (!Array.isArray(requests)) throw new Error('not a list of requests');
        for (const request of requests) this.#take(request);
      }
    } catch {
      this.#socket.destroy();
      return;
    }
    this.#slowDown();
  }

  #take(value: unknown): void {
    const request = asRequest(value);
    if (!request) throw new Error('not a request');
    this.#process.job.commands += 1;
    const outcome = this.#perform(request);
    if (!outcome.ok) return this.#reply(toFailure(request.id, outcome.refusal));
    const { sequence, value: result } = outcome.value;
    const committed = sequence === 0 ? null : this.#instance.journal.whenCommitted(sequence);
    if (committed instanceof Promise) void committed.then(() => this.#reply({ id: request.id, ok: true, value: result }));
    else this.#reply({ id: request.id, ok: true, value: result });
  }

  /** `sequence` 0: nothing to wait for. Inside a transaction an update is answered at once; TCOMMIT waits for all. */
  #perform(request: ClientRequest): Outcome<Written & { value: string | number | null }> {
    const { globals, clients, mirror } = this.#instance;
    const job = this.#jobOf(request.job);
    const isWrite = request.op !== 'get' && request.op !== 'data' && request.op !== 'order';
    // An async never serves the mirror's applications; what may be written on it, each database says.
    if (mirror?.failover && isWrite && (!clients.isOpen || !mirror.isPrimary || mirror.isStopping)) return refused('<NOTPRIMARY>');
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
        return done.ok ? { ok: true, value: { sequence: globals.tlevel(job) > 0 ? 0 : done.value.sequence, value: done.value.value } } : done;
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
        return { ok: true, value: { sequence: 0, value: globals.tstart(job) } };
      case 'tcommit': {
        const done = globals.tcommit(job);
        return done.ok ? { ok: true, value: { sequence: done.value.sequence, value: null } } : done;
      }
      case 'trollback':
        return { ok: true, value: { sequence: globals.trollback(job).sequence, value: null } };
    }
  }

  #written(job: number, done: Outcome<Written>): Outcome<Written & { value: null }> {
    this.#process.job.globals += 1;
    return done.ok ? { ok: true, value: { sequence: this.#instance.globals.tlevel(job) > 0 ? 0 : done.value.sequence, value: null } } : done;
  }

  #jobOf(clientJob: number): number {
    let job = this.#jobs.get(clientJob);
    if (job === undefined) {
      job = this.#nextJob();
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
      if (!this.#socket.destroyed) this.#socket.write(encodeJsonFrame(CLIENT_FRAME, replies));
    });
  }

  #slowDown(): void {
    if (this.#pause !== null || !this.#isTooFast(1)) return;
    this.#socket.pause();
    this.#instance.journal.writer.requestFlush();
    this.#pause = setInterval(() => {
      if (this.#isTooFast(0.5)) return;
      this.#goOn();
      this.#socket.resume();
    }, PAUSE_MS);
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

  #pause: NodeJS.Timeout | null = null;
  #goOn(): void {
    if (this.#pause) clearInterval(this.#pause);
    this.#pause = null;
  }

  /** A job that ends inside a transaction is rolled back. */
  #end(): void {
    this.#goOn();
    this.#process.end();
    for (const job of this.#jobs.values()) if (this.#instance.globals.tlevel(job) > 0) this.#instance.globals.trollback(job);
  }
}

/** The two updates that make nearly all traffic are checked by hand, because a full parse costs more than the update. */
function asRequest(value: unknown): ClientRequest | null {
  if (typeof value !== 'object' || value === null) return null;
  const request = value as Partial<Record<string, unknown>>;
  const isAddressed = Number.isInteger(request.id) && Number.isInteger(request.job) && typeof request.database === 'string';
  if (request.op === 'set' && isAddressed && isReference(request.reference) && typeof request.value === 'string') return value as ClientRequest;
  if (request.op === 'set-many' && isAddressed && Array.isArray(request.nodes) && request.nodes.every((node, index) => (index % 2 === 0 ? isReference(node) : typeof node === 'string'))) return value as ClientRequest;
  const parsed = clientRequestSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

const isReference = (value: unknown) => Array.isArray(value) && value.length > 0 && typeof value[0] === 'string' && value.every((part) => typeof part === 'string' || (typeof part === 'number' && Number.isFinite(part)));
const split = ([name, ...subscripts]: WireReference): [string, (string | number)[]] => [String(name), subscripts];
const toValue = (found: Outcome<string | number | undefined>): Outcome<Written & { value: string | number | null }> => (found.ok ? { ok: true, value: { sequence: 0, value: found.value ?? null } } : found);
const toFailure = (id: number, { code, args }: Refusal): ClientReply => ({ id, ok: false, code, args: [...args] });
