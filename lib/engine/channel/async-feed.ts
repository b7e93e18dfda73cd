/**
 * Primary side of an async member's data channel: reads the journal files for it, never the blocks in memory.
 *
 * However slow, paused or far away the async is, the primary keeps at most one piece and what its socket holds: nothing is read for it
 * until the socket has taken what was sent.
 * Pieces gather for a moment before they are read, so that many small commits compress well, and asyncs that are equally far share each
 * piece, read and compressed once.
 * A little rest after each piece keeps a member that has days to catch up from taking the processor that commits need.
 */
import { assert } from '../../machine/assert.ts';
import { compress, type CompressionKind } from '../link/compression.ts';
import { blockTimeMs } from '../journal/block.ts';
import { isBefore, isSamePosition, type JournalPosition } from '../journal/position.ts';
import type { FromPrimary } from '../link/mirror-protocol.ts';
import { JournalFault } from '../journaling/journal-fault.ts';
import type { JournalPiece, KeptHistory } from '../journaling/mirror-journal.ts';
import { type Clock, pause } from '../ports/clock.ts';
import { JournalSession, type SessionOptions } from './journal-session.ts';
import { ASYNC_GATHER_MS, ASYNC_REST_MS, ASYNC_WORD_MS } from '../../machine/waits.ts';

/** Large enough to compress well, small enough that compressing one delays no commit noticeably (about a millisecond). */
const PIECE_BYTES = 256 * 1024;
/** Pieces kept for asyncs that are nearly as far: beyond these each is read again. */
const PIECES_KEPT = 8;

interface PackedPiece extends JournalPiece {
  readonly packed: Buffer;
}

/** Pieces of journal as they travel to asyncs. Bounded: the oldest goes. */
export class AsyncPieces {
  readonly #journal: Pick<KeptHistory, 'read'>;
  readonly #pieces = new Map<string, Promise<PackedPiece | null>>();

  constructor(journal: Pick<KeptHistory, 'read'>) {
    this.#journal = journal;
  }

  /** Durable whole blocks from `position` on; null at the end of that file. Rejects when the file is gone or damaged. */
  async at(position: JournalPosition, kind: CompressionKind): Promise<PackedPiece | null> {
    const key = `${position.fileCount},${position.offset},${kind}`;
    const found = this.#pieces.get(key);
    if (found) return found;
    const reading = this.#read(position, kind);
    this.#pieces.set(key, reading);
    for (const oldest of this.#pieces.keys()) {
      if (this.#pieces.size <= PIECES_KEPT) break;
      this.#pieces.delete(oldest);
    }
    const piece = await reading.catch((error: unknown) => {
      this.#pieces.delete(key);
      throw error;
    });
    // There will be more here in a moment.
    if (piece === null && this.#pieces.get(key) === reading) this.#pieces.delete(key);
    return piece;
  }

  async #read(position: JournalPosition, kind: CompressionKind): Promise<PackedPiece | null> {
    const piece = await this.#journal.read(position, PIECE_BYTES);
    return piece && { ...piece, packed: compress(kind, piece.bytes) };
  }
}

export class AsyncFeed extends JournalSession {
  /**
   * Sent and not yet received, oldest first: where each piece ends, and when its first block was written (wall time, ms). As many as fit
   * into the sockets between.
   */
  readonly #owed: { readonly end: JournalPosition; readonly timeMs: number }[] = [];
  #received: JournalPosition | null = null;
  /** Monotonic, ms. */
  lastHeardMs: number;
  readonly #clock: Clock;
  readonly #pieces: AsyncPieces;
  readonly #compression: CompressionKind;
  #wake: (() => void) | null = null;
  #isMore = false;
  /** By kind, the newest: what an older one said is superfluous. */
  readonly #words = new Map<FromPrimary['kind'], FromPrimary>();
  #wordsSentMs = Number.NEGATIVE_INFINITY;

  constructor({
    pieces,
    compression,
    clock,
    ...options
  }: SessionOptions & { readonly pieces: AsyncPieces; readonly compression: CompressionKind; readonly clock: Clock }) {
    super(options);
    this.#pieces = pieces;
    this.#compression = compression;
    this.#clock = clock;
    this.lastHeardMs = clock.nowMs();
  }

  /** Its disk has everything before. */
  get received(): JournalPosition | null {
    return this.#received;
  }

  set received(through: JournalPosition) {
    assert(this.hasSent(through), 'an async has received no more than was sent', () => [this.position, through]);
    this.#received = through;
    let count = 0;
    while (count < this.#owed.length && !isBefore(through, (this.#owed[count] as { end: JournalPosition }).end)) count += 1;
    this.#owed.splice(0, count);
  }

  /** When the oldest journal was written that was sent and is not received, wall time, ms; 0 while there is none. */
  get owedSinceMs(): number {
    return this.#owed[0]?.timeMs ?? 0;
  }

  /** More of the journal is durable, or the connection has ended. */
  wake(): void {
    this.#isMore = true;
    this.#wake?.();
  }

  /**
   * Says something that a later word of the kind makes superfluous: it waits, and is replaced, while the socket is full, so that an async
   * that reads nothing costs no memory.
   */
  say(message: FromPrimary): void {
    this.#words.set(message.kind, message);
    if (this.connection.bufferedBytes === 0) this.#sayWords();
  }

  #sayWords(): void {
    const now = this.#clock.nowMs();
    if (now - this.#wordsSentMs < ASYNC_WORD_MS || this.connection.isClosed) return;
    this.#wordsSentMs = now;
    for (const message of this.#words.values()) this.connection.send(message);
    this.#words.clear();
  }

  protected async stream(): Promise<void> {
    while (!this.connection.isClosed) {
      this.#isMore = false;
      if (await this.#sendPiece()) await pause(this.#clock, ASYNC_REST_MS);
      else await this.#untilMore();
    }
  }

  /** False at the durable end. */
  async #sendPiece(): Promise<boolean> {
    const position = this.position as JournalPosition;
    const files = this.journal.files();
    const isHere = files.some(({ fileCount }) => fileCount === position.fileCount);
    // A file that is not here any more is left at its end only: elsewhere this rejects, for what follows would not join.
    if (!isHere) await this.journal.read(position, 0);
    const piece = isHere ? await this.#pieces.at(position, this.#compression) : null;
    if (piece) {
      assert(isSamePosition(position, piece) && isBefore(piece, piece.end), 'what is read for an async goes on where it stood', () => [
        position,
        piece.fileCount,
        piece.offset,
        piece.end,
      ]);
      this.connection.sendPacked(piece.fileCount, piece.offset, piece.packed);
      this.position = piece.end;
      this.#owed.push({ end: piece.end, timeMs: blockTimeMs(piece.bytes) ?? 0 });
      await this.connection.drained();
      this.#sayWords();
      return true;
    }
    const next = files.find(({ fileCount }) => fileCount === position.fileCount + 1);
    if (next) {
      await this.announce(next.fileCount);
      return true;
    }
    const last = files.at(-1);
    if (last && position.fileCount < last.fileCount)
      throw new JournalFault({ reason: 'missing', fileCount: position.fileCount + 1, name: '', offset: 0, detail: '' });
    if (last && position.fileCount > last.fileCount)
      throw new Error(`it asks for journal from file #${position.fileCount} on, the journal ends in #${last.fileCount}`);
    return false;
  }

  async #untilMore(): Promise<void> {
    if (!this.#isMore) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    await pause(this.#clock, ASYNC_GATHER_MS);
  }
}
