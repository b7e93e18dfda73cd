/**
 * What the mirror needs of the journal of this instance. One history per mirror: positions are (number of the mirror journal file, offset).
 */
import type { Epoch } from '../journal/epoch.ts';
import type { HistoryFile } from '../mirror/history.ts';
import type { Hole } from './history-on-disk.ts';
import type { DiskObstacle, TransitObstacle } from '../mirror/obstacle.ts';
import type { JournalState } from '../mirror/state.ts';
import type { FileCount, JournalOffset, JournalPosition } from '../journal/position.ts';
import type { DejournalingWord } from '../link/mirror-protocol.ts';

export interface MirrorFile extends HistoryFile {
  readonly name: string;
  readonly epoch: Epoch;
}

/** A piece of a journal file: whole blocks. `end` is the position behind it. */
export interface JournalPiece {
  readonly fileCount: FileCount;
  readonly offset: JournalOffset;
  readonly bytes: Buffer;
  readonly end: JournalPosition;
}

export interface LiveBlock extends JournalPiece {
  readonly timeMs: number;
}

/** Who hears what happens to a history. Nothing here may throw. */
export interface JournalListener {
  /** Primary: a block was handed to the disk, or a new file begun. */
  live?(event: { kind: 'block'; block: LiveBlock } | { kind: 'file'; fileCount: FileCount }): void;
  /** The durable end has moved. */
  durable(): void;
  /**
   * Backup: received journal cannot be kept, by what the disk says, or because it came damaged; from then on nothing is taken until
   * `truncate`.
   */
  refused(obstacle: DiskObstacle | TransitObstacle): void;
}

/** A history as it lies on this disk, for whoever reads and compares it. */
export interface KeptHistory {
  /** Durable end and epoch of the mirror history on this member's disk. */
  state(): JournalState;
  files(): readonly MirrorFile[];
  /** Compares the list with the disk: files that have gone since leave the list, with all before them. */
  lookAtDisk(): Promise<void>;
  /**
   * A closed file is damaged from here on and is whole nowhere else: the history begins behind it until it is whole again, as if it were
   * missing. The newest file stays: it says how far this member is.
   */
  foundDamage(position: JournalPosition): void;
  /** The file right before the first that counts, where it should be here and is not whole; null while there is none. */
  readonly hole: Hole | null;
  /** A database went so far with a journal whose end is lost here: is that a part of `theirs`? */
  wentAlong(applied: JournalPosition, theirs: readonly HistoryFile[]): boolean;
  /** The header of a mirror journal file as it stands on the disk. */
  header(fileCount: FileCount): Promise<{ name: string; bytes: Buffer }>;
  /**
   * Durable whole blocks of the file of `position`, from there on, at most about `bytesMax`; null at the durable end of that file. Each has
   * been compared with its checksum; rejects with a `JournalFault` where the file holds no such block.
   */
  read(position: JournalPosition, bytesMax: number): Promise<JournalPiece | null>;
}

/** A history that another member writes: what comes of it is taken here. */
export interface ReceivedHistory {
  /** Backup: cuts everything after `position`; files that begin later are removed. Durable when it resolves. */
  truncate(position: JournalPosition): Promise<void>;
  /**
   * Keeps what lies behind a position for people, before this member is rebuilt; nothing is cut. Durable when it resolves. Missing in the
   * simulator, where nobody reads it.
   */
  keepLostUpdates?(from: JournalPosition, cause: 'refused'): Promise<void>;
  /**
   * Backup: begins a file received from the primary, behind everything received before. Nothing happens when it exists with the same
   * header. `heard`: the highest term that this member knows beside its own files. Throws as `assertReceivable` does.
   */
  receiveFile(file: { name: string; fileCount: FileCount; header: Buffer }, heard?: Epoch): void;
  /**
   * Backup: takes whole blocks at the end of the history; durable later, told by `durable`. One that is not what was written is never
   * taken.
   */
  receiveBlocks(piece: { fileCount: FileCount; offset: JournalOffset; bytes: Buffer }): void;

  /** What the disk said when it last refused what was received; null once it has taken something since, or the receiving has begun anew. */
  readonly refusal: string | null;
  /** Received and not yet durable. */
  readonly unwrittenBytes: number;
  /**
   * Resolves when everything received is durable; rejects when the disk refused it. The end may move again right afterwards, unless nobody
   * can be sending.
   */
  settled(): Promise<void>;
  /**
   * Nothing more is taken until `truncate`, from this call on. What was received before is durable, or given up, when it resolves: `state`
   * and `files` do not move any more by what others send.
   */
  stopReceiving(): Promise<void>;
}

export interface MirrorJournal extends KeptHistory, ReceivedHistory {
  /** Blocks handed to the disk but not yet durable, oldest first (primary only). */
  inFlight(): readonly LiveBlock[];
  /** Primary: from now on all journaling of this instance goes to a new mirror journal file of this term. */
  beginTerm(epoch: Epoch): Promise<void>;
  /**
   * From now on this one hears what happens to the history, and nobody else; null: nobody. The machine of a member is another one after a
   * promotion.
   */
  listen(listener: JournalListener | null): void;
}

export interface DejournalerListener {
  /** Another set of databases counts. */
  databasesChanged(): void;
  /** A journal file could not be applied because it is damaged. */
  damaged(fileCount: FileCount): void;
}

/** Where the dejournaling of the mirrored databases stands. */
export interface DejournalingStanding {
  /**
   * The furthest any mirrored database has gone; bounds what a rejoin may cut. One that nothing has been applied to since it was made in
   * the mirror has gone nowhere.
   */
  appliedMax(): JournalPosition;
  /** The earliest position of a database that counts; null when none does. */
  neededFrom(): JournalPosition | null;
  /** All activated databases have gone at least this far. */
  applied(): { position: JournalPosition; timeMs: number };
  needsAttention(): boolean;
  /** For the primary and its verdict. */
  word(): DejournalingWord;
  /** By an operator, on an async. */
  readonly isStopped: boolean;
}

/** Where it stands, and how far it shall go. */
export interface Dejournaler extends DejournalingStanding {
  /** From now on this one hears of it, and nobody else; null: nobody. */
  listen(listener: DejournalerListener | null): void;
  /** The cause of a failure is gone: begins again at once. */
  retry(): void;
  /** Applies durable journal up to here, in the background; never goes back. */
  applyThrough(position: JournalPosition): void;
  /** A new history begins at `position`: what was said of the old one beyond it does not count. */
  forgetTarget(position: JournalPosition): void;
  /** Resolves when everything is applied that is durable at the call: only once nothing is received any more is that the whole history. */
  applyAll(): Promise<void>;
  /** Resolves when nothing is being applied. Nothing begins as long as the target does not move. */
  standStill(): Promise<void>;
}
