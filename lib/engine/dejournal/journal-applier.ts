/**
 * Applying journal blocks to database files: crash recovery, catching up and the backup's dejournaling are this one thing.
 *
 * Blocks are fed in order, each file from its beginning or with its directory records first. What has gathered becomes one transaction of
 * each database file that it concerns, with the position behind it. A database that already has a block is left alone, so feeding too much
 * is harmless.
 *
 * Two ways to write what has gathered. `apply` waits until it is in the files. `applyAhead` only waits until there is room: the next blocks
 * are read and prepared while the files are still writing, each file at its own pace, with the help of updater threads when there are any.
 * Either way a file's transactions follow each other in the order of the journal, and nodes and position change together. So a crash at any
 * moment leaves each database exactly at the position that it holds, some databases further than others, and replaying from each one's own
 * position is right. (Refused: a transaction a global, with one position behind the slowest. Replayed in order that would end right, too,
 * but a database would hold updates beyond its position, and whoever compares positions before cutting a journal would be deceived.)
 */
import { isScattered } from './scatter.ts';
import { dealUpdates, type UpdateShare } from './update-share.ts';
import type { PackedUpdates, UpdateOrder } from './update-order.ts';
import { FilterFailure } from './filter-failure.ts';
import { GatheredUpdates } from './gathered-updates.ts';
import { BLOCK_HEADER_BYTES, type Block } from '../journal/block.ts';
import { DirectoryTable } from '../journal/directory-table.ts';
import type { JournalDatabase } from '../journal/journal-sink.ts';
import { comparePositions, type JournalPosition, type FileCount } from '../journal/position.ts';
import { databaseNumberAt, isInTransactionAt, type JournalRecord, readRecord, recordEndAt, recordTypeAt } from '../journal/record.ts';
import { subtreeRange } from '../nodes/collation.ts';
import { firstStrangeUpdate } from '../database/node-keys.ts';
import type { DatabaseFile } from '../database/database-file.ts';
import type { AppliedPosition } from '../database/database-metadata.ts';
import type { StoreChange } from '../database/ordered-store.ts';

/**
 * One transaction of a database file holds about this much journal. Larger ones touch each page less often; while one is being made the
 * next is held in memory.
 */
const BATCH_BYTES = 2 * 1024 * 1024;
const BATCH_BYTES_IN_PARALLEL = 4 * 1024 * 1024;
/** Batches that are being prepared and written while the next one gathers. */
const BATCHES_AHEAD = 3;
/** Below it, sending updates to a thread costs more than it saves. */
const UPDATES_WORTH_SHARING = 2000;
/**
 * The part of a batch that a database must have for its scattered updates to be ordered: then its one transaction is what everything waits
 * for. Where several databases share a batch they are written side by side, and ordering would only keep busy the thread that feeds them.
 */
const ORDERED_SHARE = 0.5;
/** Transactions under way at once. Each holds one of the four threads that also sync the journal. */
const TRANSACTIONS_AT_ONCE = 3;

/** Whoever prepares updates in other threads; `UpdaterPool` in an instance. */
export interface Updaters {
  /** How many may work now; 1: none. */
  readonly count: number;
  /** Rejects when the updater is gone; the updates are then made in the order of the journal. */
  order(index: number, updates: PackedUpdates): Promise<UpdateOrder>;
}

/** Of the updates gathered for a file those that are to be applied, in their order. */
export type SelectUpdates = (file: DatabaseFile, database: JournalDatabase, gathered: GatheredUpdates) => Promise<GatheredUpdates>;

interface Batch {
  readonly position: AppliedPosition;
  isDone: boolean;
  readonly done: Promise<void>;
}

/**
 * The way of one file through the batches. It ends when a batch fails or the file takes no part any more: what was read for it behind that
 * must not be written over the gap.
 */
interface Lane {
  readonly file: DatabaseFile;
  readonly database: JournalDatabase;
  gathered: GatheredUpdates;
  /** The last transaction; never rejects. */
  last: Promise<void>;
  hasEnded: boolean;
}

export class JournalApplier {
  private readonly history: AppliedPosition['history'];
  private readonly databaseOf: (database: JournalDatabase) => DatabaseFile | undefined;
  private readonly onRecord: ((record: JournalRecord, address: JournalPosition, directory: DirectoryTable) => void) | undefined;
  private readonly onFailure: ((file: DatabaseFile, error: unknown) => void) | undefined;
  private readonly updaters: Updaters | undefined;
  private readonly select: SelectUpdates | undefined;
  /** How many updaters the batch that gathers has; asked once, when it begins. */
  private updaterCount = 1;
  private directory = new DirectoryTable();
  private fileCount = 0;
  private readonly lanes = new Map<DatabaseFile, Lane>();
  private position: AppliedPosition | null = null;
  private gatheredSize = 0;
  /** What the database numbers of this journal file stand for now; asked anew for each batch. */
  private fileOfNumber = new Map<number, DatabaseFile | undefined>();
  /** Handed over, oldest first; those at the front that are done leave. */
  private ahead: Batch[] = [];
  private completedPosition: AppliedPosition | null = null;
  private failure: { readonly error: unknown } | null = null;
  private transactionsNow = 0;
  private readonly waitingForTurn: (() => void)[] = [];

  /**
   * `databaseOf` answers undefined for a database that this instance does not have, or that takes no part now. It is asked once a batch,
   * and once more before the batch is written.
   * `onRecord` sees every record inside a transaction of every block fed, applied or not: whoever follows transactions needs them all.
   * `onFailure` hears of a database that refused its changes. What was fed before that is not written to it any more; `databaseOf` must
   * leave it out until it has caught up by other means. Without `onFailure`, `apply` and `applyAhead` reject.
   * `select` leaves out updates: the positions move over them, so they never come back. When it rejects with a `FilterFailure`, `apply` and
   * `applyAhead` reject with it.
   */
  constructor(options: {
    history: AppliedPosition['history'];
    databaseOf: (database: JournalDatabase) => DatabaseFile | undefined;
    onRecord?: (record: JournalRecord, address: JournalPosition, directory: DirectoryTable) => void;
    onFailure?: (file: DatabaseFile, error: unknown) => void;
    updaters?: Updaters | undefined;
    select?: SelectUpdates | undefined;
  }) {
    this.history = options.history;
    this.onRecord = options.onRecord;
    this.onFailure = options.onFailure;
    this.databaseOf = options.databaseOf;
    this.updaters = options.updaters;
    this.select = options.select;
  }

  /** Bytes of blocks gathered since the last `apply` or `applyAhead`. */
  get gatheredBytes(): number {
    return this.gatheredSize;
  }

  /** True when enough has gathered for a transaction. */
  get isBatchFull(): boolean {
    return this.gatheredSize >= (this.updaterCount > 1 ? BATCH_BYTES_IN_PARALLEL : BATCH_BYTES);
  }

  /** Everything fed up to here is in the files. Null before the first batch is. */
  get completed(): AppliedPosition | null {
    return this.completedPosition;
  }

  /**
   * Takes the next block. A new `fileCount` begins a new file, with its own database numbers. Throws, and takes nothing of it, when it
   * holds an update of what is no node: no member writes such a one.
   */
  feed(fileCount: FileCount, block: Block): void {
    const strange = firstStrangeUpdate(block);
    if (strange !== null)
      throw new Error(
        `journal file #${fileCount} holds an update at offset ${block.offset + strange} that is none of a global: it is not applied`,
      );
    if (fileCount !== this.fileCount) {
      this.fileCount = fileCount;
      this.directory = new DirectoryTable();
      this.fileOfNumber.clear();
    }
    this.position = { history: this.history, fileCount, offset: block.end };
    if (this.gatheredSize === 0) this.updaterCount = this.updaters?.count ?? 1;
    this.gatheredSize += block.bytes.length;
    const gatheredOf: (GatheredUpdates | null | undefined)[] = [];
    const { bytes } = block;
    let next = BLOCK_HEADER_BYTES;
    for (let count = 0; count < block.recordCount; count++) {
      const offset = next;
      next = recordEndAt(bytes, offset);
      const type = recordTypeAt(bytes, offset);
      const number = databaseNumberAt(bytes, offset);
      if (type === 'set' || type === 'kill' || type === 'kill-node') {
        let gathered = gatheredOf[number];
        if (gathered === undefined) {
          gathered = this.gatheredFor(number);
          gatheredOf[number] = gathered;
        }
        gathered?.add(bytes, offset, type);
      } else {
        this.directory.see(readRecord(bytes, offset).record);
        gatheredOf[number] = undefined;
        if (type === 'directory') this.fileOfNumber.delete(number);
      }
      if (this.onRecord && isInTransactionAt(bytes, offset))
        this.onRecord(readRecord(bytes, offset).record, { fileCount, offset: block.offset + offset }, this.directory);
    }
  }

  /**
   * Writes what has gathered, one transaction a database, and moves each position behind it; all of it is in the files when this resolves.
   * Answers the position, null when nothing was fed.
   */
  async apply(): Promise<AppliedPosition | null> {
    this.handOver();
    await this.settle();
    this.rejectIfFailed();
    return this.position;
  }

  /** Begins to write what has gathered and resolves when the next batch may gather. `completed` tells how far it got. */
  async applyAhead(): Promise<void> {
    this.handOver();
    while (this.ahead.length > (this.updaterCount > 1 ? BATCHES_AHEAD : 0)) await this.ahead[0]?.done;
    this.rejectIfFailed();
  }

  /**
   * Resolves when nothing is under way any more. Never rejects. Whoever gives up an applier waits for it before another one may write the
   * same files.
   */
  async settle(): Promise<void> {
    while (this.ahead.length > 0) await this.ahead[0]?.done;
  }

  private rejectIfFailed(): void {
    if (this.failure) throw this.failure.error;
  }

  private handOver(): void {
    const { position, gatheredSize: size } = this;
    this.gatheredSize = 0;
    this.fileOfNumber.clear();
    if (!position || size === 0) return;
    const counts = Array.from(this.lanes.values(), ({ gathered }) => gathered.count);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const hasIdleProcessors = counts.filter((count) => count >= UPDATES_WORTH_SHARING).length < this.updaterCount;
    const isAwaited = (count: number) => hasIdleProcessors && count >= total * ORDERED_SHARE;
    const batch: Batch = {
      position,
      isDone: false,
      done: Promise.all(Array.from(this.lanes.values(), (lane) => this.enqueue(lane, position, isAwaited(lane.gathered.count)))).then(
        () => {
          batch.isDone = true;
          this.dropDone();
        },
      ),
    };
    this.ahead.push(batch);
  }

  private dropDone(): void {
    for (let first = this.ahead[0]; first?.isDone; first = this.ahead[0]) {
      this.completedPosition = first.position;
      this.ahead.shift();
    }
  }

  /** Prepares now what the lane has gathered, writes when the file's earlier batches are in it. */
  private enqueue(lane: Lane, position: AppliedPosition, isAwaited: boolean): Promise<void> {
    const { file, gathered } = lane;
    if (gathered.count === 0) return lane.last;
    lane.gathered = new GatheredUpdates();
    const prepared = this.select
      ? this.select(file, lane.database, gathered).then((selected) => this.prepare(file, selected, isAwaited))
      : this.prepare(file, gathered, isAwaited);
    // A lane that has ended meanwhile does not ask for it any more.
    prepared.catch(() => undefined);
    lane.last = lane.last.then(async () => {
      if (lane.hasEnded) return;
      try {
        const write = await prepared;
        // Paused or dismounted since it was read: the position stays, and so does what it says.
        if (this.databaseOf(lane.database) !== file) return this.leave(lane);
        await this.inTurn(() => write(position));
      } catch (error) {
        this.endLane(lane, error);
      }
    });
    return lane.last;
  }

  private endLane(lane: Lane, error: unknown): void {
    this.leave(lane);
    if (this.onFailure && !(error instanceof FilterFailure)) this.onFailure(lane.file, error);
    else this.failure ??= { error };
  }

  /** The file may come back, but as one of which everything is asked anew. */
  private leave(lane: Lane): void {
    lane.hasEnded = true;
    this.lanes.delete(lane.file);
    this.fileOfNumber.clear();
  }

  private async inTurn(work: () => Promise<void>): Promise<void> {
    if (this.transactionsNow >= TRANSACTIONS_AT_ONCE) await new Promise<void>((resolve) => this.waitingForTurn.push(resolve));
    else this.transactionsNow += 1;
    try {
      await work();
    } finally {
      const next = this.waitingForTurn.shift();
      if (next) next();
      else this.transactionsNow -= 1;
    }
  }

  /** Answers what writes the batch once the file holds all earlier ones: until then nobody knows what a kill has to clear. */
  private async prepare(
    file: DatabaseFile,
    gathered: GatheredUpdates,
    isAwaited: boolean,
  ): Promise<(position: AppliedPosition) => Promise<void>> {
    const { updaters, updaterCount } = this;
    if (
      updaters &&
      updaterCount > 1 &&
      gathered.count >= UPDATES_WORTH_SHARING &&
      (gathered.hasKills || (isAwaited && isScattered(gathered)))
    ) {
      const shares = dealUpdates(gathered, updaterCount, seedOf(file));
      const orders = await Promise.all(shares.map((share, index) => share && updaters.order(index, share.updates))).catch(() => null);
      if (orders !== null) return (position) => file.applyBatch(() => inOrder({ file, gathered, shares, orders }), position);
    }
    if (gathered.hasKills)
      return (position) =>
        file.applyBatch(
          Array.from({ length: gathered.count }, (_, index) => gathered.nodeChangeAt(index)),
          position,
        );
    return (position) => file.applyBatch(() => asJournaled(gathered), position);
  }

  private gatheredFor(number: number): GatheredUpdates | null {
    const database = this.directory.databaseOf({ database: number });
    let file = this.fileOfNumber.get(number);
    if (!this.fileOfNumber.has(number)) {
      file = this.databaseOf(database);
      this.fileOfNumber.set(number, file);
    }
    if (!file || this.isApplied(file)) return null;
    let lane = this.lanes.get(file);
    if (!lane) {
      lane = { file, database, gathered: new GatheredUpdates(), last: Promise.resolve(), hasEnded: false };
      this.lanes.set(file, lane);
    }
    return lane.gathered;
  }

  /** True when the block being fed is in the file: positions fall between blocks, so a block is in it whole or not at all. */
  private isApplied(file: DatabaseFile): boolean {
    const position = file.positionIn(this.history);
    return position !== null && comparePositions(this.position as AppliedPosition, position) <= 0;
  }
}

function* asJournaled(gathered: GatheredUpdates): Iterable<StoreChange> {
  for (let index = 0; index < gathered.count; index++) yield gathered.storeChangeAt(index);
}

/** The batch as its updaters ordered it, global after global: first what kills clear, then one change a node. */
function* inOrder(batch: {
  file: DatabaseFile;
  gathered: GatheredUpdates;
  shares: readonly (UpdateShare | null)[];
  orders: readonly (UpdateOrder | null)[];
}): Iterable<StoreChange> {
  for (const [hand, share] of batch.shares.entries()) {
    const order = batch.orders[hand];
    if (!share || !order) continue;
    const indexOf = (packed: number) => share.indexes[packed] as number;
    for (const packed of order.cleared)
      for (const { key } of batch.file.store.range(subtreeRange(batch.gathered.keyAt(indexOf(packed))))) yield [key, null];
    for (const packed of order.changes) yield batch.gathered.storeChangeAt(indexOf(packed));
  }
}

/** The same for a file as long as it is the same database. */
const seedOf = (file: DatabaseFile) => Number.parseInt(file.identity.guid.slice(0, 7), 16) | 0;
