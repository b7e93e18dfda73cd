/**
 * What every data channel has on the primary's side, whoever follows: the place that the follower has been brought to, which it names once,
 * and the end of the channel when the journal cannot be read for it.
 */
import type { FileCount, JournalOffset, JournalPosition } from '../journal/position.ts';
import { isBefore } from '../journal/position.ts';
import { obstacleFrom } from '../journaling/journal-fault.ts';
import type { KeptHistory } from '../journaling/mirror-journal.ts';
import type { FromBackup, FromPrimary, MemberProgress } from '../link/mirror-protocol.ts';
import type { FileObstacle } from '../mirror/obstacle.ts';
import type { MirrorConnection } from './mirror-connection.ts';

/** What of a connection a session uses. */
export type FollowerConnection = Pick<
  MirrorConnection<FromBackup, FromPrimary>,
  'send' | 'sendBlocks' | 'sendPacked' | 'bufferedBytes' | 'drained' | 'isClosed' | 'finish' | 'close' | 'end'
>;

/** What is read of a history that is sent. */
export type SentHistory = Pick<KeptHistory, 'files' | 'header' | 'read'>;

export interface SessionOptions<History extends SentHistory = SentHistory> {
  readonly number: number;
  readonly memberGuid: string;
  readonly connection: FollowerConnection;
  readonly journal: History;
  /** The connection is about to be closed because the journal cannot be read for it. The follower is told the same. */
  readonly onFailure: (obstacle: FileObstacle) => void;
}

export abstract class JournalSession<History extends SentHistory = SentHistory> {
  readonly number: number;
  readonly memberGuid: string;
  readonly connection: FollowerConnection;
  /** Last word of the follower about itself. */
  progress: MemberProgress | null = null;
  protected readonly journal: History;
  /** Everything before it was sent; null before the follower asked to follow. */
  protected position: JournalPosition | null = null;
  readonly #onFailure: (obstacle: FileObstacle) => void;

  constructor({ number, memberGuid, connection, journal, onFailure }: SessionOptions<History>) {
    this.number = number;
    this.memberGuid = memberGuid;
    this.connection = connection;
    this.journal = journal;
    this.#onFailure = onFailure;
  }

  /** Its disk has everything before, as far as it has said. */
  abstract readonly received: JournalPosition | null;

  /** Sends from `position` on, until the connection has ended, or rejects where the journal cannot be read. */
  protected abstract stream(): Promise<void>;

  /** True once it has asked to follow: before that it may still have journal that we never had. */
  get isFollowing(): boolean {
    return this.position !== null;
  }

  /** Sent so far; what is between this and `received` is on its way. */
  get sent(): JournalPosition | null {
    return this.position;
  }

  /**
   * True when the follower can have everything before `through`; false for all before it asked to follow, when it may have journal that we
   * never had.
   */
  hasSent(through: JournalPosition): boolean {
    return this.position !== null && !isBefore(this.position, through);
  }

  /** Begins to stream from `position`, which the follower's history shares with ours. A second request on one connection ends it. */
  follow(position: JournalPosition): void {
    if (this.position !== null) return this.connection.end(1, 'it asks to follow a second time');
    this.position = position;
    this.goOn();
  }

  /** Streams in the background. What cannot be read for it is told on both sides, and ends the connection. */
  protected goOn(): void {
    void this.stream().catch((error: unknown) => {
      if (this.connection.isClosed) return;
      const obstacle = obstacleFrom(error, this.#fileBeingRead());
      this.connection.send({ ...obstacle, kind: 'cannot-serve' });
      this.#onFailure(obstacle);
      this.connection.finish();
    });
  }

  /** Also of a file without blocks: the follower must have it all the same. */
  protected async announce(fileCount: FileCount): Promise<void> {
    const { name, bytes } = await this.journal.header(fileCount);
    this.connection.send({ kind: 'new-file', name, fileCount, header: bytes.toString('base64') });
    this.position = { fileCount, offset: bytes.length };
  }

  /** Where a header was to be sent, the one behind the position. */
  #fileBeingRead(): { fileCount: FileCount; name: string; offset: JournalOffset } {
    const { fileCount, offset } = this.position as JournalPosition;
    const nameOf = (count: number) => this.journal.files().find((file) => file.fileCount === count);
    const file = nameOf(fileCount);
    if (file && offset < file.end) return { fileCount, name: file.name, offset };
    return { fileCount: fileCount + 1, name: nameOf(fileCount + 1)?.name ?? '', offset: 0 };
  }
}
