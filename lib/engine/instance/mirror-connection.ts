/**
 * One connection between two members: messages as JSON frames, journal blocks as binary ones, both in order.
 * Knows nothing of roles. Everything received is handed over synchronously, so that acknowledgements keep their order.
 */
import type { Socket } from 'node:net';
import { compress, decompress, type CompressionKind } from '../link/compression.ts';
import { encodeFrame, encodeJsonFrame, FrameDecoder } from '../link/frame.ts';
import { decodeBlocksBody, encodeBlocksBody, MIRROR_BLOCKS_FRAME, MIRROR_MESSAGE_FRAME } from '../link/mirror-protocol.ts';

/** How long a peer may take to receive the last words. */
const FINISH_MS = 1000;

export interface MirrorConnectionHandler<Incoming> {
  message(message: Incoming): void;
  blocks(fileCount: number, offset: number, bytes: Buffer, networkBytes: number): void;
  /** Once, whatever ended it. */
  closed(): void;
}

export class MirrorConnection<Incoming, Outgoing> {
  readonly #socket: Socket;
  readonly #compression: CompressionKind;
  readonly #decoder = new FrameDecoder();
  #handler: MirrorConnectionHandler<Incoming> | null = null;
  #closed = false;

  constructor(socket: Socket, compression: CompressionKind) {
    this.#socket = socket;
    this.#compression = compression;
  }

  /** Starts reading. */
  start(handler: MirrorConnectionHandler<Incoming>): void {
    this.#handler = handler;
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on('error', () => this.close());
    this.#socket.on('end', () => this.close());
    this.#socket.on('close', () => this.close());
    this.#socket.resume();
  }

  send(message: Outgoing): void {
    if (!this.#closed) this.#socket.write(encodeJsonFrame(MIRROR_MESSAGE_FRAME, message));
  }

  /** Whole journal blocks, contiguous in one file. */
  sendBlocks(fileCount: number, offset: number, bytes: Buffer): void {
    if (!this.#closed) this.#socket.write(encodeFrame(MIRROR_BLOCKS_FRAME, encodeBlocksBody(fileCount, offset, compress(this.#compression, bytes))));
  }

  /** As `sendBlocks`, of blocks that `compress` has packed already. */
  sendPacked(fileCount: number, offset: number, packed: Buffer): void {
    if (!this.#closed) this.#socket.write(encodeFrame(MIRROR_BLOCKS_FRAME, encodeBlocksBody(fileCount, offset, packed)));
  }

  /** Bytes that wait for the network. */
  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  /** Resolves when less than the socket's high-water mark waits, or the connection has ended. */
  async drained(): Promise<void> {
    if (this.#closed || !this.#socket.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.once('drain', done);
      this.#socket.once('close', done);
    });
  }

  /** Stops and goes on reading: what is not read waits at the sender. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    if (this.#handler && !this.#closed && this.#socket.isPaused()) this.#socket.resume();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Closes once all that was said has gone out; nothing more is heard. A peer that does not take it is given up. */
  finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), FINISH_MS).unref();
    this.#handler?.closed();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    this.#handler?.closed();
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    try {
      for (const frame of this.#decoder.push(chunk)) {
        if (this.#closed) return;
        if (frame.type === MIRROR_MESSAGE_FRAME) this.#handler?.message(JSON.parse(frame.body.toString()) as Incoming);
        else if (frame.type === MIRROR_BLOCKS_FRAME) {
          const { fileCount, offset, compressed } = decodeBlocksBody(frame.body);
          this.#handler?.blocks(fileCount, offset, decompress(compressed), frame.body.length);
        }
      }
    } catch {
      // A peer that sends what cannot be read is as good as gone: the connection is opened anew.
      this.close();
    }
  }
}
