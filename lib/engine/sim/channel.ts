/**
 * A data channel between two shipped drivers: what `../channel/mirror-connection.ts` does with a socket, over the simulated network.
 * Everything received is handed over synchronously; what its handler throws ends the connection, as there.
 */
import { errorText } from '../../machine/error-text.ts';
import type { MirrorConnectionHandler } from '../channel/mirror-connection.ts';
import { decompress } from '../link/compression.ts';
import type { Network, Side } from './network.ts';
import type { Schedule } from './schedule.ts';

/** What travels: a word, or whole journal blocks. */
export type ChannelPacket<Word> =
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'blocks'; readonly fileCount: number; readonly offset: number; readonly bytes: Buffer };

/** What a packet that has not left counts for, where drivers count bytes: some hundred and thirty are more than a live follower may owe. */
const PACKET_BYTES = 64 * 1024;
/** A sender waits while more packets than this are on their way. */
const PACKETS_MAX = 16;
const LOOK_AGAIN_MS = 5;

/** What it needs of the world. */
interface Surroundings {
  readonly network: Network;
  readonly schedule: Schedule;
  moved(): void;
}

export class Channel<Incoming, Outgoing> {
  readonly #world: Surroundings;
  readonly #side: Side;
  #handler: MirrorConnectionHandler<Incoming> | null = null;
  #isPaused = false;
  readonly #unread: ChannelPacket<Incoming>[] = [];
  #closed = false;
  /** When something came last, by the world's clock. */
  heardMs: number;
  /** Told of every word that comes, and that goes, before it does. */
  onWord: ((word: Incoming | Outgoing) => void) | null = null;

  constructor(world: Surroundings, side: Side) {
    this.#world = world;
    this.#side = side;
    this.heardMs = world.schedule.now;
    side.onMessage = (packet: ChannelPacket<Incoming>) => {
      this.#unread.push(packet);
      this.#read();
    };
    side.onClosed = () => this.close();
  }

  start(handler: MirrorConnectionHandler<Incoming>): void {
    this.#handler = handler;
    this.#read();
  }

  #read(): void {
    while (this.#handler !== null && !this.#closed && !this.#isPaused) {
      const packet = this.#unread.shift();
      if (packet === undefined) return;
      this.heardMs = this.#world.schedule.now;
      try {
        if (packet.kind === 'word') {
          this.onWord?.(packet.word);
          this.#handler.message(packet.word);
        } else this.#handler.blocks(packet.fileCount, packet.offset, packet.bytes, packet.bytes.length);
      } catch (error) {
        this.end(2, errorText(error));
      }
    }
  }

  #put(packet: ChannelPacket<Outgoing>): void {
    this.#world.moved();
    if (!this.#closed) this.#world.network.send(this.#side, packet);
  }

  send(word: Outgoing): void {
    this.onWord?.(word);
    this.#put({ kind: 'word', word });
  }

  sendBlocks(fileCount: number, offset: number, bytes: Buffer): void {
    this.#put({ kind: 'blocks', fileCount, offset, bytes });
  }

  sendPacked(fileCount: number, offset: number, packed: Buffer): void {
    this.sendBlocks(fileCount, offset, decompress(packed));
  }

  get bufferedBytes(): number {
    return Math.max(0, this.#side.outgoing.length - 1) * PACKET_BYTES;
  }

  drained(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#closed || this.#side.outgoing.length <= PACKETS_MAX) return resolve();
        this.#world.schedule.after(LOOK_AGAIN_MS, () => this.#side.process.deliver(look));
      };
      look();
    });
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#read();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** The network carries to its end what was said before. */
  finish(): void {
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#world.network.close(this.#side);
    this.#handler?.closed();
  }

  end(severity: 1 | 2, reason: string): void {
    if (this.#closed) return;
    this.#handler?.fault(severity, reason);
    this.close();
  }
}
