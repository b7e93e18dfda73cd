/**
 * The primary's side of an async: sends it the journal that is durable, in pieces that gather for a moment, and says what is committed. As
 * in the product its machine hears nothing of an async, so that no word of one can release a commit.
 */
import { asyncSilenceMs } from '../mirror/async-member.ts';
import { comparePositions, type JournalPosition } from '../journal/position.ts';
import type { Block } from './disk.ts';
import { missingAt } from './holes.ts';
import type { LinkReply } from './messages.ts';
import type { Side } from './network.ts';
import type { FailoverProcess } from './stage.ts';

const GATHER_MS = 50;
const REST_MS = 5;
const PIECE_BLOCKS = 20;
/** What is committed is said at most this often. */
const WORD_MS = 100;
/** Sign of life, and what is committed once more: one that has just come has not heard it. */
const PROGRESS_MS = 1000;

export class AsyncFeed {
  readonly guid: string;
  readonly side: Side;
  private readonly instance: FailoverProcess;
  /** Called when it ends by itself. */
  private readonly left: (feed: AsyncFeed) => void;
  /** Next block to send; null until it asked to follow. */
  private position: JournalPosition | null = null;
  private isWoken = false;
  private saidMs = Number.NEGATIVE_INFINITY;
  private heardMs: number;

  constructor(instance: FailoverProcess, guid: string, side: Side, left: (feed: AsyncFeed) => void) {
    this.instance = instance;
    this.left = left;
    this.guid = guid;
    this.side = side;
    this.heardMs = instance.now;
    this.tellProgress();
  }

  heard(): void {
    this.heardMs = this.instance.now;
  }

  /** Everything before it is durable there, as far as it has said; null before it asked to follow. */
  received: JournalPosition | null = null;

  follow(position: JournalPosition): void {
    if (this.position !== null) return this.close();
    this.position = position;
    this.received = position;
    this.wake();
  }

  /** More of the journal is durable. */
  wake(): void {
    if (this.isWoken || this.position === null) return;
    this.isWoken = true;
    this.instance.later(GATHER_MS, () => this.sendPieces());
  }

  private sendPieces(): void {
    if (this.position === null || !this.side.open) return;
    const { journal } = this.instance;
    const blocks: Block[] = [];
    for (
      let following = journal.readHere(this.position);
      following !== null && comparePositions(following.next, journal.durable) <= 0;
      following = journal.readHere(this.position)
    ) {
      if (following.next.fileCount === this.instance.host.missingFile) break;
      blocks.push(following.block);
      this.position = following.next;
      if (blocks.length === PIECE_BLOCKS) break;
    }
    if (blocks.length > 0) {
      this.send({ kind: 'piece', blocks });
      this.sayCommitted();
    }
    const missing = missingAt(this.instance.host, journal, this.position);
    if (missing !== null) {
      this.send({ kind: 'cannot-serve', fileCount: missing });
      return this.close();
    }
    if (blocks.length === PIECE_BLOCKS) return this.instance.later(REST_MS, () => this.sendPieces());
    this.isWoken = false;
  }

  sayCommitted(): void {
    const { role } = this.instance.machine;
    if (role.kind !== 'primary' || this.instance.now - this.saidMs < WORD_MS) return;
    this.saidMs = this.instance.now;
    this.send({ kind: 'said', message: { kind: 'heartbeat', committed: role.committed, echoMs: 0, mode: role.mode.kind } });
  }

  /** A host that lost its power closes no connection. */
  private tellProgress(): void {
    this.instance.later(PROGRESS_MS, () => {
      if (!this.side.open) return;
      if (this.instance.now - this.heardMs >= 2 * asyncSilenceMs(this.instance.world.temper.qosTimeoutMs)) return this.close();
      this.send({ kind: 'progress' });
      this.sayCommitted();
      this.tellProgress();
    });
  }

  close(): void {
    this.left(this);
    this.instance.world.network.close(this.side);
  }

  private send(reply: LinkReply): void {
    this.instance.world.network.send(this.side, reply);
  }
}
