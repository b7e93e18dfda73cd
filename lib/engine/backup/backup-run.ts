/**
 * One backup, while writes go on.
 *
 * The journal is switched, a marker is written, and when everything before it is in the database files a snapshot of each file is taken:
 * nodes and journal position of one moment. The snapshots are written out at leisure; what happens meanwhile is in the journal from those
 * positions on. An incremental backup takes the nodes that the journal names since the backup that it counts from, with the values of the
 * snapshot; a database of which that cannot be said (never backed up, not journaled, restored since, journal purged) goes in whole.
 * So one pass is enough where the product makes three, and no update waits. Engine facts 8.4.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { BackupKind } from '../../contract/backups.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import { PRODUCT_VERSION } from '../../contract/units.ts';
import { FIRST_NODE_KEY, type DatabaseSnapshot } from '../database/database-file.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { recordsOf } from '../journal/block.ts';
import { DirectoryTable } from '../journal/directory-table.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { readBlocks } from '../journal/journal-reader.ts';
import type { BackupRecord, BackupRunRow, RecordedDatabase } from '../store/backup-store.ts';
import type { DatabaseDefinition } from '../store/config-store.ts';
import type { BackupWorld } from './backup-world.ts';
import { Aborted, type Reporter } from './reporter.ts';
import { ChangedKeys } from './changed-keys.ts';
import { type BackupPosition, instanceGuid, JournalPlaces } from './journal-places.ts';
import { type LabelDatabase, type NamedPosition, NodeChunk, type NodeEntry, type VolumeLabel } from './volume-format.ts';
import { VolumeWriter } from './volume-writer.ts';

/** Behind every node. */
const END_KEY = Buffer.from([0xff]);
/** Marker records belong to no client. */
const BACKUP_JOB = 0xffff_0001;
const MADE_BY = `Mirror Portal ${PRODUCT_VERSION}`;

export interface BackupOrder {
  readonly kind: BackupKind;
  readonly databases: readonly string[];
  readonly file: string;
  readonly description: string;
  /** Completed backups of this instance, newest first. */
  readonly history: readonly BackupRunRow[];
  readonly purgeAfterDays: number | null;
}

export interface BackupResult {
  readonly record: BackupRecord;
  readonly journalFiles: string[];
  /** What a person should look at; empty when all is well. */
  readonly warnings: string[];
}

interface Subject {
  readonly definition: DatabaseDefinition;
  readonly mounted: MountedDatabase;
  readonly snapshot: DatabaseSnapshot;
  readonly position: NamedPosition | null;
  readonly recorded: RecordedDatabase;
  /** What changed since `since`; null: it is taken whole. */
  changes: { since: BackupRecord; keys: ChangedKeys } | null;
}

/** Refuses with P165, P164 (with nothing left behind), P180 (aborted). */
export async function runBackup(instance: BackupWorld, order: BackupOrder, reporter: Reporter): Promise<Outcome<BackupResult>> {
  const subjects: Subject[] = [];
  const releases = order.databases.flatMap((name) => instance.database(name)?.use('backup') ?? []);
  try {
    const guid = randomUUID().toUpperCase();
    const marker = await mark(instance, guid, reporter);
    const places = await JournalPlaces.read(instance);
    subjects.push(...takeSnapshots(instance, order.databases, marker.changesFrom, places));
    const counted = await findChanges(order, subjects, places, reporter);
    if (!counted.ok) return counted;
    describeStart(reporter, order, subjects, places, marker);
    const record: BackupRecord = {
      guid,
      kind: order.kind,
      madeAt: instance.clock.wallTime().toISOString(),
      databases: subjects.map(({ recorded }) => recorded),
    };
    const written = await write(instance, order, record, subjects, reporter);
    if (!written.ok) return written;
    return accepted({
      record,
      journalFiles: journalFilesOf(subjects, places),
      warnings: [
        ...counted.value,
        ...order.databases
          .filter((name) => !subjects.some(({ definition }) => definition.name === name))
          .map((name) => `${name} ${instance.database(name) ? 'awaits its download' : 'is not mounted'} and was left out`),
      ],
    });
  } catch (error) {
    if (error instanceof Aborted) return refused('P180');
    throw error;
  } finally {
    for (const { snapshot } of subjects) snapshot.nodes.close();
    for (const release of releases) release();
  }
}

interface Marker {
  readonly path: string;
  readonly offset: number;
  /** No transaction that is open has a record of this instance's journal before it. */
  readonly changesFrom: BackupPosition;
}

/** The journal switched, a marker in the new file, and everything before it in the database files. */
async function mark(instance: BackupWorld, guid: string, reporter: Reporter): Promise<Marker> {
  const { journal } = instance;
  reporter.at('Switching the journal');
  await reporter.unlessAborted(journal.switchFile('Backup'));
  const { path: file, header } = journal.writer.current;
  reporter.log.line('Journal file switched to:');
  reporter.log.line(file);
  reporter.log.line();
  const text = `Backup ${guid}`;
  const sequence = journal.writer.append({
    type: 'mark',
    inTransaction: false,
    job: BACKUP_JOB,
    database: null,
    key: Buffer.alloc(0),
    value: Buffer.from(text),
    oldValue: undefined,
  });
  await reporter.unlessAborted(Promise.resolve(journal.whenCommitted(sequence)));
  await journal.applied();
  await journal.advancePositions();
  await instance.mirrors.advancePositions();
  const start = header.minTransaction ?? { fileCount: header.fileCount, offset: HEADER_BYTES };
  return {
    path: file,
    offset: await findMarker(file, text),
    changesFrom: {
      history: header.mirror ? 'mirror' : 'local',
      ...start,
      fileGuid: start.fileCount === header.fileCount ? header.fileGuid : '',
    },
  };
}

/** Where the journal has it. It is there: it was committed, in a file that had just begun. */
async function findMarker(file: string, text: string): Promise<number> {
  for await (const block of readBlocks(file))
    for (const { address, record } of recordsOf(block)) if (record.type === 'mark' && record.value?.toString() === text) return address;
  throw new Error(`the journal marker is not in ${file}`);
}

function takeSnapshots(instance: BackupWorld, names: readonly string[], changesFrom: BackupPosition, places: JournalPlaces): Subject[] {
  const wanted = new Set(names);
  const from = changesFrom.fileGuid === '' ? places.locate(changesFrom, null) : changesFrom;
  return instance.databases().flatMap(({ definition, mounted }) => {
    // One that awaits its download is empty, which its backup would take for its whole life.
    if (!mounted || !wanted.has(definition.name) || instance.standingOf(mounted) === 'needs-download') return [];
    const snapshot = mounted.file.snapshot();
    const isMirrored = snapshot.identity.mirror !== null;
    const position = places.locate(snapshot.position, snapshot.identity.mirror?.mirrorName ?? null);
    const recorded: RecordedDatabase = {
      name: definition.name,
      guid: snapshot.identity.guid,
      lineage: snapshot.lineage,
      journalName: mounted.journalDatabase.journalName,
      journalGuid: mounted.journalDatabase.guid,
      position: position && unnamed(position),
      // What a takeover rolls back is in the mirror's journal as a change; a crash recovery of other databases rolls back without a word.
      changesFrom: isMirrored ? position && unnamed(position) : from && earlierOf(from, position),
    };
    return [{ definition, mounted, snapshot, position, recorded, changes: null }];
  });
}

const unnamed = ({ history, fileCount, offset, fileGuid }: BackupPosition): BackupPosition => ({ history, fileCount, offset, fileGuid });

/** Both in the instance's own order; positions of one file compare by offset, else the one in the earlier file is the transaction's. */
const earlierOf = (from: BackupPosition, position: NamedPosition | null): BackupPosition =>
  position && position.fileGuid === from.fileGuid && position.offset < from.offset ? unnamed(position) : unnamed(from);

/**
 * For an incremental backup: which database counts from which backup, and the keys that the journal names since. Answers what a person
 * should know.
 */
async function findChanges(
  order: BackupOrder,
  subjects: readonly Subject[],
  places: JournalPlaces,
  reporter: Reporter,
): Promise<Outcome<string[]>> {
  const warnings: string[] = [];
  if (order.kind === 'full') return accepted(warnings);
  const inFull = new Set(order.history.flatMap(({ backup }) => (backup?.kind === 'full' ? backup.databases.map(({ guid }) => guid) : [])));
  if (!subjects.some(({ recorded }) => inFull.has(recorded.guid))) return refused('P165');
  const spans = new Map<string, { fileGuid: string; interested: Set<Subject> }>();
  for (const subject of subjects) {
    const base = findBase(order, subject);
    if (!base?.database.changesFrom) continue;
    const { files, missing } = places.from(base.database.changesFrom, subject.snapshot.identity.mirror?.mirrorName ?? null);
    if (missing !== null) {
      // Journal files are purged by their own rules; a backup that is larger than it could be is better than none.
      warnings.push(refusalText({ code: 'P166', args: [missing, subject.definition.name] }, 'en'));
      continue;
    }
    subject.changes = { since: base.record, keys: new ChangedKeys() };
    for (const { path: file, fileGuid } of files) {
      const span = spans.get(file) ?? { fileGuid, interested: new Set() };
      span.interested.add(subject);
      spans.set(file, span);
    }
  }
  let done = 0;
  for (const [file, { fileGuid, interested }] of spans) {
    reporter.at(path.basename(file));
    const end = await readChanges(file, interested, reporter);
    for (const subject of interested) {
      if (end !== null && end >= neededEnd(subject, fileGuid, places)) continue;
      subject.changes = null;
      warnings.push(refusalText({ code: 'P166', args: [file, subject.definition.name] }, 'en'));
    }
    reporter.progress(++done, null);
  }
  return accepted(warnings);
}

/** The backup that the database's changes count from; null when it must be taken whole. */
function findBase(order: BackupOrder, { mounted, recorded }: Subject): { record: BackupRecord; database: RecordedDatabase } | null {
  if (!mounted.isJournaled) return null;
  for (const { backup } of order.history) {
    if (!backup || (order.kind === 'cumulative' && backup.kind !== 'full')) continue;
    const database = backup.databases.find(({ guid }) => guid === recorded.guid);
    if (!database) continue;
    const isSame =
      database.lineage === recorded.lineage &&
      database.journalName === recorded.journalName &&
      database.journalGuid === recorded.journalGuid;
    return isSame ? { record: backup, database } : null;
  }
  return null;
}

/** A file that ends before this, whatever has become of its rest, does not tell all that has changed. */
const neededEnd = ({ position }: Subject, fileGuid: string, places: JournalPlaces): number =>
  places.endOf(fileGuid) ?? (position?.fileGuid === fileGuid ? position.offset : 0);

/** How far the file could be read; null when it was purged just now. */
async function readChanges(file: string, interested: ReadonlySet<Subject>, reporter: Reporter): Promise<number | null> {
  const directory = new DirectoryTable();
  let end = HEADER_BYTES;
  try {
    for await (const block of readBlocks(file)) {
      reporter.throwIfAborted();
      end = block.end;
      for (const { record } of recordsOf(block)) {
        directory.see(record);
        if (record.type !== 'set' && record.type !== 'kill' && record.type !== 'kill-node') continue;
        const { journalName, guid } = directory.databaseOf(record);
        for (const { recorded, changes } of interested)
          if (recorded.journalName === journalName && recorded.journalGuid === guid) changes?.keys.see(record);
      }
    }
    return end;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function describeStart(reporter: Reporter, order: BackupOrder, subjects: readonly Subject[], places: JournalPlaces, marker: Marker): void {
  const { log } = reporter;
  for (const file of journalFilesOf(subjects, places)) {
    log.line(`Journal file '${file}' and the subsequent ones are required for recovery purpose if the backup were to be restored`);
    log.line();
  }
  log.line('Journal marker set at');
  log.line(`offset ${marker.offset} of ${marker.path}`);
  log.line();
  if (order.kind !== 'full') {
    for (const { definition, changes } of subjects)
      log.line(
        changes
          ? `${definition.directory}/: changes since the backup of ${changes.since.madeAt}`
          : `${definition.directory}/: whole, for no earlier backup can be counted from`,
      );
    log.line();
  }
}

async function write(
  instance: BackupWorld,
  order: BackupOrder,
  record: BackupRecord,
  subjects: readonly Subject[],
  reporter: Reporter,
): Promise<Outcome<null>> {
  let writer: VolumeWriter | null = null;
  try {
    writer = await VolumeWriter.begin(order.file, labelOf(instance, order, record, subjects), reporter.openFile);
    const total = subjects.reduce((sum, { snapshot, changes }) => sum + (changes ? changes.keys.count : snapshot.nodes.count), 0);
    reporter.log.line('Starting backup pass 1');
    const entries: number[] = [];
    let before = 0;
    for (const [index, subject] of subjects.entries()) {
      const count = await writeDatabase(writer, index, subject, { reporter, before, total });
      entries.push(count);
      before += count;
    }
    await writer.finish({ endedAt: instance.clock.wallTime().toISOString(), entries });
    reporter.log.line(`Backup pass 1 complete at ${reporter.log.now()}`);
    return accepted(null);
  } catch (error) {
    await writer?.discard();
    if (error instanceof Aborted) throw error;
    return refused('P164', [order.file, error instanceof Error ? error.message : String(error)], 'device');
  }
}

async function writeDatabase(
  writer: VolumeWriter,
  index: number,
  subject: Subject,
  { reporter, before, total }: { reporter: Reporter; before: number; total: number },
): Promise<number> {
  const { definition, snapshot, changes } = subject;
  reporter.at(definition.name);
  reporter.log.line(`Backing up ${definition.directory}/ at ${reporter.log.now()}`);
  const startedMs = reporter.nowMs();
  await writer.writeJson('database', { index });
  const chunk = new NodeChunk();
  const flush = async () => {
    reporter.throwIfAborted();
    await writer.write({ kind: 'nodes', body: chunk.take() });
    reporter.wrote(writer.sizeBytes);
    reporter.progress(before + chunk.count, Math.max(total, before + chunk.count));
    // The instance has a mirror to serve between two chunks.
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (const entry of changes ? changes.keys.entries(snapshot.nodes) : allNodes(snapshot)) {
    chunk.add(entry);
    if (chunk.isFull) await flush();
  }
  if (chunk.size > 0) await flush();
  reporter.log.line(`Copied ${chunk.count} nodes in ${((reporter.nowMs() - startedMs) / 1000).toFixed(3)} seconds`);
  reporter.log.line();
  reporter.log.line(`Finished this pass of copying ${definition.directory}/`);
  reporter.log.line();
  return chunk.count;
}

function* allNodes({ nodes }: DatabaseSnapshot): Generator<NodeEntry, void, void> {
  for (const { key, value } of nodes.range({ start: FIRST_NODE_KEY, end: END_KEY })) yield { kind: 'set', key, value };
}

function labelOf(instance: BackupWorld, order: BackupOrder, record: BackupRecord, subjects: readonly Subject[]): VolumeLabel {
  const { mirror } = instance;
  const [previous] = order.history;
  const lastFull = order.history.find(({ backup }) => backup?.kind === 'full')?.backup;
  return {
    guid: record.guid,
    kind: order.kind,
    madeAt: record.madeAt,
    madeBy: MADE_BY,
    description: order.description,
    instance: {
      guid: instanceGuid(instance),
      host: instance.options.host,
      name: instance.options.name,
      directory: instance.options.directory,
    },
    mirror: mirror
      ? {
          guid: mirror.config().guid,
          name: mirror.config().name,
          memberName: mirror.self().name,
          memberGuid: mirror.self().guid,
          memberType: mirror.self().kind,
        }
      : null,
    previous: previous?.backup ? { guid: previous.backup.guid, madeAt: previous.backup.madeAt, kind: previous.backup.kind } : null,
    lastFull: lastFull ? { guid: lastFull.guid, madeAt: lastFull.madeAt } : null,
    purgeAfterDays: order.purgeAfterDays,
    databases: subjects.map(toLabelDatabase),
  };
}

function toLabelDatabase({ definition, snapshot, mounted, position, changes }: Subject): LabelDatabase {
  const { guid, mirror } = snapshot.identity;
  return {
    name: definition.name,
    directory: definition.directory,
    guid,
    mirror: mirror && {
      mirrorGuid: mirror.mirrorGuid,
      mirrorName: mirror.mirrorName,
      mirrorDatabaseName: mirror.mirrorDatabaseName,
      createdAsMirrored: mirror.createdAsMirrored,
    },
    mirrorDatabaseGuid: mirror && (mirror.databaseGuid ?? definition.mirrored?.databaseGuid ?? null),
    lineage: snapshot.lineage,
    resource: definition.resource,
    journal: definition.journal,
    isSystem: definition.isSystem,
    maximumSizeMb: definition.maximumSizeMb,
    sizeBytes: mounted.file.sizeBytes(),
    contents: changes ? 'changes' : 'whole',
    since: changes && { guid: changes.since.guid, madeAt: changes.since.madeAt },
    position,
  };
}

/** At most one of the mirror's and one of the instance's own, the earliest of each that a database needs. */
function journalFilesOf(subjects: readonly Subject[], places: JournalPlaces): string[] {
  const earliest = (files: readonly { path: string; fileGuid: string }[], guids: ReadonlySet<string>) =>
    files.find(({ fileGuid }) => guids.has(fileGuid))?.path ?? null;
  const guidsOf = (isMirrored: boolean, choose: (subject: Subject) => BackupPosition | null) =>
    new Set(
      subjects
        .filter(({ snapshot }) => (snapshot.identity.mirror !== null) === isMirrored)
        .flatMap((subject) => choose(subject)?.fileGuid ?? []),
    );
  const found = [
    earliest(
      places.mirror,
      guidsOf(true, ({ position }) => position),
    ),
    earliest(
      places.own,
      guidsOf(false, ({ recorded }) => recorded.changesFrom),
    ),
  ];
  return [...new Set(found.filter((file) => file !== null))];
}
