/**
 * A database: a directory with one `IRIS.DAT`.
 *
 * Beside the nodes the file holds who it is and the position of the last journal record applied to it (`database-metadata.ts`), changed in
 * the same transaction as the nodes. So crash recovery, catching up and a restored copy are one thing: apply the journal from the position
 * found in the file.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { comparePositions } from '../journal/position.ts';
import { subtreeRange } from '../nodes/collation.ts';
import { syncDirectory } from '../ports/durable-file.ts';
import { holdDatabase } from './database-lock.ts';
import {
  type AppliedPosition,
  type DatabaseIdentity,
  encodeIdentity,
  encodePosition,
  IDENTITY_KEY,
  LINEAGE_KEY,
  type NewMirrorAttribute,
  OWN_POSITION_KEY,
  parseIdentity,
  parsePosition,
  POSITION_KEY,
  wholeAttribute,
} from './database-metadata.ts';
import { LmdbStore } from './lmdb-store.ts';
import type { OrderedStore, StoreChange, StoreEntry, StoreSnapshot, StoreSpace } from './ordered-store.ts';
import { noteClosed, noteOpened, OWN_FILE_NAME } from './own-file.ts';
import { type FileState, readFileState } from './page-walk.ts';
import { PendingUpdates } from './pending-updates.ts';

export const DATABASE_FILE_NAME = 'IRIS.DAT';
/** What a compaction that was killed leaves behind. */
export const UNFINISHED_FILES = [`${DATABASE_FILE_NAME}.compact`, `${DATABASE_FILE_NAME}.compact-lock`] as const;
/** All that a database is; the others are only of use while it is mounted, and to whoever mounts it. */
export const DATABASE_FILES = [DATABASE_FILE_NAME, `${DATABASE_FILE_NAME}-lock`, OWN_FILE_NAME];
/** The lowest key that a node can have. */
export const FIRST_NODE_KEY = Buffer.from([1]);

/** `kill` is the node with its descendants, `kill-node` the node alone. */
export type NodeChange =
  | { readonly kind: 'set'; readonly key: Buffer; readonly value: Buffer }
  | { readonly kind: 'kill' | 'kill-node'; readonly key: Buffer };

/** A database at one moment: who it is, how far the journal is in it, and its nodes. */
export interface DatabaseSnapshot {
  readonly identity: DatabaseIdentity;
  readonly position: AppliedPosition | null;
  readonly lineage: string;
  /** Nodes and nothing else; `close` when done. */
  readonly nodes: StoreSnapshot;
}

export class DatabaseFile {
  readonly directory: string;
  private storeNow: LmdbStore;
  /** Lets go of the directory, which is this process's while the file is open. */
  private readonly letGo: () => void;
  private isClosed = false;
  private identityNow: DatabaseIdentity;
  private positionNow: AppliedPosition | null;
  private ownPositionNow: AppliedPosition | null = null;
  private lastWrite: Promise<void> = Promise.resolve();

  private constructor({
    directory,
    store,
    identity,
    position,
    letGo,
  }: { directory: string; store: LmdbStore; identity: DatabaseIdentity; position: AppliedPosition | null; letGo: () => void }) {
    this.letGo = letGo;
    this.directory = directory;
    this.storeNow = store;
    this.identityNow = identity;
    this.positionNow = position;
  }

  /**
   * Makes the directory and an empty database in it, durable when this resolves. Refuses with 20 when there is one already, with P570 when
   * another process has the directory.
   */
  static async create(
    directory: string,
    mirror: NewMirrorAttribute | null = null,
    position: AppliedPosition | null = null,
  ): Promise<Outcome<DatabaseFile>> {
    const path = join(directory, DATABASE_FILE_NAME);
    if (existsSync(path)) return refused('20', [], 'directory');
    mkdirSync(directory, { recursive: true });
    const holding = holdDatabase(directory);
    if (!holding.ok) return holding;
    try {
      const identity: DatabaseIdentity = { guid: randomUUID().toUpperCase(), mirror: wholeAttribute(mirror) };
      const file = new DatabaseFile({ directory, store: new LmdbStore(path), identity, position, letGo: holding.value });
      noteOpened(directory, path);
      await file.writeMetadata([
        [IDENTITY_KEY, encodeIdentity(identity)],
        [POSITION_KEY, position ? encodePosition(position) : null],
      ]);
      await file.flush();
      return accepted(file);
    } catch (error) {
      holding.value();
      throw error;
    }
  }

  /** Refuses with P104 when the directory holds no database, with P570 when another process has it. Throws when the file is damaged. */
  static open(directory: string): Outcome<DatabaseFile> {
    const path = join(directory, DATABASE_FILE_NAME);
    if (!existsSync(path)) return refused('P104', [DATABASE_FILE_NAME, path], 'directory');
    const holding = holdDatabase(directory);
    if (!holding.ok) return holding;
    try {
      const store = new LmdbStore(path);
      const identity = store.get(IDENTITY_KEY);
      const position = store.get(POSITION_KEY);
      const ownPosition = store.get(OWN_POSITION_KEY);
      if (!identity) throw new Error(`${path} holds no identity: it is not a database of this product`);
      const file = new DatabaseFile({
        directory,
        store,
        identity: parseIdentity(identity),
        position: parsePosition(position),
        letGo: holding.value,
      });
      noteOpened(directory, path);
      file.ownPositionNow = parsePosition(ownPosition);
      return accepted(file);
    } catch (error) {
      holding.value();
      throw error;
    }
  }

  /**
   * The file in `directory` has just been put there: a mirrored one awaits activation, wherever it was activated before. Throws when it is
   * no database.
   */
  static async markReplaced(directory: string): Promise<void> {
    const opened = DatabaseFile.open(directory);
    if (!opened.ok) throw new Error(`there is no ${DATABASE_FILE_NAME} in ${directory}`);
    const { mirror } = opened.value.identity;
    if (mirror) await opened.value.setMirror({ ...mirror, activated: false });
    await opened.value.close();
  }

  /** Reads go here; another object after a compaction. */
  get store(): OrderedStore {
    return this.storeNow;
  }

  get identity(): DatabaseIdentity {
    return this.identityNow;
  }

  /** Every record before it is in the file, none from it on. Null when none was ever applied. */
  get position(): AppliedPosition | null {
    return this.positionNow;
  }

  /**
   * Stores the mirror attribute (null: no longer mirrored), and with it a new position when the history changes. Flushed when it resolves.
   */
  async setMirror(mirror: NewMirrorAttribute | null, position: AppliedPosition | null = this.positionNow): Promise<void> {
    const identity = { ...this.identityNow, mirror: wholeAttribute(mirror) };
    await this.writeMetadata([
      [IDENTITY_KEY, encodeIdentity(identity)],
      [POSITION_KEY, position ? encodePosition(position) : null],
      ...(mirror === null ? [[OWN_POSITION_KEY, null] as const] : []),
    ]);
    this.identityNow = identity;
    this.positionNow = position;
    if (mirror === null) this.ownPositionNow = null;
    await this.flush();
  }

  /** A copy of a file counts in the history of where it comes from: here it begins anew at `position`. Flushed when it resolves. */
  setPosition(position: AppliedPosition): Promise<void> {
    return this.setMirror(this.identityNow.mirror, position);
  }

  /**
   * From now on the contents come from somewhere else than the journal alone: a backup that counts from an earlier one takes the database
   * whole.
   */
  renewLineage(): Promise<void> {
    return this.writeMetadata([[LINEAGE_KEY, Buffer.from(randomUUID().toUpperCase())]]);
  }

  /**
   * How far a history is in it. A mirrored database that is written here as well counts in two: the mirror's, and this instance's own. Null
   * when nothing of it ever was.
   */
  positionIn(history: AppliedPosition['history']): AppliedPosition | null {
    if (this.identityNow.mirror !== null && history === 'local') return this.ownPositionNow;
    return this.positionNow?.history === history ? this.positionNow : null;
  }

  /** Where this instance's own journal counts from for a mirrored database that is written here. Flushed when it resolves. */
  async setOwnPosition(position: AppliedPosition): Promise<void> {
    await this.writeMetadata([[OWN_POSITION_KEY, encodePosition(position)]]);
    this.ownPositionNow = position;
    await this.flush();
  }

  /**
   * Makes all changes, in order, and moves the position, in one transaction. Resolves when reads see them; calls are
   * carried out one after the other. `position` never moves back within one history. Changes as a function concern single nodes only; it is
   * called when all earlier calls are carried out, and what it gives is taken one by one, so that many changes need not exist all at once.
   */
  applyBatch(changes: readonly NodeChange[] | (() => Iterable<StoreChange>), position: AppliedPosition): Promise<void> {
    return this.enqueue(async () => {
      const isOwn = this.identityNow.mirror !== null && position.history === 'local';
      const before = isOwn ? this.ownPositionNow : this.positionNow;
      if (before && before.history === position.history && comparePositions(position, before) < 0)
        throw new Error(
          `${this.directory}: position would move back from ${before.fileCount},${before.offset} to ${position.fileCount},${position.offset}`,
        );
      await this.store.write(
        withPosition(
          typeof changes === 'function' ? changes() : this.storeChanges(changes),
          isOwn ? OWN_POSITION_KEY : POSITION_KEY,
          position,
        ),
      );
      if (isOwn) this.ownPositionNow = position;
      else this.positionNow = position;
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.store.get(key);
  }

  /** The first node at or after `start`, before `end`. */
  first(start: Buffer, end: Buffer): StoreEntry | undefined {
    for (const entry of this.store.range({ start, end, limit: 1 })) return entry;
    return undefined;
  }

  /**
   * Resolves when everything applied so far would survive a power cut: journal files before `position` are then no longer needed by this
   * database.
   */
  flush(): Promise<void> {
    return this.enqueue(() => this.store.flush());
  }

  /** Everything applied so far, as it is now, while updates go on. */
  snapshot(): DatabaseSnapshot {
    const nodes = this.store.snapshot();
    const [identity, position, lineage] = [IDENTITY_KEY, POSITION_KEY, LINEAGE_KEY].map((key) => nodes.get(key));
    return {
      identity: parseIdentity(identity as Buffer),
      position: parsePosition(position),
      lineage: lineage?.toString() ?? '',
      nodes,
    };
  }

  sizeBytes(): number {
    return this.store.sizeBytes();
  }

  /**
   * The state of this moment, of which no page is used again until `release` is called, for whoever reads pages (`page-walk.ts`). `state`
   * is null when the file does not tell.
   */
  pin(): Promise<{ state: FileState | null; release: () => void }> {
    return this.enqueue(async () => {
      const snapshot = this.store.snapshot();
      snapshot.get(IDENTITY_KEY);
      const state = await readFileState(join(this.directory, DATABASE_FILE_NAME));
      return { state, release: () => snapshot.close() };
    });
  }

  /**
   * Gives free pages back to the disk: writes what the file holds to a new one, which takes its place. Reads go on; what is applied
   * meanwhile waits. Killed in between, one of the two is there whole.
   * No snapshot may be open. Rejects, the file as it was, when the disk has no room for the copy or the copy is not what it should be.
   */
  compact(): Promise<{ bytesBefore: number; bytesAfter: number }> {
    return this.enqueue(async () => {
      const path = join(this.directory, DATABASE_FILE_NAME);
      const copyPath = join(this.directory, UNFINISHED_FILES[0]);
      const before = this.storeNow;
      const bytesBefore = before.sizeBytes();
      await rm(copyPath, { force: true });
      await before.flush();
      await before.copyTo(copyPath).catch(async (error: unknown) => {
        await rm(copyPath, { force: true });
        throw error;
      });
      const copy = new LmdbStore(copyPath, { heirOf: before });
      if (!isSameStore(before, copy)) {
        await copy.close();
        for (const left of [copyPath, `${copyPath}-lock`]) await rm(left, { force: true });
        throw new Error(`the compacted copy of ${path} does not hold what the database holds`);
      }
      this.storeNow = copy;
      await before.close();
      copy.moveTo(path);
      noteOpened(this.directory, path);
      await syncDirectory(this.directory);
      return { bytesBefore, bytesAfter: copy.sizeBytes() };
    });
  }

  /** What the file's pages are used for. */
  space(): StoreSpace {
    return this.store.space();
  }

  /** Behind everything applied before; whatever is asked of it afterwards rejects. */
  async close(): Promise<void> {
    await this.enqueue(async () => {
      await this.store.flush();
      this.isClosed = true;
      await this.store.close();
      noteClosed(this.directory, join(this.directory, DATABASE_FILE_NAME));
      this.letGo();
    });
  }

  private writeMetadata(changes: readonly StoreChange[]): Promise<void> {
    return this.enqueue(() => this.store.write(changes));
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.lastWrite.then(() => {
      if (this.isClosed) throw new Error(`${this.directory} is dismounted`);
      return work();
    });
    this.lastWrite = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  /** A kill of a subtree becomes removals of what is there: in the file, or set earlier in the same batch. */
  private storeChanges(changes: readonly NodeChange[]): Iterable<StoreChange> {
    if (!changes.some((change) => change.kind === 'kill'))
      return changes.map((change) => [change.key, change.kind === 'set' ? change.value : null] as const);
    const merged = new PendingUpdates();
    for (const change of changes) {
      if (change.kind !== 'kill') merged.put(change.key, change.kind === 'set' ? change.value : null, 0);
      else {
        const { start, end } = subtreeRange(change.key);
        merged.killRange(start, end, 0);
      }
    }
    return this.clearedAndChanged(merged);
  }

  /** What the kills clear, straight from the file, then what is set or killed for itself behind them. */
  private *clearedAndChanged(merged: PendingUpdates): Iterable<StoreChange> {
    for (const range of merged.killedRanges()) for (const { key } of this.store.range(range)) yield [key, null];
    yield* merged.all();
  }
}

function* withPosition(changes: Iterable<StoreChange>, key: Buffer, position: AppliedPosition): Iterable<StoreChange> {
  yield* changes;
  yield [key, encodePosition(position)];
}

const isSameStore = (one: OrderedStore, other: OrderedStore) =>
  one.space().entries === other.space().entries &&
  [IDENTITY_KEY, POSITION_KEY].every((key) => (one.get(key)?.toString() ?? '') === (other.get(key)?.toString() ?? ''));
