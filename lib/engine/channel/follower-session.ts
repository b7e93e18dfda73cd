/**
 * Primary side of a data channel: sends one follower the journal, first from the files, then each block as it is written.
 *
 * Memory stays flat however slow the follower is: what the socket does not take stays in the files, and a follower that falls behind
 * while live goes back to reading files.
 */
import { assert } from '../../machine/assert.ts';
import { isBefore, isSamePosition, type JournalPosition } from '../journal/position.ts';
import type { LiveBlock } from '../journaling/mirror-journal.ts';
import { JournalSession, type SentHistory, type SessionOptions } from './journal-session.ts';
import type { MirrorJournal } from '../journaling/mirror-journal.ts';

/** A history that is written here and read right away. */
export type LedHistory = SentHistory & Pick<MirrorJournal, 'inFlight' | 'state'>;

/** Pieces read from files: large enough to compress well, small enough that heartbeats pass in between. */
const PIECE_BYTES = 512 * 1024;
/** A live follower with more than this waiting in its socket is served from files again. */
const LIVE_BUFFER_BYTES_MAX = 8 * 1024 * 1024;

export class FollowerSession extends JournalSession<LedHistory> {
  readonly #onSynchronized: () => void;
  #followedFrom: JournalPosition | null = null;
  #live = false;
  #acknowledged: JournalPosition | null = null;
  /** All there was when it last went live, until it has acknowledged that. */
  #synchronizedAt: JournalPosition | null = null;

  /** `onSynchronized`: it holds everything that the files held when it went live; may be called again after falling behind. */
  constructor({ onSynchronized, ...options }: SessionOptions<LedHistory> & { readonly onSynchronized: () => void }) {
    super(options);
    this.#onSynchronized = onSynchronized;
  }

  /** Everything before it is durable there, as far as it has said; null before it asked to follow. */
  get received(): JournalPosition | null {
    return this.#acknowledged ?? this.#followedFrom;
  }

  override follow(position: JournalPosition): void {
    this.#followedFrom ??= position;
    super.follow(position);
  }

  /** Its disk holds everything before `through`. */
  acknowledged(through: JournalPosition): void {
    assert(this.hasSent(through), 'no more is acknowledged than was sent', () => [this.position, through]);
    this.#acknowledged = through;
    this.#tellWhenSynchronized();
  }

  /** A block was handed to the local disk: sent in parallel with the local write. */
  live(block: LiveBlock): void {
    if (!this.#live) return;
    if (this.connection.bufferedBytes > LIVE_BUFFER_BYTES_MAX) {
      this.#fallBehind();
      return;
    }
    assert(this.position !== null && isSamePosition(this.position, block), 'a follower gets each block once, and in its place', () => [
      this.position,
      block.fileCount,
      block.offset,
    ]);
    this.connection.sendBlocks(block.fileCount, block.offset, block.bytes);
    this.position = block.end;
  }

  /** A new file begins: its header goes first, so the follower is served from the files for a moment. */
  liveFile(): void {
    if (!this.#live) return;
    this.#fallBehind();
  }

  #fallBehind(): void {
    this.#live = false;
    this.#synchronizedAt = null;
    this.goOn();
  }

  protected async stream(): Promise<void> {
    while (!this.connection.isClosed && this.position && !this.#live) {
      const piece = await this.journal.read(this.position, PIECE_BYTES);
      if (piece) {
        assert(
          isSamePosition(this.position, piece) && isBefore(piece, piece.end),
          'what is read for a follower goes on where it stood',
          () => [this.position, piece.end],
        );
        this.connection.sendBlocks(piece.fileCount, piece.offset, piece.bytes);
        this.position = piece.end;
        await this.connection.drained();
      } else if (this.#hasNextFile()) await this.announce(this.position.fileCount + 1);
      else if (this.#goLive()) return;
    }
  }

  #hasNextFile(): boolean {
    const { fileCount } = this.position as JournalPosition;
    return this.journal.files().some((file) => file.fileCount === fileCount + 1);
  }

  /**
   * Sends what is in flight to the local disk and goes live. False when a block became durable meanwhile, so that the files must be read
   * once more.
   * No await between looking and being live: nothing can slip through.
   */
  #goLive(): boolean {
    const position = this.position as JournalPosition;
    // A follower may already have blocks that this disk is still writing.
    const inFlight = this.journal.inFlight().filter(({ end }) => isBefore(position, end));
    const first = inFlight[0];
    const boundary = first
      ? { fileCount: first.fileCount, offset: first.offset }
      : (this.journal.inFlight().at(-1)?.end ?? this.journal.state().durable);
    // Looking again would find the same, for ever.
    if (isBefore(boundary, position))
      throw new Error(
        `it asks for journal from file #${position.fileCount} offset ${position.offset} on, the journal ends at #${boundary.fileCount},${boundary.offset}`,
      );
    if (!isSamePosition(boundary, position)) return false;
    for (const block of inFlight) {
      this.connection.sendBlocks(block.fileCount, block.offset, block.bytes);
      this.position = block.end;
    }
    this.#live = true;
    this.#synchronizedAt = this.position;
    this.#tellWhenSynchronized();
    return true;
  }

  /**
   * Having been sent everything is not enough: a follower whose disk takes nothing would make every commit wait until that is found out,
   * again and again.
   */
  #tellWhenSynchronized(): void {
    if (!this.#synchronizedAt || !this.#acknowledged || isBefore(this.#acknowledged, this.#synchronizedAt)) return;
    this.#synchronizedAt = null;
    this.#onSynchronized();
  }
}
