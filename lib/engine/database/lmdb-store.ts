/**
 * The ordered store over lmdb: one memory-mapped file.
 *
 * Why these options. lmdb's `noSync` would let a power cut write the new root before the pages it points to, and the
 * file would be lost. `overlappingSync` commits without waiting, flushes on lmdb's own thread, and reuses no page of
 * the last flushed state before a newer one is flushed; after a power cut lmdb opens that state, and the journal is
 * replayed from the position stored in it. After a mere kill of the process the kernel still has every page, and the
 * last committed state is opened. So no commit waits for the disk, and no crash makes the file unreadable.
 */
import { renameSync, statSync } from 'node:fs';
import { open as openFile, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { assertOrdinary } from '../ports/ordinary-file.ts';
import type { OrderedStore, StoreChange, StoreEntry, StoreRange, StoreSnapshot, StoreSpace } from './ordered-store.ts';
import { quietClock } from '../ports/clock.ts';
import { within } from '../ports/within.ts';
import { STORE_REASON_MS } from '../../machine/waits.ts';

/** What lmdb tells of its file; its typings leave it empty. */
interface LmdbTreeStats {
  readonly pageSize: number;
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
  readonly entryCount: number;
}
interface LmdbStats extends LmdbTreeStats {
  readonly lastPageNumber: number;
  readonly free: LmdbTreeStats;
}
/** Below it a disk counts as full: a commit may need some pages more than what it changes. */
const ROOM_BYTES_MIN = 1024 * 1024;
/** Two pages at the beginning tell where everything is. */
const META_PAGES = 2;

export class LmdbStore implements OrderedStore {
  private path: string;
  private readonly database: RootDatabase<Buffer, Buffer>;
  private readonly listeners: Set<(key: Buffer | null) => void>;

  /**
   * Opens the file at `path`, or makes it. Throws lmdb's Error when it is damaged or not accessible. `heirOf`: who watches that store
   * watches this one as well.
   */
  constructor(path: string, { heirOf }: { heirOf?: LmdbStore } = {}) {
    this.path = path;
    // lmdb ends the process on a pipe, and writes over whatever a link leads to.
    for (const file of [path, `${path}-lock`]) assertOrdinary(file);
    this.listeners = heirOf?.listeners ?? new Set();
    // The journal decides what is durable and when; batching by event turn would only mix calls into one transaction, and reject, when the
    // disk is full, a promise that nobody has.
    this.database = open<Buffer, Buffer>({
      path,
      noSubdir: true,
      overlappingSync: process.platform !== 'win32',
      eventTurnBatching: false,
      keyEncoding: 'binary',
      encoding: 'binary',
      cache: false,
      maxDbs: 1,
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.database.getBinary(key);
  }

  firstAtOrAfter(key: Buffer): StoreEntry | undefined {
    for (const entry of this.database.getRange({ start: key, limit: 1 })) return entry;
    return undefined;
  }

  firstAfter(key: Buffer): StoreEntry | undefined {
    for (const entry of this.database.getRange({ start: key, exclusiveStart: true, limit: 1 })) return entry;
    return undefined;
  }

  lastBefore(key: Buffer): StoreEntry | undefined {
    for (const entry of this.database.getRange({ start: key, exclusiveStart: true, reverse: true, limit: 1 })) return entry;
    return undefined;
  }

  range({ start, end, limit }: StoreRange): Iterable<StoreEntry> {
    return this.database.getRange(limit === undefined ? { start, end } : { start, end, limit });
  }

  countIn({ start, end }: StoreRange): number {
    return this.database.getKeysCount({ start, end });
  }

  async write(changes: Iterable<StoreChange>): Promise<void> {
    const keys: Buffer[] = [];
    const watching = new Set(this.listeners);
    const committed = await this.database
      .batch(() => {
        for (const [key, value] of changes) {
          if (watching.size > 0) keys.push(key);
          // What becomes of each of them is what becomes of the batch.
          if (value === null) void this.database.remove(key);
          else void this.database.put(key, value);
        }
      })
      .catch(async (error: unknown) => {
        throw new Error(await this.whyNot(error));
      });
    if (!committed) throw new Error(`the storage engine did not commit to ${this.path}`);
    for (const listener of this.listeners) {
      if (watching.has(listener)) for (const key of keys) listener(key);
      else listener(null);
    }
  }

  /**
   * What lmdb itself says of a commit that failed, and whether the disk has room: on some file systems a full one is told as any other
   * fault.
   */
  private async whyNot(error: unknown): Promise<string> {
    const { commitError } = error as { commitError?: Promise<unknown> };
    const told = commitError?.then(() => error).catch((reason: unknown) => reason);
    const reason = await within(quietClock, STORE_REASON_MS, told ?? error, () => error);
    const disk = await statfs(dirname(this.path)).catch(() => null);
    const isFull = disk !== null && disk.bavail * disk.bsize < ROOM_BYTES_MIN;
    return `${reason instanceof Error ? reason.message : String(reason)}${isFull ? '; its disk is full' : ''}`;
  }

  watch(listener: (key: Buffer | null) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      // lmdb's `flushed` promise is not a promise about the disk in every mode; `sync` always is.
      (this.database as unknown as { sync(done: (error?: Error) => void): void }).sync((error) => (error ? reject(error) : resolve()));
    });
  }

  snapshot(): StoreSnapshot {
    const { database } = this;
    // biome-ignore lint/correctness/useHookAtTopLevel: a method of lmdb, no hook of React
    const transaction = database.useReadTransaction();
    const { entryCount } = database.getStats() as { entryCount: number };
    return {
      // Its typings leave the options of this one out.
      get: (key) =>
        (database as unknown as { getBinary(key: Buffer, options: object): Buffer | undefined }).getBinary(key, { transaction }),
      range: ({ start, end, limit }) =>
        database.getRange(limit === undefined ? { start, end, transaction } : { start, end, limit, transaction }),
      count: entryCount,
      close: () => transaction.done(),
    };
  }

  sizeBytes(): number {
    return statSync(this.path).size;
  }

  space(): StoreSpace {
    const stats = this.database.getStats() as unknown as LmdbStats;
    const used =
      stats.treeBranchPageCount +
      stats.treeLeafPageCount +
      stats.overflowPages +
      stats.free.treeBranchPageCount +
      stats.free.treeLeafPageCount +
      stats.free.overflowPages +
      META_PAGES;
    const pages = stats.lastPageNumber + 1;
    return { pageBytes: stats.pageSize, pages, freePages: Math.max(0, pages - used), entries: stats.entryCount };
  }

  /** Writes a copy without free pages to `path`, durable when it resolves. */
  async copyTo(path: string): Promise<void> {
    await this.database.backup(path, true);
    const handle = await openFile(path, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** The file takes the place of the one at `path`, which nobody has open. What is open stays open. */
  moveTo(path: string): void {
    renameSync(this.path, path);
    // Who opens the file anew must find the locks of those who have it open.
    renameSync(`${this.path}-lock`, `${path}-lock`);
    this.path = path;
  }

  async close(): Promise<void> {
    await this.database.close();
  }
}
