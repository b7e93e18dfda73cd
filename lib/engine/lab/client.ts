/** An application's connection to a superserver: what the workload, the benchmarks and the tests write with. */
import type { Socket } from 'node:net';
import { z } from 'zod';
import { CLIENT_FRAME, type ClientReply, type ClientRequest, HELLO_FRAME, type Hello } from '../link/client-protocol.ts';
import { encodeJsonFrame, encodeJsonLists, FrameDecoder } from '../link/frame.ts';
import type { NetworkPort } from '../ports/network.ts';

/** A request as the caller words it: the connection numbers it. */
export type Asked = ClientRequest extends infer Request ? (Request extends ClientRequest ? Omit<Request, 'id'> : never) : never;

const repliesSchema = z.array(
  z.union([
    z.object({ id: z.int(), ok: z.literal(true), value: z.union([z.string(), z.number(), z.null()]) }),
    z.object({ id: z.int(), ok: z.literal(false), code: z.string(), args: z.array(z.string()) }),
  ]),
);

/** The connection ended before the reply: whether the request was carried out is unknown. */
export class ConnectionLost extends Error {}

export class SuperserverClient {
  private readonly socket: Socket;
  private readonly decoder = new FrameDecoder();
  private readonly waiting = new Map<number, { resolve: (reply: ClientReply) => void; reject: (error: Error) => void }>();
  private batch: ClientRequest[] = [];
  private nextId = 1;
  private failure: Error | null = null;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', (error) => {
      this.failure = error;
    });
    socket.on('close', () => this.fail());
    socket.on('data', (chunk) => this.receive(chunk));
    socket.write(encodeJsonFrame(HELLO_FRAME, { service: 'client', protocol: 1 } satisfies Hello));
  }

  /** Rejects with `NetworkFailure`. That somebody accepted does not yet mean that they answer: ask something first. */
  static async connect(network: NetworkPort, target: { host: string; port: number; timeoutMs: number }): Promise<SuperserverClient> {
    return new SuperserverClient(await network.connect(target));
  }

  /**
   * Sends a request; those of one turn of the event loop share a frame. Resolves with the reply, refusals included; rejects with
   * `ConnectionLost`.
   * `job` tells transactions of one connection apart.
   */
  request(asked: Asked): Promise<ClientReply> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) return reject(new ConnectionLost('the connection is closed'));
      const id = this.nextId++;
      this.waiting.set(id, { resolve, reject });
      if (this.batch.length === 0) setImmediate(() => this.flush());
      this.batch.push({ ...asked, id });
    });
  }

  /** Sets one node; resolves when it is acknowledged, rejects with the refusal's code otherwise. */
  async set(database: string, reference: (string | number)[], value: string, job = 1): Promise<void> {
    toValue(await this.request({ op: 'set', job, database, reference, value }));
  }

  /** The node's value, or null when it has none. */
  async get(database: string, reference: (string | number)[], job = 1): Promise<string | null> {
    const value = toValue(await this.request({ op: 'get', job, database, reference }));
    return value === null ? null : String(value);
  }

  /** Requests without a reply are lost. */
  close(): void {
    this.socket.destroy();
  }

  private flush(): void {
    const requests = this.batch;
    this.batch = [];
    if (!this.socket.destroyed) this.socket.write(encodeJsonLists(CLIENT_FRAME, requests));
  }

  private receive(chunk: Buffer): void {
    try {
      for (const frame of this.decoder.push(chunk))
        if (frame.type === CLIENT_FRAME) this.take(repliesSchema.parse(JSON.parse(frame.body.toString('utf8'))));
    } catch (error) {
      this.socket.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private take(replies: ClientReply[]): void {
    for (const reply of replies) {
      this.waiting.get(reply.id)?.resolve(reply);
      this.waiting.delete(reply.id);
    }
  }

  private fail(): void {
    const error = new ConnectionLost(
      this.failure ? `the connection broke: ${this.failure.message}` : 'the connection was closed by the other side',
    );
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** A refusal of the superserver as an error, for callers that expect none. */
export class SuperserverRefusal extends Error {
  readonly code: string;
  readonly args: readonly string[];
  constructor(code: string, args: readonly string[]) {
    super(`${code} ${args.join(', ')}`.trim());
    this.code = code;
    this.args = args;
  }
}

function toValue(reply: ClientReply): string | number | null {
  if (reply.ok) return reply.value;
  throw new SuperserverRefusal(reply.code, reply.args);
}
