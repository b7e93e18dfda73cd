import { createConnection, type Socket } from 'node:net';
import { type ControlReply, type ControlRequest, controlReplySchema } from '../contract/control.ts';
import type { Refusal } from '../contract/errors.ts';
import { JsonLineDecoder, toJsonLine } from '../machine/json-lines.ts';
import { HURRIED_MS, PROBE_ANSWER_MS, PROBE_MS, RECONNECT_MS } from '../machine/waits.ts';

/** An answer of the other process, or the reason why there is none. */
export type Answer = { kind: 'value'; value: unknown } | { kind: 'refusal'; refusal: Refusal } | { kind: 'silence'; reason: string };

type Request = { kind: 'query' | 'watch'; query: string; input: unknown } | { kind: 'command'; command: { kind: string } };
interface Watch {
  readonly query: string;
  readonly input: unknown;
  readonly listen: (answer: Answer) => void;
}

/**
 * One connection to one process, shared by all requests and watches of the portal.
 * It is opened by the first user, comes back by itself while anything is watched, and holds no answer.
 */
export class ControlConnection {
  readonly #path: string;
  readonly #probeQuery: string;
  #socket: Socket | null = null;
  #lastId = 0;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #watches = new Map<Watch, number>();
  #probing: NodeJS.Timeout | null = null;
  #probeAskedAt: number | null = null;
  #silent = false;
  /** It has not answered somebody who had little time; its late answer, or any other word of it, ends this. */
  #isHanging = false;
  #reconnecting: NodeJS.Timeout | null = null;

  constructor(path: string, probeQuery: string) {
    this.#path = path;
    this.#probeQuery = probeQuery;
  }

  /**
   * Settles within `deadlineMs` whatever happens. Whoever has little time hears at once that the process has kept another one waiting in
   * vain and has said nothing since: a page that asks five questions of one that hangs waits once, and the next page not at all.
   */
  request(request: Request, deadlineMs: number): Promise<Answer> {
    if (deadlineMs <= HURRIED_MS && this.#isHanging) return Promise.resolve({ kind: 'silence', reason: 'no answer' });
    return new Promise((resolve) => {
      const id = ++this.#lastId;
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        if (deadlineMs <= HURRIED_MS) this.#isHanging = true;
        resolve({ kind: 'silence', reason: `no answer within ${deadlineMs} ms` });
      }, deadlineMs);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer);
      });
      this.#send({ ...request, id } as ControlRequest);
    });
  }

  /** Tells every answer until stopped; silence is told once, and the newest answer again when it ends. */
  watch(query: string, input: unknown, listen: (answer: Answer) => void): () => void {
    const watch: Watch = { query, input, listen };
    this.#watches.set(watch, 0);
    if (this.#silent) listen({ kind: 'silence', reason: 'no answer' });
    this.#open(watch);
    this.#probing ??= setInterval(() => this.#probe(), PROBE_MS);
    return () => this.#stop(watch);
  }

  #open(watch: Watch): void {
    const id = ++this.#lastId;
    this.#watches.set(watch, id);
    this.#waiting.set(id, watch.listen);
    this.#send({ kind: 'watch', id, query: watch.query, input: watch.input });
  }

  #stop(watch: Watch): void {
    const id = this.#watches.get(watch);
    if (id === undefined) return;
    this.#watches.delete(watch);
    this.#waiting.delete(id);
    if (this.#socket) this.#send({ kind: 'unwatch', id });
    if (this.#watches.size > 0) return;
    if (this.#probing) clearInterval(this.#probing);
    if (this.#reconnecting) clearTimeout(this.#reconnecting);
    this.#probing = null;
    this.#reconnecting = null;
    this.#probeAskedAt = null;
  }

  #probe(): void {
    if (!this.#socket) return;
    if (this.#probeAskedAt !== null) {
      if (!this.#silent && performance.now() - this.#probeAskedAt > PROBE_ANSWER_MS) this.#tellSilence('no answer');
      return;
    }
    this.#probeAskedAt = performance.now();
    const id = ++this.#lastId;
    this.#waiting.set(id, (answer) => {
      this.#waiting.delete(id);
      this.#probeAskedAt = null;
      if (answer.kind === 'silence' || !this.#silent) return;
      this.#silent = false;
      for (const [watch, oldId] of [...this.#watches]) {
        this.#waiting.delete(oldId);
        this.#send({ kind: 'unwatch', id: oldId });
        this.#open(watch);
      }
    });
    this.#send({ kind: 'query', id, query: this.#probeQuery, input: {} });
  }

  #tellSilence(reason: string): void {
    this.#silent = true;
    for (const watch of [...this.#watches.keys()]) watch.listen({ kind: 'silence', reason });
  }

  #send(request: ControlRequest): void {
    this.#socket ??= this.#connect();
    this.#socket.write(toJsonLine(request));
  }

  #connect(): Socket {
    const socket = createConnection(this.#path);
    let reason = 'the connection was closed';
    const decoder = new JsonLineDecoder();
    socket.on('data', (chunk) => {
      try {
        for (const line of decoder.push(chunk)) this.#take(controlReplySchema.parse(line));
      } catch {
        reason = 'its answer is not understood';
        socket.destroy();
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? 'it is not running' : (error.code ?? error.message);
    });
    socket.on('close', () => this.#closed(reason));
    return socket;
  }

  #take(reply: ControlReply): void {
    this.#isHanging = false;
    const answer: Answer = reply.ok ? { kind: 'value', value: reply.value } : { kind: 'refusal', refusal: reply.refusal };
    this.#waiting.get(reply.id)?.(answer);
  }

  #closed(reason: string): void {
    this.#socket = null;
    this.#probeAskedAt = null;
    this.#isHanging = false;
    const watched = new Set(this.#watches.values());
    for (const [id, settle] of [...this.#waiting]) {
      this.#waiting.delete(id);
      if (!watched.has(id)) settle({ kind: 'silence', reason });
    }
    if (this.#watches.size === 0) return;
    if (!this.#silent) this.#tellSilence(reason);
    this.#reconnecting ??= setTimeout(() => {
      this.#reconnecting = null;
      for (const watch of [...this.#watches.keys()]) this.#open(watch);
    }, RECONNECT_MS);
  }
}
