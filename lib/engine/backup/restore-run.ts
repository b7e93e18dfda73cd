/**
 * One restore, by a plan.
 *
 * Every database is built beside the one that it replaces, in a folder of its own; all backup files are read to their ends, and every
 * checksum is right, before the first database is touched. Then, one after the other: the database is taken away, the new file is renamed
 * over the old one, and it is mounted. A crash at any moment leaves each database either as it was or as it was backed up. A mirrored one
 * is then activated and catches up with the mirror's journal from the very record where its backup ended (engine facts 8.4); another one of
 * this instance gets the instance's own journal before the swap.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import { subtreeRange } from '../nodes/collation.ts';
import { DATABASE_FILE_NAME, DatabaseFile } from '../database/database-file.ts';
import { type AppliedPosition, type DatabaseIdentity, toMetadata } from '../database/database-metadata.ts';
import { LmdbStore } from '../database/lmdb-store.ts';
import { MountedDatabase } from '../database/mounted-database.ts';
import type { StoreChange } from '../database/ordered-store.ts';
import { JOURNAL_LOG_NAME, mirrorJournalLogName } from '../journal/journal-log.ts';
import { catchUpDatabase } from '../databases/catch-up.ts';
import { activateDatabase } from '../databases/activation.ts';
import type { BackupWorld } from './backup-world.ts';
import { retrieveJournalBackTo } from '../channel/journal-retrieval.ts';
import { recoverLocalDatabases } from '../dejournal/local-recovery.ts';
import { instanceGuid } from './journal-places.ts';
import { Aborted, type Reporter } from './reporter.ts';
import type { PlannedRestore, RestorePlan } from './restore-plan.ts';
import type { NodeEntry } from './volume-format.ts';
import { readNodes } from './volume-reader.ts';
import { syncFolder } from './volume-writer.ts';

/** Beside the database that it will replace, on the same disk. */
const FOLDER = '.restoring';
export const restoringFolder = (directory: string) => path.join(directory, FOLDER);

export interface RestoreOptions {
  readonly plan: RestorePlan;
  readonly applyJournal: 'restored' | 'until' | 'none';
  /** With `until`: the last moment whose updates are applied, wall time. */
  readonly untilMs?: number | undefined;
  /** Asked once more when all is built, since roles and journals change: why it must not go on, or null. */
  readonly objection: () => Promise<Refusal | null>;
  /** Opens or makes the file of a database that is being built. */
  readonly openStore?: ((name: string) => LmdbStore) | undefined;
}

interface Building {
  readonly planned: PlannedRestore;
  readonly folder: string;
  readonly store: LmdbStore;
}

/**
 * Answers what a person should look at. Refuses with P163, P179, P180; databases restored before the refusal stay restored, and the log
 * names them.
 */
export async function runRestore(
  instance: BackupWorld,
  { plan, applyJournal, untilMs, objection, openStore = (name) => new LmdbStore(name) }: RestoreOptions,
  reporter: Reporter,
): Promise<Outcome<string[]>> {
  const building: Building[] = [];
  const warnings: string[] = [];
  try {
    const fetched = await fetchJournal(instance, plan, reporter);
    if (!fetched.ok) return fetched;
    for (const planned of plan.restores) building.push(await begin(planned, openStore));
    const built = await build(plan, building, reporter);
    if (!built.ok) return built;
    const objected = await objection();
    if (objected) return { ok: false, refusal: objected };
    const linked: string[] = [];
    for (const one of building) {
      reporter.throwIfAborted();
      reporter.at(one.planned.chain.database.name);
      const swapped = await swap(instance, one, { applyJournal, untilMs }, reporter);
      if (!swapped.ok) return refused('P179', [one.planned.chain.database.name, refusalText(swapped.refusal, 'en')]);
      if (one.planned.isMirrored) linked.push(swapped.value);
    }
    // When all are in place: where the journal was missing for one of the old copies, it begins anew only then.
    for (const name of linked) {
      if (isBeforeJoining(instance, name))
        reporter.log.line(`Mirrored DB ${name} stays read-only until this instance has joined its mirror: then Activate and Catchup.`);
      else warnings.push(...(await link(instance, name, reporter)));
    }
    return accepted(warnings);
  } catch (error) {
    if (error instanceof Aborted) return refused('P180');
    return refused('P179', [reporter.subject, error instanceof Error ? error.message : String(error)]);
  } finally {
    for (const { store, folder } of building) {
      await store.close().catch(() => undefined);
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/**
 * Mirror journal files that this member no longer has, or never had, are brought from the agents of the others first (engine facts 8.5).
 */
async function fetchJournal(instance: BackupWorld, plan: RestorePlan, reporter: Reporter): Promise<Outcome<null>> {
  for (const { chain, isMirrored } of plan.restores) {
    const { position, name, mirror } = chain.database;
    const member = mirror && instance.mirrors.withGuid(mirror.mirrorGuid);
    const first = member?.journal.files()[0];
    const needed = position?.fileCount ?? 1;
    if (!isMirrored || !member || !first || first.fileCount <= needed) continue;
    reporter.at(`Journal file #${needed}`);
    reporter.log.line(`Retrieving the mirror journal files from #${needed} on from other members`);
    if (!(await reporter.unlessAborted(retrieveJournalBackTo(instance, member, needed))))
      return refused('2000', [String(needed), name, path.join(instance.options.directory, 'mgr', mirrorJournalLogName(mirror.mirrorName))]);
  }
  return accepted(null);
}

async function begin(planned: PlannedRestore, openStore: (name: string) => LmdbStore): Promise<Building> {
  const folder = restoringFolder(planned.target.directory);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return { planned, folder, store: openStore(path.join(folder, DATABASE_FILE_NAME)) };
}

/** Reads each file once, for all databases that need it. */
async function build(plan: RestorePlan, building: readonly Building[], reporter: Reporter): Promise<Outcome<null>> {
  const { log } = reporter;
  const total = plan.volumes.reduce((sum, { trailer }) => sum + (trailer?.entries.reduce((one, other) => one + other, 0) ?? 0), 0);
  let done = 0;
  for (const volume of plan.volumes) {
    const byIndex = new Map(
      building.flatMap((one) => one.planned.links.filter((link) => link.volume === volume).map(({ index }) => [index, one] as const)),
    );
    if (byIndex.size === 0) continue;
    log.line(`Specify input file for volume 1 of backup: ${volume.file}`);
    let current = -1;
    const read = await readNodes(
      volume.file,
      (index) => byIndex.has(index),
      async (index, entries) => {
        reporter.throwIfAborted();
        const one = byIndex.get(index) as Building;
        if (index !== current) {
          current = index;
          reporter.at(one.planned.chain.database.name);
          log.line(`***Restoring ${one.planned.target.directory}/ at ${log.now()}`);
        }
        await one.store.write(toChanges(one.store, entries));
        done += entries.length;
        reporter.progress(done, Math.max(total, done));
        reporter.wrote(building.reduce((sum, { store }) => sum + store.sizeBytes(), 0));
      },
    );
    if (!read.ok) return read;
    for (const [index, { planned }] of byIndex) log.line(`${read.value.entries[index] ?? 0} nodes restored of ${planned.chain.source}/`);
    log.line();
  }
  return accepted(null);
}

function toChanges(store: LmdbStore, entries: readonly NodeEntry[]): StoreChange[] {
  return entries.flatMap((entry): StoreChange[] => {
    if (entry.kind === 'set') return [[entry.key, entry.value]];
    if (entry.kind === 'remove') return [[entry.key, null]];
    // What a chunk clears was written by a file before this one: in this one the clearing comes first.
    return Array.from(store.range(subtreeRange(entry.key)), ({ key }) => [key, null] as const);
  });
}

/** Answers the name of the database. */
async function swap(
  instance: BackupWorld,
  { planned, folder, store }: Building,
  { applyJournal, untilMs }: Pick<RestoreOptions, 'applyJournal' | 'untilMs'>,
  reporter: Reporter,
): Promise<Outcome<string>> {
  const { database, source } = planned.chain;
  const { target } = planned;
  const isInPlace = planned.isOwn && target.directory === source;
  const position: AppliedPosition | null = database.position && {
    history: database.position.history,
    fileCount: database.position.fileCount,
    offset: database.position.offset,
  };
  await store.write(toMetadata({ identity: identityOf(planned, isInPlace), position, lineage: randomUUID() }));
  await store.flush();
  await store.close();
  const named = await nameTarget(instance, planned);
  if (!named.ok) return named;
  const { name, isNew } = named.value;
  const replaced = await instance.storage.replace(name, async (directory) => {
    // Nothing writes to the old one any more: its journal is complete.
    if (!planned.isMirrored && !planned.leavesMirror && planned.isOwn && applyJournal !== 'none')
      await applyOwnJournal(instance, planned, { folder, untilMs: applyJournal === 'until' ? untilMs : undefined }, reporter);
    await rename(path.join(folder, DATABASE_FILE_NAME), path.join(directory, DATABASE_FILE_NAME));
    await syncFolder(directory);
    return accepted(null);
  });
  if (!replaced.ok) {
    if (isNew) await instance.storage.undefine(name);
    return replaced;
  }
  reporter.log.line(`Mounting ${target.directory}/${planned.isMirrored ? ' which is a mirrored DB' : ''}`);
  reporter.log.line(`    ${target.directory}/       ... (Mounted)`);
  reporter.log.line();
  return accepted(name);
}

/** A copy in another place, or of another instance, is a database of its own: journal records of the original must not reach it. */
function identityOf({ chain, leavesMirror }: PlannedRestore, isInPlace: boolean): DatabaseIdentity {
  const { guid, mirror, mirrorDatabaseGuid } = chain.database;
  if (leavesMirror) return { guid: randomUUID().toUpperCase(), mirror: null };
  return {
    guid: isInPlace ? guid : randomUUID().toUpperCase(),
    mirror: mirror && {
      ...mirror,
      activated: false,
      databaseGuid: mirrorDatabaseGuid,
      home: null,
      needsCatchUp: true,
      failoverDatabase: true,
      download: null,
    },
  };
}

/**
 * Defines the database where there is none yet. A crash right behind it leaves one that cannot be mounted, which the next restore replaces.
 */
async function nameTarget(instance: BackupWorld, { chain, target }: PlannedRestore): Promise<Outcome<{ name: string; isNew: boolean }>> {
  if (target.definition) return accepted({ name: target.definition.name, isNew: false });
  const { database } = chain;
  const taken = new Set(instance.databases().map(({ definition }) => definition.name));
  let name = database.name;
  for (let number = 2; taken.has(name); number++) name = `${database.name}${number}`;
  await instance.storage.redefine({
    name,
    directory: target.directory,
    resource: database.resource,
    journal: database.journal,
    isSystem: false,
    mountedReadOnly: false,
    maximumSizeMb: database.maximumSizeMb,
    mountRequired: false,
    dismounted: true,
    mirrored: null,
  });
  return accepted({ name, isNew: true });
}

/**
 * ^DBREST, "All entries for the directories that you restored": from where the backup ends to what was last written to the old database, or
 * to a moment before that.
 */
async function applyOwnJournal(
  instance: BackupWorld,
  { chain }: PlannedRestore,
  { folder, untilMs }: { folder: string; untilMs: number | undefined },
  reporter: Reporter,
): Promise<void> {
  const opened = DatabaseFile.open(folder);
  if (!opened.ok) throw new Error(refusalText(opened.refusal, 'en'));
  try {
    const database = new MountedDatabase({ name: chain.database.name, file: opened.value, journalName: chain.source });
    database.journalDatabase = { journalName: chain.source, guid: chain.database.guid };
    const { files, missing, damaged } = await recoverLocalDatabases({
      logPath: path.join(path.dirname(instance.journalDirectory), JOURNAL_LOG_NAME),
      directory: instance.journalDirectory,
      creatorGuid: instanceGuid(instance),
      databases: [database],
      ...(untilMs !== undefined && { untilMs }),
    });
    if (damaged.length > 0) throw new Error(`journal file ${damaged[0]}: the entries since the backup cannot all be applied`);
    if (missing.length > 0) throw new Error(`journal file ${missing[0]} is missing: the entries since the backup cannot all be applied`);
    reporter.log.line(
      `Journal entries of ${files} file${files === 1 ? '' : 's'} applied to ${chain.source}/${untilMs === undefined ? '' : `, up to ${new Date(untilMs).toISOString()}`}`,
    );
  } finally {
    await opened.value.close();
  }
}

/** Its mirror is one that this instance does not belong to yet. */
function isBeforeJoining(instance: BackupWorld, name: string): boolean {
  const mirror = instance.database(name)?.file.identity.mirror;
  return mirror != null && !instance.mirrors.withGuid(mirror.mirrorGuid);
}

/**
 * The database belongs to this member and follows the mirror. What hinders it is a warning: it is restored, and catching up can be
 * repeated.
 */
async function link(instance: BackupWorld, name: string, reporter: Reporter): Promise<string[]> {
  const activated = await activateDatabase(instance, name);
  if (!activated.ok) return [`${name} could not be activated: ${refusalText(activated.refusal, 'en')}`];
  const caughtUp = await catchUpDatabase(instance, activated.value, { signal: reporter.signal });
  if (!caughtUp.ok) return [`${name} could not be caught up: ${refusalText(caughtUp.refusal, 'en')}`];
  reporter.log.line(`Journal records for mirrored DB ${name} were restored successfully.`);
  return [];
}
