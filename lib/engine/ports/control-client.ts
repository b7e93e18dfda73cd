/** The client side of the control protocol for engine processes, scripts and tests. The portal has its own. */
import net, { type Socket } from 'node:net';
import { type ControlReply, controlReplySchema, type ControlRequest } from '../../contract/control.ts';
import type { Outcome } from '../../contract/errors.ts';
import { JsonLineDecoder, toJsonLine } from '../../machine/json-lines.ts';

type OnReply = (outcome: Outcome<unknown>) => void;
type RequestWithoutId = ControlRequest extends infer Request ? (Request extends ControlRequest ? Omit<Request, 'id'> : never) : never;

export class ControlClient {
  private readonly socket: Socket;
  private readonly replies = new Map<number, { onReply: OnReply; onClose: (error: Error) => void; keep: boolean }>();
  private nextId = 1;
  private endedBy = new Error('the control connection was closed');
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.socket = socket;
    const decoder = new JsonLineDecoder();
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => {}); // `close` follows.
    socket.on('data', (chunk) => {
      const replies = this.parse(decoder, chunk);
      if (replies) for (const reply of replies) this.take(reply);
      else socket.destroy();
    });
    socket.on('close', () => {
      for (const waiting of this.replies.values()) waiting.onClose(this.endedBy);
      this.replies.clear();
    });
  }

  /** Rejects with the operating system's error (ENOENT, ECONNREFUSED) when nobody serves the path. */
  static async connect(path: string): Promise<ControlClient> {
    const socket = net.connect({ path });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
    return new ControlClient(socket);
  }

  /** The answer is the contract's type by agreement of both sides: parse it with the query's schema where it matters. */
  query(query: string, input: unknown = {}): Promise<Outcome<unknown>> {
    return this.ask({ kind: 'query', query, input });
  }

  command(command: { kind: string; [field: string]: unknown }): Promise<Outcome<unknown>> {
    return this.ask({ kind: 'command', command });
  }

  /** Calls back with the answer now and after each change, until `close`. */
  watch(query: string, input: unknown, onAnswer: OnReply): void {
    this.send({ kind: 'watch', query, input }, { onReply: onAnswer, onClose: () => {}, keep: true });
  }

  close(): void {
    this.socket.destroy();
  }

  private ask(request: RequestWithoutId): Promise<Outcome<unknown>> {
    return new Promise((resolve, reject) => this.send(request, { onReply: resolve, onClose: reject, keep: false }));
  }

  private send(request: RequestWithoutId, waiting: { onReply: OnReply; onClose: (error: Error) => void; keep: boolean }): void {
    if (this.socket.destroyed) return waiting.onClose(new Error('the control connection is closed'));
    const id = this.nextId++;
    this.replies.set(id, waiting);
    this.socket.write(toJsonLine({ ...request, id }));
  }

  /** null: the other side does not speak the protocol, and everybody who waits hears of it. */
  private parse(decoder: JsonLineDecoder, chunk: Buffer): ControlReply[] | null {
    try {
      return decoder.push(chunk).map((line) => controlReplySchema.parse(line));
    } catch (error) {
      this.endedBy = new Error('the control connection said something that is not the protocol', { cause: error });
      return null;
    }
  }

  private take(reply: ControlReply): void {
    const waiting = this.replies.get(reply.id);
    if (!waiting) return;
    if (!waiting.keep) this.replies.delete(reply.id);
    waiting.onReply(reply.ok ? { ok: true, value: reply.value } : { ok: false, refusal: reply.refusal });
  }
}
