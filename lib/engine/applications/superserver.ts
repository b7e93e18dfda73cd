/**
 * The superserver: one port for applications, other members and members to be. A connection's first frame says which; nothing is read
 * beyond it, because what follows may be TLS.
 */
import type { Socket } from 'node:net';
import { type Hello, helloSchema } from '../link/client-protocol.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { PeerCount } from '../link/peer-count.ts';
import type { Listener, NetworkPort } from '../ports/network.ts';
import { HELLO_MS } from '../../machine/waits.ts';

/** Connections of one address that have not said what they want yet. A mirror with all its members opens a dozen at once. */
const GREETED_OF_PEER_MAX = 100;

export interface Peer {
  readonly address: string;
}

export type ServiceHandlers = {
  [Service in Hello['service']]: (socket: Socket, hello: Extract<Hello, { service: Service }>, peer: Peer) => void;
};

export class Superserver {
  readonly #handlers: ServiceHandlers;
  readonly #sockets = new Set<Socket>();
  readonly #greeted = new PeerCount({ max: Number.POSITIVE_INFINITY, ofPeerMax: GREETED_OF_PEER_MAX });
  #listener: Listener | null = null;

  constructor(handlers: ServiceHandlers) {
    this.#handlers = handlers;
  }

  async listen(network: NetworkPort, port: number): Promise<void> {
    this.#listener = await network.listen(port, (socket, peer) => void this.#greet(socket, peer));
  }

  /** Stops accepting and ends every connection. */
  async close(): Promise<void> {
    await this.#listener?.close();
    this.#listener = null;
    for (const socket of this.#sockets) socket.destroy();
  }

  async #greet(socket: Socket, peer: Peer): Promise<void> {
    if (!this.#greeted.enter(peer.address)) return void socket.destroy();
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    try {
      const frame = await readFirstFrame(socket, { timeoutMs: HELLO_MS });
      const hello = helloSchema.parse(JSON.parse(frame.body.toString()));
      if (hello.service === 'client') this.#handlers.client(socket, hello, peer);
      else this.#handlers.mirror(socket, hello, peer);
    } catch {
      // Not one of ours, or gone: the product, too, says nothing to a stranger.
      socket.destroy();
    } finally {
      this.#greeted.leave(peer.address);
    }
  }
}
