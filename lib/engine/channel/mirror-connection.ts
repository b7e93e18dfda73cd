/**
 * One connection between two members: messages as JSON frames, journal blocks as binary ones, both in order.
 * Knows nothing of roles. Everything received is handed over synchronously, so that acknowledgements keep their order.
 */
import type { Socket } from 'node:net';
import type { z } from 'zod';
import { attempt } from '../link/attempt.ts';
import { compress, decompress, type CompressionKind, rawSizeOf } from '../link/compression.ts';
import { encodeFrame, encodeJsonFrame, type Frame, FrameDecoder } from '../link/frame.ts';
import type { Clock, StopTimer } from '../ports/clock.ts';
import { decodeBlocksBody, encodeBlocksBody, MIRROR_BLOCKS_FRAME, MIRROR_MESSAGE_FRAME } from '../link/mirror-protocol.ts';
import { decodePulse, encodePulse, MIRROR_PULSE_FRAME } from '../link/pulse.ts';
import { tlsProtocolOf } from '../link/secure.ts';
import { LineGauge } from './line-gauge.ts';
import { FINISH_MS, PULSE_MS } from '../../machine/waits.ts';
import type { FileCount, JournalOffset } from '../journal/position.ts';

export interface MirrorConnectionHandler<Incoming> {
  message(message: Incoming): void;
  blocks(fileCount: FileCount, offset: JournalOffset, bytes: Buffer, networkBytes: number): void;
  /** Before `closed`: what came cannot be read (severity 1), or what was read could not be dealt with here (2). */
  fault(severity: 1 | 2, reason: string): void;
  /** Once, whatever ended it. */
  closed(): void;
}

type ConnectionClock = Pick<Clock, 'nowMs' | 'after' | 'every'>;

export class MirrorConnection<Incoming, Outgoing> {
  readonly #socket: Socket;
  readonly #compression: CompressionKind;
  readonly #clock: ConnectionClock;
  /** How it is, for people. */
  readonly gauge: LineGauge;
  #stopPulse: StopTimer = () => undefined;
  readonly #decoder = new FrameDecoder();
  #handler: MirrorConnectionHandler<Incoming> | null = null;
  readonly #schema: z.ZodType<Incoming>;
  #closed = false;

  constructor(
    socket: Socket,
    { compression, schema, clock }: { compression: CompressionKind; schema: z.ZodType<Incoming>; clock: ConnectionClock },
  ) {
    this.#socket = socket;
    this.#clock = clock;
    this.#compression = compression;
    this.#schema = schema;
    this.gauge = new LineGauge(clock, { tls: tlsProtocolOf(socket), compression });
  }

  /** Starts reading. */
  start(handler: MirrorConnectionHandler<Incoming>): void {
    this.#handler = handler;
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on('error', () => this.close());
    this.#socket.on('end', () => this.close());
    this.#socket.on('close', () => this.close());
    this.#socket.resume();
    this.#stopPulse = this.#clock.every(PULSE_MS, () => this.#pulse());
  }

  /** Not behind what the network does not take: it would tell of the past, and cost memory. */
  #pulse(): void {
    const pulse = this.gauge.beat();
    if (!this.#socket.writableNeedDrain) this.#socket.write(encodeFrame(MIRROR_PULSE_FRAME, encodePulse(pulse)));
  }

  send(message: Outgoing): void {
    if (!this.#closed) this.#socket.write(encodeJsonFrame(MIRROR_MESSAGE_FRAME, message));
  }

  /** Whole journal blocks, contiguous in one file. */
  sendBlocks(fileCount: FileCount, offset: JournalOffset, bytes: Buffer): void {
    if (!this.#closed) this.sendPacked(fileCount, offset, compress(this.#compression, bytes));
  }

  /** As `sendBlocks`, of blocks that `compress` has packed already. */
  sendPacked(fileCount: FileCount, offset: JournalOffset, packed: Buffer): void {
    if (this.#closed) return;
    this.gauge.carried(packed.length, rawSizeOf(packed));
    this.#socket.write(encodeFrame(MIRROR_BLOCKS_FRAME, encodeBlocksBody(fileCount, offset, packed)));
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
    this.#stopPulse();
    this.#socket.end();
    const stop = this.#clock.after(FINISH_MS, () => this.#socket.destroy());
    this.#socket.once('close', stop);
    this.#handler?.closed();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopPulse();
    this.#socket.destroy();
    this.#handler?.closed();
  }

  /** A peer that sends what cannot be read is as good as gone: the connection is opened anew. */
  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    this.gauge.heard();
    const frames = attempt(() => this.#decoder.push(chunk));
    if (!frames.ok) return this.end(1, frames.reason);
    for (const frame of frames.value) {
      if (this.#closed) return;
      this.#take(frame);
    }
  }

  /** Reading and dealing with are apart: what fails in the one is the peer's, in the other our own. */
  #take(frame: Frame): void {
    if (frame.type === MIRROR_MESSAGE_FRAME) {
      const message = attempt(() => this.#schema.parse(JSON.parse(frame.body.toString())));
      if (!message.ok) return this.end(1, `a message that is none: ${message.reason}`);
      this.#deal(() => this.#handler?.message(message.value));
    } else if (frame.type === MIRROR_BLOCKS_FRAME) {
      const blocks = attempt(() => {
        const { fileCount, offset, compressed } = decodeBlocksBody(frame.body);
        return { fileCount, offset, bytes: decompress(compressed) };
      });
      if (!blocks.ok) return this.end(1, `journal data that cannot be unpacked: ${blocks.reason}`);
      this.gauge.carried(frame.body.length, blocks.value.bytes.length);
      this.#deal(() => this.#handler?.blocks(blocks.value.fileCount, blocks.value.offset, blocks.value.bytes, frame.body.length));
    } else if (frame.type === MIRROR_PULSE_FRAME) {
      const pulse = attempt(() => decodePulse(frame.body));
      if (!pulse.ok) return this.end(1, `a pulse that is none: ${pulse.reason}`);
      this.gauge.pulseHeard(pulse.value);
    } else this.end(1, `a frame of type ${frame.type}, which is none of this channel`);
  }

  #deal(work: () => void): void {
    const dealt = attempt(work);
    if (!dealt.ok) this.end(2, dealt.reason);
  }

  /** Closes it and says why. */
  end(severity: 1 | 2, reason: string): void {
    if (this.#closed) return;
    this.#handler?.fault(severity, reason);
    this.close();
  }
}
