/**
 * Catching up one mirrored database: the mirror journal on this disk is applied to it alone, from the exact record that its file says comes
 * next, up to where the others are; then it joins them (engine facts 8.5). Meanwhile the others are followed as ever: only for the last
 * piece does the reading stand still.
 *
 * On the primary nobody writes the database before it has joined, so what the journal holds of it is all there is. Each batch is one
 * transaction with its position: killed in the middle, a catchup goes on where it was.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { DatabaseFile } from '../database/database-file.ts';
import { JournalApplier } from '../dejournal/journal-applier.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import type { JournalDatabase } from '../journal/journal-sink.ts';
import { mirrorJournalLogName } from '../journal/journal-log.ts';
import { readBlocks, readHeader } from '../journal/journal-reader.ts';
import { findBlock } from '../journal/journal-window.ts';
import { isBefore, type JournalPosition, type FileCount, type JournalOffset } from '../journal/position.ts';
import type { TaskHandle } from '../activity/background-tasks.ts';
import { mirrorPosition } from '../dejournal/mirror-position.ts';
import type { InstanceJournal } from '../journaling/instance-journal.ts';
import type { Seats } from '../dejournal/seat.ts';
import type { Severity } from '../activity/messages-log.ts';
import type { MirrorHistory } from '../journaling/mirror-history.ts';
import { retrieveJournalBackTo } from '../channel/journal-retrieval.ts';
import { COPY_AHEAD_MS } from '../../machine/waits.ts';

export interface CatchUpWorld {
  readonly options: { readonly directory: string };
  readonly journalDirectory: string;
  readonly journal: InstanceJournal;
  readonly mirrors: Seats;
  readonly storage: {
    /** How far the databases of the file's mirror that take part have everything. */
    followedTo(file: DatabaseFile): JournalPosition;
    refreshWritability(): void;
  };
  note(severity: Severity, text: string): void;
}

/** With no more than this left the others are held for the rest: a fraction of a second. */
const LAST_PIECE_BYTES = 4 * 1024 * 1024;
/** Under a load that outruns it, the others are held after so many rounds, however much is left. */
const ROUNDS_MAX = 8;

/**
 * Refuses with 2000 (a journal file is missing), P150 (it runs already), P156 (told to stop, or the journal or the database cannot be
 * used).
 */
export async function catchUpDatabase(
  instance: CatchUpWorld,
  database: MountedDatabase,
  task: Pick<TaskHandle, 'signal'>,
): Promise<Outcome<null>> {
  const { file, name } = database;
  const dejournaler = instance.mirrors.dejournalerOf(file);
  if (dejournaler.stateOf(file) === 'catching-up') return refused('P150', [name, 'catchup']);
  const release = database.use('catchup');
  dejournaler.setCatchingUp([file], true);
  instance.note(0, `Starting catchup of mirrored database ${file.directory}`);
  try {
    const joined = await approach(instance, database, task.signal);
    instance.note(
      joined.ok ? 0 : 2,
      joined.ok
        ? `Catchup succeeded: ${file.directory}`
        : `Catchup of ${file.directory} stopped: #${joined.refusal.code} ${joined.refusal.args.join(', ')}`,
    );
    return joined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    instance.note(2, `Catchup of ${file.directory} stopped: ${message}`);
    return refused('P156', [name, message]);
  } finally {
    // Joined or not: one that has not joined still counts as behind.
    if (dejournaler.stateOf(file) === 'catching-up') {
      dejournaler.setCatchingUp([file], false);
      dejournaler.setBehind(file);
    }
    release();
    instance.storage.refreshWritability();
  }
}

async function approach(instance: CatchUpWorld, database: MountedDatabase, signal: AbortSignal): Promise<Outcome<null>> {
  const { file } = database;
  const dejournaler = instance.mirrors.dejournalerOf(file);
  const here = await historyOf(instance, file).reaches(mirrorPosition(file), COPY_AHEAD_MS, signal);
  if (!here) return refused('P156', [database.name, 'the copy is newer than the mirror journal of this member']);
  for (let round = 1; ; round++) {
    const target = await targetOf(instance, file);
    if (!target.ok) return target;
    const applied = await applyUpTo(instance, database, target.value, signal);
    if (!applied.ok) return applied;
    if (round < ROUNDS_MAX && bytesBetween(historyOf(instance, file), mirrorPosition(file), dejournaler.reached) > LAST_PIECE_BYTES)
      continue;
    const joined = await dejournaler.whileStill(() => finish(instance, database, signal));
    if (!joined.ok || joined.value) return joined.ok ? accepted(null) : joined;
  }
}

/** The last piece, and taking part. False when more has come in between. */
async function finish(instance: CatchUpWorld, database: MountedDatabase, signal: AbortSignal): Promise<Outcome<boolean>> {
  const { file } = database;
  const { mirror } = file.identity;
  if (!mirror) return refused('2073', [database.name]);
  const target = await targetOf(instance, file);
  if (!target.ok) return target;
  const applied = await applyUpTo(instance, database, target.value, signal);
  if (!applied.ok) return applied;
  await file.setMirror({ ...mirror, needsCatchUp: false, download: null });
  return accepted(instance.mirrors.dejournalerOf(file).join(file));
}

/** On the primary everything that was written is committed first, so that the database holds nothing that could still be lost. */
async function targetOf(instance: CatchUpWorld, file: DatabaseFile): Promise<Outcome<JournalPosition>> {
  if (!instance.journal.isPrimary) return accepted(instance.mirrors.dejournalerOf(file).reached);
  const committed = await instance.journal.whenCommitted(instance.journal.writer.lastSequence);
  return committed.ok ? accepted(instance.storage.followedTo(file)) : committed;
}

/**
 * Applies the journal to this database alone and moves its position to `target`, also when nothing concerned it. Nothing happens when it is
 * there already.
 */
async function applyUpTo(
  instance: CatchUpWorld,
  database: MountedDatabase,
  target: JournalPosition,
  signal: AbortSignal,
): Promise<Outcome<null>> {
  const { file, journalDatabase } = database;
  if (!isBefore(mirrorPosition(file), target)) return accepted(null);
  const history = historyOf(instance, file);
  const first = await firstNeeded(instance, database);
  if (!first.ok) return first;
  const position = mirrorPosition(file);
  const databaseOf = ({ journalName, guid }: JournalDatabase) =>
    journalName === journalDatabase.journalName && guid === journalDatabase.guid ? file : undefined;
  const applier = new JournalApplier({
    history: 'mirror',
    databaseOf,
    updaters: instance.mirrors.seatOf(file)?.updaters,
    select: instance.mirrors.dejournalerOf(file).selectionFor(true),
  });
  try {
    const applied = await applyFiles(history, applier, {
      first: first.value,
      position,
      target,
      database: database.name,
      signal,
      mend: (fileCount) => mendFile(instance, file, fileCount),
    });
    if (!applied.ok) return applied;
  } finally {
    // Also when a file cannot be read: nothing may be on its way to the database when another round begins.
    await applier.settle();
  }
  if (isBefore(mirrorPosition(file), target)) await file.applyBatch([], { history: 'mirror', ...target });
  return accepted(null);
}

/** From `position` in file `first` on. The database writes one transaction while the next is read and put in order. */
async function applyFiles(
  history: MirrorHistory,
  applier: JournalApplier,
  span: {
    first: number;
    position: JournalPosition;
    target: JournalPosition;
    database: string;
    signal: AbortSignal;
    mend: (fileCount: FileCount) => Promise<boolean>;
  },
): Promise<Outcome<null>> {
  const { first, position, target, database, signal, mend } = span;
  for (const { fileCount, end } of history.files()) {
    if (fileCount < first || fileCount > target.fileCount) continue;
    const to = fileCount === target.fileCount ? Math.min(target.offset, end) : end;
    let read = fileCount === position.fileCount ? await beginBefore(history.pathOf(fileCount), position.offset) : HEADER_BYTES;
    // A second time behind a damaged place that was mended from another member.
    do {
      for await (const block of readBlocks(history.pathOf(fileCount), read, to)) {
        applier.feed(fileCount, block);
        read = block.end;
        if (!applier.isBatchFull) continue;
        await applier.applyAhead();
        if (signal.aborted) return refused('P156', [database, 'it was aborted']);
      }
    } while (read < to && (await mend(fileCount)));
    await applier.apply();
    if (read < to) return refused('P156', [database, `journal file #${fileCount} is damaged at offset ${read}`]);
  }
  return accepted(null);
}

async function mendFile(instance: CatchUpWorld, file: DatabaseFile, fileCount: FileCount): Promise<boolean> {
  const mender = instance.mirrors.seatOf(file)?.member?.mender;
  mender?.doubt(fileCount);
  return mender !== undefined && (await mender.mend(fileCount)).count > 0;
}

/** A block at or before `offset` from which the file can be read: the names of its databases are repeated in steps. */
async function beginBefore(filePath: string, offset: JournalOffset): Promise<number> {
  const step = (await readHeader(filePath))?.directoryStepBytes;
  if (!step || offset < 2 * step) return HEADER_BYTES;
  const found = await findBlock(filePath, (Math.floor(offset / step) - 1) * step);
  return found !== null && found <= offset ? found : HEADER_BYTES;
}

/** Number of the journal file that holds the next record. Refuses with 2000 when it is not here, and nothing shows that it held no more. */
async function firstNeeded(instance: CatchUpWorld, { file }: MountedDatabase): Promise<Outcome<number>> {
  const history = historyOf(instance, file);
  const member = instance.mirrors.seatOf(file)?.member;
  const position = mirrorPosition(file);
  const first = history.files()[0];
  const needed = Math.max(1, position.fileCount);
  const mirror = file.identity.mirror;
  if (first && first.fileCount <= needed) return accepted(needed);
  const previous = first && first.fileCount === needed + 1 ? (await readHeader(history.pathOf(first.fileCount)))?.previous : null;
  // It had everything of that file.
  if (first && previous && position.fileCount === needed && previous.end <= position.offset) return accepted(first.fileCount);
  if (first && member && (await retrieveJournalBackTo(instance, member, needed))) return accepted(needed);
  return refused('2000', [
    String(needed),
    mirror?.mirrorDatabaseName ?? '',
    `${instance.options.directory}/mgr/${mirrorJournalLogName(mirror?.mirrorName ?? '')}`,
  ]);
}

function bytesBetween(history: MirrorHistory, from: JournalPosition, to: JournalPosition): number {
  let bytes = 0;
  for (const { fileCount, start, end } of history.files()) {
    if (fileCount < from.fileCount || fileCount > to.fileCount) continue;
    bytes += (fileCount === to.fileCount ? to.offset : end) - (fileCount === from.fileCount ? from.offset : start);
  }
  return Math.max(0, bytes);
}

/** The journal files of the mirror that the file belongs to. */
const historyOf = (instance: CatchUpWorld, file: DatabaseFile): MirrorHistory =>
  instance.mirrors.seatOf(file)?.history ?? instance.journal.mirror;
