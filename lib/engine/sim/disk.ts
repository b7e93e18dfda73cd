/**
 * What a simulated host keeps without power: the journal files, the database and the durable state of the member. Written is not yet
 * durable: a crash keeps some of what was written and not synced, in order, and may tear the block at the end of it (which its checksum
 * then hides).
 */
import { type KnownContacts, NOBODY_KNOWN } from '../journal/member-contacts.ts';
import { comparePositions, earlier, isBefore, type JournalPosition, ORIGIN } from '../journal/position.ts';
import { commonEnd, type HistoryFile } from '../mirror/history.ts';
import type { LockOwners } from '../mirror/lock-out.ts';
import type { Awaited } from '../mirror/promotion.ts';
import type { Belonging } from '../mirror/roll.ts';
import type { Durable } from '../mirror/durable.ts';
import type { JournalState } from '../mirror/state.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import type { Random } from './random.ts';

interface JournalFile {
  readonly guid: string;
  readonly epoch: number;
  readonly records: number[];
}

/** What a journal is made of, as it travels: the beginning of a file, or one record. */
export type Block =
  | { readonly kind: 'header'; readonly guid: string; readonly epoch: number }
  | { readonly kind: 'record'; readonly record: number };

/** The header takes the place before offset 1; each record takes one. */
const START = 1;

export class SimulatedJournal {
  /** Where a record lies. */
  readonly places = new Map<number, JournalPosition>();
  durable: JournalPosition = ORIGIN;
  /** Number of the first file that is on the disk: those before it were purged, and only the checkers still know what was in them. */
  first = 1;
  /** Counts truncations and crashes, so that a sync begun before one of them changes nothing after it. */
  generation = 0;
  private files: JournalFile[] = [];
  /** The newest file, once it was deleted, what it lay behind, and how far it went. */
  private lost: { readonly file: JournalFile; readonly behind: JournalFile; readonly length: number; readonly state: JournalState } | null =
    null;
  /** The list of the files names a newest one that is not there. */
  isNewestMissed = false;
  /** By number: GUIDs of files that were lost. Databases may have gone along them. */
  private readonly lostGuids = new Map<number, string>();

  /** The durable part of it. */
  static copyOf(original: SimulatedJournal): SimulatedJournal {
    const copy = new SimulatedJournal();
    copy.first = original.first;
    for (let at = ORIGIN; ; ) {
      const following = original.read(at);
      if (following === null || comparePositions(following.next, original.durable) > 0) break;
      copy.append(following.block);
      at = following.next;
    }
    copy.durable = copy.end;
    return copy;
  }

  get end(): JournalPosition {
    const last = this.files.at(-1);
    return last === undefined ? ORIGIN : { fileCount: this.files.length, offset: START + last.records.length };
  }

  /** Of the durable part. */
  get state(): JournalState {
    return { durable: this.durable, epoch: this.files[this.durable.fileCount - 1]?.epoch ?? 0 };
  }

  epochOf(fileCount: number): number {
    return this.files[fileCount - 1]?.epoch ?? 0;
  }

  /** The durable part of it has a file of this term. */
  hasTerm(epoch: number): boolean {
    return this.files.slice(0, this.durable.fileCount).some((file) => file.epoch === epoch);
  }

  append(block: Block): void {
    if (block.kind === 'header') {
      this.files.push({ guid: block.guid, epoch: block.epoch, records: [] });
      return;
    }
    const last = this.files.at(-1);
    if (last === undefined) throw new Error('a record before the first file');
    this.places.set(block.record, this.end);
    last.records.push(block.record);
  }

  /** The block at a position and the position behind it, also of what was purged; null at the end of what is written. */
  read(position: JournalPosition): { block: Block; next: JournalPosition } | null {
    const file = this.files[position.fileCount - 1];
    const record = file?.records[position.offset - START];
    if (record !== undefined)
      return { block: { kind: 'record', record }, next: { fileCount: position.fileCount, offset: position.offset + 1 } };
    const following = this.files[position.fileCount];
    if (following === undefined) return null;
    return {
      block: { kind: 'header', guid: following.guid, epoch: following.epoch },
      next: { fileCount: position.fileCount + 1, offset: START },
    };
  }

  truncate(position: JournalPosition): void {
    this.generation += 1;
    for (const file of this.files.splice(position.fileCount)) for (const record of file.records) this.places.delete(record);
    for (const record of this.files.at(-1)?.records.splice(Math.max(0, position.offset - START)) ?? []) this.places.delete(record);
    if (isBefore(position, this.durable)) this.durable = position;
  }

  /**
   * The writer died: some prefix of the unsynced rest is on the disk. What is found there counts as durable from now on, a reader syncs it
   * first.
   */
  crash(random: Random): void {
    let kept = this.durable;
    while (random.chance(0.6)) {
      const following = this.read(kept);
      if (following === null) break;
      kept = following.next;
    }
    this.truncate(kept);
    this.durable = kept;
  }

  get hasLostEnd(): boolean {
    return this.lost !== null;
  }

  /** What was in the file that somebody may still put back. */
  get lostRecords(): readonly number[] {
    return this.lost?.file.records ?? [];
  }

  /** How far it is, or was before its newest file was deleted: a person who vouches for what nobody else has goes by this. */
  get known(): JournalState {
    return this.lost !== null && compareKnowledge(this.lost.state, this.state) > 0 ? this.lost.state : this.state;
  }

  /** Somebody deletes it. */
  loseNewest(): void {
    const [behind, file] = this.files.slice(-2);
    if (behind === undefined || file === undefined || this.files.length === this.first) return;
    const fileCount = this.files.length - 1;
    this.lost = { file: { ...file, records: [...file.records] }, behind, length: behind.records.length, state: this.state };
    this.truncate({ fileCount, offset: START + behind.records.length });
    this.isNewestMissed = true;
    this.lostGuids.set(fileCount + 1, file.guid);
  }

  /** It follows, or leads: what it lost it gets again, or leads without. */
  missNothing(): void {
    this.isNewestMissed = false;
  }

  /** From now on nobody's databases may have gone along a file that is not here. */
  beginTerm(): void {
    this.missNothing();
    this.lostGuids.clear();
  }

  /** It goes on where it was; of no use to one that has come by anything else at that place. */
  putNewestBack(): void {
    const { lost } = this;
    this.leaveLost();
    if (lost === null || this.files.at(-1) !== lost.behind || lost.behind.records.length !== lost.length) return;
    this.append({ kind: 'header', guid: lost.file.guid, epoch: lost.file.epoch });
    for (const record of lost.file.records) this.append({ kind: 'record', record });
    this.durable = this.end;
  }

  /** Nobody puts it back any more. */
  leaveLost(): void {
    this.lost = null;
    this.isNewestMissed = false;
  }

  /** How far databases here that hold everything before `applied` have gone with `theirs`, which agrees up to `common`. */
  appliedWith(applied: JournalPosition, theirs: readonly HistoryFile[], common: JournalPosition): JournalPosition {
    return this.wentAlong(applied, theirs) ? earlier(common, applied) : applied;
  }

  /** As `MirrorHistory.wentAlong`. */
  wentAlong(applied: JournalPosition, theirs: readonly HistoryFile[]): boolean {
    const guid = this.files[applied.fileCount - 1]?.guid ?? this.lostGuids.get(applied.fileCount);
    const other = theirs.find(({ fileCount }) => fileCount === applied.fileCount);
    return guid !== undefined && other?.guid === guid && applied.offset <= other.end;
  }

  /** What was purged is not read any more: null. */
  readHere(position: JournalPosition): ReturnType<SimulatedJournal['read']> {
    const following = this.read(position);
    return following === null || following.next.fileCount < this.first ? null : following;
  }

  /** Number of the purged file in which the block behind `position` was; null: it is in none. */
  purgedAt(position: JournalPosition): number | null {
    const fileCount = this.read(position)?.next.fileCount ?? this.first;
    return fileCount < this.first ? fileCount : null;
  }

  /** Everything before this file is deleted, and never the newest one. */
  purgeBefore(fileCount: number): void {
    this.first = Math.max(this.first, Math.min(fileCount, this.durable.fileCount));
  }

  /** The files that are here. */
  historyHere(): HistoryFile[] {
    const all = this.history();
    return all.slice(this.first - 1).map((file) => {
      const before = all[file.fileCount - 2];
      return { ...file, previous: before ? { guid: before.guid, end: before.end } : null };
    });
  }

  /** With those that were purged. */
  history(): HistoryFile[] {
    return this.files.map((file, index) => ({ fileCount: index + 1, guid: file.guid, start: START, end: START + file.records.length }));
  }

  /** For the checkers: with whatever was purged. */
  commonWith(theirs: readonly HistoryFile[]): JournalPosition | null {
    return commonEnd(this.history(), theirs);
  }

  holds(record: number): boolean {
    const place = this.places.get(record);
    return place !== undefined && isBefore(place, this.durable);
  }

  /** All records of the durable part, in order. */
  records(): number[] {
    const all: number[] = [];
    for (let at = ORIGIN; ; ) {
      const following = this.read(at);
      if (following === null || comparePositions(following.next, this.durable) > 0) return all;
      if (following.block.kind === 'record') all.push(following.block.record);
      at = following.next;
    }
  }
}

export interface SimulatedDatabase {
  records: number[];
  /** Everything before it in the journal is applied. */
  applied: JournalPosition;
}

export interface Disk {
  durable: Durable;
  /** What the member has written down of itself in the mirror. */
  belonging: Belonging;
  /**
   * Of a promotion without a primary: it leads whenever it starts, until it has, or once "no failover" is cleared (`prepared`); or its role
   * must be heard from a primary first.
   */
  promotion: 'leading' | 'leading-by-force' | 'prepared' | 'role-unknown' | null;
  /** Who has locked it out, while its role must be heard. */
  lockedBy: LockOwners;
  /** Whom its promotion waits for; nothing has been changed yet. */
  awaited: Awaited | null;
  /** Its role is unknown because it has lost its newest journal file, whatever else. */
  isEndLost: boolean;
  /** `ValidatedMember=0`, edited into the configuration while no process lived: its owners. */
  edit: LockOwners;
  /**
   * A person has written 1 there: what the member took over at an earlier start ends at its next one, unless somebody wants the edit again.
   */
  isSetBack: boolean;
  journal: SimulatedJournal;
  database: SimulatedDatabase;
  /** What was stored of what the other members have received. */
  contacts: KnownContacts;
}

export const emptyDisk = (belonging: Belonging): Disk => ({
  belonging,
  promotion: null,
  lockedBy: [],
  isEndLost: false,
  awaited: null,
  edit: [],
  isSetBack: false,
  durable: { epoch: 0, lastRole: 'none', stopped: false, wasActive: false, followed: null, followedEpoch: 0 },
  journal: new SimulatedJournal(),
  database: { records: [], applied: ORIGIN },
  contacts: NOBODY_KNOWN,
});
