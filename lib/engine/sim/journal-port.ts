/**
 * The journal and the databases of a simulated host as the shipped drivers see them. A block is one record, four bytes; a file's header is
 * one byte, and what it says stands in the file's name. Whatever takes time takes what this disk takes for it.
 */
import type { Epoch } from '../journal/epoch.ts';
import { isBefore, isSamePosition, type JournalPosition } from '../journal/position.ts';
import type { HistoryFile } from '../mirror/history.ts';
import { JournalFault } from '../journaling/journal-fault.ts';
import type {
  Dejournaler,
  DejournalerListener,
  JournalListener,
  JournalPiece,
  LiveBlock,
  MirrorFile,
  MirrorJournal,
} from '../journaling/mirror-journal.ts';
import type { JournalState } from '../mirror/state.ts';
import type { Block } from './disk.ts';
import { missingAt } from './holes.ts';
import type { Host, MemberDisk, Stage } from './stage.ts';

const BLOCK_BYTES = 4;
const HEADER_BYTES = 1;
/** Blocks in one piece. */
const PIECE_BLOCKS = 8;
/** What a received block that is not written counts for, where drivers count bytes: nine are too many. */
const UNWRITTEN_BLOCK_BYTES = 1024 * 1024;

const nameOf = ({ guid, epoch }: Extract<Block, { kind: 'header' }>) => `${epoch}.${guid}`;
const headerNamed = (name: string): Block => {
  const [epoch, guid] = name.split('.') as [string, string];
  return { kind: 'header', guid, epoch: Number(epoch) };
};

export class JournalPort implements MirrorJournal {
  readonly #world: Stage;
  readonly #host: Host;
  readonly #work: MemberDisk;
  #listener: JournalListener | null = null;
  readonly hole = null;
  readonly refusal = null;

  constructor(world: Stage, host: Host, work: MemberDisk) {
    this.#world = world;
    this.#host = host;
    this.#work = work;
  }

  get #disk() {
    return this.#host.disk.journal;
  }

  listen(listener: JournalListener | null): void {
    this.#listener = listener;
  }

  durable(): void {
    this.#world.moved();
    this.#listener?.durable();
  }

  /** The primary has written this block behind all others. */
  live(block: Block, at: JournalPosition): void {
    this.#world.moved();
    if (block.kind === 'header') this.#listener?.live?.({ kind: 'file', fileCount: at.fileCount + 1 });
    else this.#listener?.live?.({ kind: 'block', block: this.#liveBlock(block.record, at) });
  }

  #liveBlock(record: number, { fileCount, offset }: JournalPosition): LiveBlock {
    return { fileCount, offset, bytes: bytesOf([record]), end: { fileCount, offset: offset + 1 }, timeMs: 0 };
  }

  state(): JournalState {
    return this.#disk.state;
  }

  /** Those whose beginning is durable, as far as they are. */
  files(): readonly MirrorFile[] {
    const { durable, generation, first } = this.#disk;
    if (durable !== this.#listed.durable || generation !== this.#listed.generation || first !== this.#listed.first)
      this.#listed = { durable, generation, first, files: this.#list(durable) };
    return this.#listed.files;
  }
  #listed: { durable: JournalPosition | null; generation: number; first: number; files: readonly MirrorFile[] } = {
    durable: null,
    generation: 0,
    first: 0,
    files: [],
  };

  #list(durable: JournalPosition): readonly MirrorFile[] {
    return this.#disk
      .historyHere()
      .filter(({ fileCount }) => fileCount <= durable.fileCount)
      .map((file) => {
        const header = this.#headerOf(file.fileCount);
        const end = file.fileCount === durable.fileCount ? durable.offset : file.end;
        return { ...file, end, name: nameOf(header), epoch: header.epoch };
      });
  }

  #headerOf(fileCount: number): Extract<Block, { kind: 'header' }> {
    const block = this.#disk.read({ fileCount: fileCount - 1, offset: Number.POSITIVE_INFINITY })?.block;
    if (block?.kind !== 'header') throw new Error(`there is no file #${fileCount}`);
    return block;
  }

  async lookAtDisk(): Promise<void> {}
  foundDamage(): void {}
  wentAlong(applied: JournalPosition, theirs: readonly HistoryFile[]): boolean {
    return this.#disk.wentAlong(applied, theirs);
  }

  #onDisk<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#work.later(() => {
        this.#world.moved();
        try {
          resolve(work());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  header(fileCount: number): Promise<{ name: string; bytes: Buffer }> {
    return this.#onDisk(() => {
      if (fileCount === this.#host.missingFile || fileCount < this.#disk.first) throw missing(fileCount);
      return { name: nameOf(this.#headerOf(fileCount)), bytes: Buffer.alloc(HEADER_BYTES) };
    });
  }

  read(position: JournalPosition): Promise<JournalPiece | null> {
    return this.#onDisk(() => {
      const { durable } = this.#disk;
      // Of a file that somebody deleted nothing can be read; the one behind it is missed when its header is read.
      if (missingAt(this.#host, this.#disk, position) === position.fileCount) throw missing(position.fileCount);
      const records: number[] = [];
      let end = position;
      while (records.length < PIECE_BLOCKS) {
        const following = this.#disk.readHere(end);
        if (following?.block.kind !== 'record' || isBefore(durable, following.next)) break;
        records.push(following.block.record);
        end = following.next;
      }
      return records.length === 0 ? null : { ...position, bytes: bytesOf(records), end };
    });
  }

  inFlight(): readonly LiveBlock[] {
    const blocks: LiveBlock[] = [];
    for (let at = this.#disk.durable; ; ) {
      const following = this.#disk.read(at);
      if (following?.block.kind !== 'record') return blocks;
      blocks.push(this.#liveBlock(following.block.record, at));
      at = following.next;
    }
  }

  truncate(position: JournalPosition): Promise<void> {
    this.#disk.missNothing();
    if (!isBefore(position, this.#disk.end)) {
      this.#work.beginReceiving();
      return Promise.resolve();
    }
    this.#work.cutAt(position);
    this.#work.beginReceiving();
    return this.#onDisk(() => undefined);
  }

  receiveFile({ name, fileCount }: { name: string; fileCount: number }): void {
    this.#world.moved();
    if (!this.#work.isTaking) return;
    if (this.#disk.history().some((file) => file.fileCount === fileCount && nameOf(this.#headerOf(fileCount)) === name)) return;
    if (fileCount !== this.#disk.end.fileCount + 1)
      throw new Error(`file #${fileCount} does not follow the end of the journal, #${this.#disk.end.fileCount}`);
    this.#work.receive(headerNamed(name));
  }

  receiveBlocks({ fileCount, offset, bytes }: { fileCount: number; offset: number; bytes: Buffer }): void {
    this.#world.moved();
    if (!this.#work.isTaking) return;
    if (!isSamePosition(this.#disk.end, { fileCount, offset }))
      throw new Error(
        `journal data for file #${fileCount} offset ${offset} do not follow the end of the journal, #${this.#disk.end.fileCount} offset ${this.#disk.end.offset}`,
      );
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) this.#work.receive({ kind: 'record', record: bytes.readUInt32LE(at) });
  }

  get unwrittenBytes(): number {
    const { end, durable } = this.#disk;
    return (end.fileCount === durable.fileCount ? end.offset - durable.offset : end.offset + 1) * UNWRITTEN_BLOCK_BYTES;
  }

  settled(): Promise<void> {
    return new Promise((resolve) => this.#work.whenDurable(this.#told(resolve)));
  }

  stopReceiving(): Promise<void> {
    return new Promise((resolve) => this.#work.stopReceiving(this.#told(resolve)));
  }

  #told(resolve: () => void): () => void {
    return () => {
      this.#world.moved();
      resolve();
    };
  }

  beginTerm(_epoch: Epoch): Promise<void> {
    throw new Error('a term begins with a takeover phase here');
  }
}

export class DejournalerPort implements Dejournaler {
  readonly #world: Stage;
  readonly #host: Host;
  readonly #work: MemberDisk;
  #listener: DejournalerListener | null = null;
  readonly isStopped = false;

  constructor(world: Stage, host: Host, work: MemberDisk) {
    this.#world = world;
    this.#host = host;
    this.#work = work;
  }

  listen(listener: DejournalerListener | null): void {
    this.#listener = listener;
  }
  damaged(): void {
    this.#world.moved();
    this.#listener?.damaged(this.#host.disk.database.applied.fileCount);
  }
  appliedMax(): JournalPosition {
    return this.#host.disk.database.applied;
  }
  neededFrom(): JournalPosition | null {
    return this.#host.disk.database.applied;
  }
  retry(): void {}
  applied(): { position: JournalPosition; timeMs: number } {
    return { position: this.#host.disk.database.applied, timeMs: 0 };
  }
  applyThrough(position: JournalPosition): void {
    this.#work.allow(position);
  }
  forgetTarget(position: JournalPosition): void {
    this.#work.forbidBeyond(position);
  }
  applyAll(): Promise<void> {
    throw new Error('everything is applied in a takeover phase here');
  }
  standStill(): Promise<void> {
    return new Promise((resolve) =>
      this.#work.whenStill(() => {
        this.#world.moved();
        resolve();
      }),
    );
  }
  needsAttention(): boolean {
    return false;
  }
  word() {
    return { kind: 'running' } as const;
  }
}

function bytesOf(records: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(records.length * BLOCK_BYTES);
  for (const [index, record] of records.entries()) bytes.writeUInt32LE(record, index * BLOCK_BYTES);
  return bytes;
}

const missing = (fileCount: number) => new JournalFault({ reason: 'missing', fileCount, name: '', offset: 0, detail: '' });
