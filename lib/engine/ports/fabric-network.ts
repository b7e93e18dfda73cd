/** The network as a process on a host of the lab sees it: every connection goes through the fabric of the lab daemon. */
import net, { type Socket } from 'node:net';
import fs from 'node:fs';
import { z } from 'zod';
import { cardsSchema, type FabricRequest, fabricReplySchema, listenerPath, peerLineSchema } from './fabric-protocol.ts';
import { takeJsonLine, toJsonLine } from '../../machine/json-lines.ts';
import { type Card, type CardAddress, type Listener, NetworkFailure, type NetworkPort } from './network.ts';

/** Added to the caller's timeout before this side gives up on the fabric itself. */
const FABRIC_GRACE_MS = 250;
/** For operations that the fabric answers from memory. */
const ANSWER_TIMEOUT_MS = 5000;

export class FabricNetwork implements NetworkPort {
  private readonly host: string;
  private readonly fabricPath: string;

  constructor(options: { host: string; fabricPath: string }) {
    this.host = options.host;
    this.fabricPath = options.fabricPath;
  }

  async listen(port: number, onConnection: (socket: Socket, peer: { address: string; localAddress: string }) => void): Promise<Listener> {
    const { socket: registration } = await this.ask({ op: 'listen', host: this.host, port }, ANSWER_TIMEOUT_MS);
    registration.resume();
    const path = listenerPath(this.fabricPath, this.host, port);
    const server = net.createServer((socket) => {
      socket.on('error', ignoreError);
      takeJsonLine(socket).then(
        (line) => onConnection(socket, peerLineSchema.parse(line)),
        () => socket.destroy(),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return {
      close: () =>
        new Promise((resolve) => {
          registration.destroy();
          fs.rmSync(path, { force: true });
          // Connections already handed out belong to their owners: waiting for them here would wait for ever.
          server.close();
          resolve();
        }),
    };
  }

  async connect(options: { host: string; port: number; timeoutMs: number }): Promise<Socket> {
    const { socket } = await this.ask(
      { op: 'connect', host: this.host, to: options.host, port: options.port, timeoutMs: options.timeoutMs },
      options.timeoutMs + FABRIC_GRACE_MS,
    );
    return socket;
  }

  async cards(): Promise<Card[]> {
    return cardsSchema.parse(await this.askOnce({ op: 'cards', host: this.host }));
  }

  async addAddress(card: string, address: CardAddress): Promise<void> {
    await this.askOnce({ op: 'add-address', host: this.host, card, ...address });
  }

  async removeAddress(card: string, address: string): Promise<void> {
    await this.askOnce({ op: 'remove-address', host: this.host, card, address });
  }

  async isAddressInUse(address: string): Promise<boolean> {
    return z.boolean().parse(await this.askOnce({ op: 'is-address-in-use', host: this.host, address }));
  }

  private async askOnce(request: FabricRequest): Promise<unknown> {
    const { socket, value } = await this.ask(request, ANSWER_TIMEOUT_MS);
    socket.destroy();
    return value;
  }

  /** One request on a connection of its own; the connection stays open and unread behind the answer. */
  private async ask(request: FabricRequest, timeoutMs: number): Promise<{ socket: Socket; value: unknown }> {
    const socket = net.connect({ path: this.fabricPath });
    socket.on('error', ignoreError);
    const timer = setTimeout(() => socket.destroy(new NetworkFailure('timed-out', 'the fabric does not answer')), timeoutMs);
    try {
      socket.write(toJsonLine(request));
      const reply = fabricReplySchema.parse(await takeJsonLine(socket));
      if (reply.ok) return { socket, value: reply.value };
      throw reply.failure ? new NetworkFailure(reply.failure, reply.message) : new Error(reply.message);
    } catch (error) {
      socket.destroy();
      if (isSystemError(error)) throw new NetworkFailure('unreachable', `the fabric is gone (${error.code})`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A connection has no owner for a moment, and an early reset must not crash the process; `close` always follows. */
const ignoreError = () => {};

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
