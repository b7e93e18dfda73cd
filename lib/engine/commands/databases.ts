/** Databases and what is in them: new ones, adding to the mirror, nodes. Rules: engine facts 8.1–8.3. */
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirroredDatabase } from '../../contract/mirror-config.ts';
import { parseMirrorDatabaseName } from '../../contract/names.ts';
import { CATALOGUE_MS } from '../../machine/waits.ts';
import { realPath } from '../../machine/real-path.ts';
import { parseReference } from '../nodes/reference-text.ts';
import { newFileGuid } from '../journal/journal-log.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { DatabasesDone } from '../../contract/databases.ts';
import { downloadsDatabases } from '../../contract/units.ts';
import { catchUpDatabase } from '../databases/catch-up.ts';
import type { DatabaseDefinition } from '../store/config-store.ts';
import { findDatabase, isDatabaseOf, offerAddToMirror } from '../databases/database-offers.ts';
import { findCopies } from '../download/download-copy.ts';
import { noSource } from '../download/downloads.ts';
import { folderOnHost } from '../databases/folder-on-host.ts';
import { eachDatabase } from '../databases/each-database.ts';
import { settle } from '../databases/settling.ts';
import { memberOf } from './mirror-operation.ts';
import { committed, PORTAL_JOB } from './portal-updates.ts';
import type { Instance } from '../instance/instance.ts';
import type { MirrorMember } from '../member/mirror-member.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

export async function createDatabase(instance: Instance, command: Fields<'create-database'>): Promise<Outcome<{ name: string }>> {
  const name = command.name.trim().toUpperCase();
  if (!/^[A-Z_%][A-Z0-9_-]{0,63}$/.test(name)) return refused('P101', ['name', command.name], 'name');
  const existing = instance.databases();
  if (existing.some(({ definition }) => definition.name === name)) return refused('P108', [name], 'name');
  if (command.directory.trim() === '') return refused('P101', ['directory', ''], 'directory');
  const place = await folderOnHost(instance, command.directory, 'directory');
  if (!place.ok) return place;
  const directory = place.value;
  if (existing.some(({ definition }) => realPath(definition.directory) === realPath(directory)))
    return refused('P109', [directory], 'directory');
  const definition = {
    name,
    directory,
    resource: command.resource?.trim() || '%DB_%DEFAULT',
    journal: command.journal || command.mirrorDatabaseName !== null,
    isSystem: false,
    mountedReadOnly: false,
    maximumSizeMb: command.maximumSizeMb ?? 0,
    mountRequired: false,
    dismounted: false,
    mirrored: null,
  };
  if (command.useExistingFile === true) {
    const adopted = await guarded(() => instance.storage.adopt(definition));
    return adopted.ok ? accepted({ name }) : adopted;
  }
  if (command.mirrorDatabaseName === null) {
    const created = await guarded(() => instance.storage.create(definition, null));
    return created.ok ? accepted({ name }) : created;
  }
  const inMirror = { mirrorName: command.mirrorName, mirrorDatabaseName: command.mirrorDatabaseName };
  const created = await createMirrored(instance, definition, inMirror);
  return created.ok ? accepted({ name }) : created;
}

/** Made in a mirror, as the member that this instance is of it may. */
async function createMirrored(
  instance: Instance,
  definition: DatabaseDefinition,
  command: { readonly mirrorName: string | undefined; readonly mirrorDatabaseName: string },
): Promise<Outcome<null>> {
  const { name } = definition;
  const mirrorDatabaseName = parseMirrorDatabaseName(command.mirrorDatabaseName);
  if (!mirrorDatabaseName.ok) return mirrorDatabaseName;
  const found = memberOf(instance, command.mirrorName);
  if (!found.ok) return { ok: false, refusal: { field: 'mirrorDatabaseName', ...found.refusal } };
  const member = found.value;
  const entry = await mirrorEntry(instance, member, mirrorDatabaseName.value, definition.directory);
  if (!entry.ok) return entry;
  const { database, isDownloaded } = entry.value;
  if (isDownloaded) {
    const awaiting = await guarded(() => createForDownload(instance, member, definition, database));
    if (!awaiting.ok) return awaiting;
    instance.downloads.begin(name);
    return accepted(null);
  }
  const config = member.config();
  const attribute = {
    mirrorGuid: config.guid,
    mirrorName: config.name,
    mirrorDatabaseName: database.name,
    createdAsMirrored: true,
    activated: true,
  };
  const position = database.bornAt ? { history: 'mirror' as const, ...database.bornAt } : null;
  const created = await guarded(() =>
    instance.storage.create(
      { ...definition, mirrored: { mirrorName: config.name, databaseName: database.name, databaseGuid: database.guid } },
      { attribute, guid: database.guid, position },
    ),
  );
  if (!created.ok) return created;
  if (!member.isPrimary) {
    // Engine facts 1.4: cleared when it is added on such a member.
    if (member.self().kind === 'read-write-reporting') await instance.storage.byMirror.clearFailoverFlag(created.value);
    // Its life so far may be long: the others do not wait for it.
    instance.tasks.begin('catch-up', [name], (task) => catchUpDatabase(instance, created.value, task));
    return accepted(null);
  }
  return listInMirror(instance, member, { created: created.value, database });
}

/** Nothing of it may stay when that is refused: a database that the mirror does not list is nobody's. */
async function listInMirror(
  instance: Instance,
  member: MirrorMember,
  { created, database }: { readonly created: MountedDatabase; readonly database: MirroredDatabase },
): Promise<Outcome<null>> {
  const listed = await guarded(() =>
    member.changeConfiguration((now) =>
      now.databases.some((other) => other.name === database.name)
        ? refused('2061', [database.name, member.self().name], 'mirrorDatabaseName')
        : accepted({ ...now, databases: [...now.databases, database] }),
    ),
  );
  if (!listed.ok) {
    await instance.storage.discardNew(created.name);
    return listed;
  }
  instance.storage.refreshWritability();
  instance.storage.announce(created);
  return accepted(null);
}

/**
 * On the primary a new entry of the mirror's catalogue; elsewhere the one that the primary made (2103). There a newer version of the
 * product downloads it from a member that has a valid copy, and refuses with P402 when none has; where only older versions have one, it is
 * as it was with them: the journal holds its whole life, or it has to be brought (2105).
 */
async function mirrorEntry(
  instance: Instance,
  member: MirrorMember,
  name: string,
  directory: string,
): Promise<Outcome<{ database: MirroredDatabase; isDownloaded: boolean }>> {
  await hasDatabase(member, name);
  const config = member.config();
  const listed = config.databases.find((database) => database.name === name);
  const fullName = `:mirror:${config.name}:${name}`;
  if (member.isPrimary) {
    if (listed) return refused('2061', [name, member.self().name], 'mirrorDatabaseName');
    const { header, end } = instance.journal.writer.current;
    return accepted({
      database: { name, guid: newFileGuid(), createdAsMirrored: true, directory, bornAt: { fileCount: header.fileCount, offset: end } },
      isDownloaded: false,
    });
  }
  if (!listed) return refused('2103', [fullName], 'mirrorDatabaseName');
  if (instance.databases().some((found) => isDatabaseOf(found, config.name, name))) return refused('2063', [name], 'mirrorDatabaseName');
  if (downloadsDatabases(instance.version)) {
    const found = await findCopies(member, listed);
    if (found.sources.length > 0) return accepted({ database: listed, isDownloaded: true });
    const isOlder = found.refusals.some(({ code }) => code === 'P401');
    if (!isOlder) return { ok: false, refusal: { ...noSource(member, listed, found), field: 'mirrorDatabaseName' } };
  }
  if (!listed.createdAsMirrored)
    return refused(
      '2105',
      [fullName, config.members.find(({ guid }) => guid === member.driver.state.settings.partner?.guid)?.name ?? ''],
      'mirrorDatabaseName',
    );
  return accepted({ database: listed, isDownloaded: false });
}

/**
 * Whether the mirror has a database of that name. Elsewhere than on the primary, whose last change may be on its way, a no takes
 * `CATALOGUE_MS`.
 */
export function hasDatabase(member: MirrorMember, name: string): Promise<boolean> {
  const isListed = () => member.config().databases.some((database) => database.name === name);
  return member.isPrimary ? Promise.resolve(isListed()) : member.configurationHolds(isListed, CATALOGUE_MS);
}

/** An empty database in download mode: read-only, and without part in the mirror until its copy is here. Refuses as creating does. */
function createForDownload(
  instance: Instance,
  member: MirrorMember,
  definition: DatabaseDefinition,
  database: MirroredDatabase,
): Promise<Outcome<MountedDatabase>> {
  const config = member.config();
  const attribute = {
    mirrorGuid: config.guid,
    mirrorName: config.name,
    mirrorDatabaseName: database.name,
    createdAsMirrored: database.createdAsMirrored,
    activated: true,
    needsCatchUp: true,
    download: 'copy' as const,
  };
  return instance.storage.create(
    { ...definition, mirrored: { mirrorName: config.name, databaseName: database.name, databaseGuid: database.guid } },
    { attribute, guid: database.guid, position: null },
  );
}

/** The disk may refuse what is asked: the sentence goes to the person, nothing else happens. */
async function guarded<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    return refused('2104', [error instanceof Error ? error.message : String(error)], 'directory');
  }
}

/** The product runs this many in the background without being asked (engine facts 8.3). */
const IN_BACKGROUND_FROM = 5;

/** Engine facts 8.3: existing databases, with their data; the other members need a copy of each. */
export function addDatabasesToMirror(
  instance: Instance,
  { databases, inBackground }: Fields<'add-databases-to-mirror'>,
): Promise<Outcome<DatabasesDone>> | Outcome<never> {
  const member = instance.mirror;
  if (!member) return refused('2074');
  if (!member.isPrimary) return refused('2113');
  const nameOf = new Map(databases.map((wanted) => [wanted.name, wanted]));
  return eachDatabase(
    instance,
    'add-to-mirror',
    { databases: [...nameOf.keys()], inBackground: inBackground === true || nameOf.size >= IN_BACKGROUND_FROM },
    (name) => addOne(instance, member, nameOf.get(name) as { name: string; mirrorDatabaseName: string }),
  );
}

async function addOne(
  instance: Instance,
  member: MirrorMember,
  wanted: { name: string; mirrorDatabaseName: string },
): Promise<Outcome<null>> {
  const field = `mirrorDatabaseName.${wanted.name}`;
  const mirrorDatabaseName = parseMirrorDatabaseName(wanted.mirrorDatabaseName, field);
  if (!mirrorDatabaseName.ok) return mirrorDatabaseName;
  const found = findDatabase(instance, wanted.name);
  const offered = found.ok ? offerAddToMirror(instance, found.value) : found;
  if (!found.ok || !offered.ok || !found.value.mounted)
    return { ok: false, refusal: { ...(offered.ok ? { code: 'P151' as const, args: [wanted.name] } : offered.refusal), field } };
  const { mounted, definition } = found.value;
  if (member.config().databases.some(({ name }) => name === mirrorDatabaseName.value))
    return refused('2061', [mirrorDatabaseName.value, member.self().name], field);
  // What was written before belongs to the database as it is now; from here on its records carry the mirror's name. Nothing may be written
  // in between.
  mounted.writable = refused('P150', [wanted.name, 'add to mirror'], field);
  try {
    const settled = await settle(instance, mounted);
    return settled.ok ? await convert(instance, member, { definition, mounted }, mirrorDatabaseName.value) : settled;
  } finally {
    instance.storage.refreshWritability();
  }
}

/**
 * The file first: a crash in between leaves one that the mirror does not list, which shows as orphaned and can be removed from it. A
 * refusal takes it back.
 */
async function convert(
  instance: Instance,
  member: MirrorMember,
  { definition, mounted }: { definition: DatabaseDefinition; mounted: MountedDatabase },
  name: string,
): Promise<Outcome<null>> {
  const config = member.config();
  const entry: MirroredDatabase = { name, guid: newFileGuid(), createdAsMirrored: false, directory: definition.directory };
  const { file } = mounted;
  const { header, end } = instance.journal.writer.current;
  const before = file.position;
  const attribute = {
    mirrorGuid: config.guid,
    mirrorName: config.name,
    mirrorDatabaseName: name,
    createdAsMirrored: false,
    activated: true,
    databaseGuid: entry.guid,
    home: instance.storage.homeIn(config.guid, file.directory),
  };
  try {
    await file.setMirror(attribute, { history: 'mirror', fileCount: header.fileCount, offset: end });
    await instance.storage.redefine({
      ...definition,
      journal: true,
      mirrored: { mirrorName: config.name, databaseName: name, databaseGuid: entry.guid },
    });
    const listed = await member.changeConfiguration((now) =>
      now.databases.some((other) => other.name === name)
        ? refused('2061', [name, member.self().name], `mirrorDatabaseName.${definition.name}`)
        : accepted({ ...now, databases: [...now.databases, entry] }),
    );
    if (listed.ok) return accepted(null);
    await takeBack();
    return listed;
  } catch (error) {
    await takeBack();
    throw error;
  }

  async function takeBack(): Promise<void> {
    await file.setMirror(null, before);
    await instance.storage.redefine(definition);
  }
}

export async function setNode(instance: Instance, { database, reference, value }: Fields<'set-node'>): Promise<Outcome<null>> {
  const parsed = parseReference(reference);
  if (!parsed.ok) return { ok: false, refusal: { ...parsed.refusal, field: 'reference' } };
  const done = instance.globals.set({ job: PORTAL_JOB, database, ...parsed.value }, value);
  return done.ok ? committed(instance, done.value.sequence, reference) : done;
}

export async function killNode(instance: Instance, { database, reference }: Fields<'kill-node'>): Promise<Outcome<{ count: number }>> {
  const parsed = parseReference(reference);
  if (!parsed.ok) return { ok: false, refusal: { ...parsed.refusal, field: 'reference' } };
  const done = instance.globals.kill({ job: PORTAL_JOB, database, ...parsed.value });
  if (!done.ok) return done;
  const outcome = await committed(instance, done.value.sequence, reference);
  return outcome.ok ? accepted({ count: done.value.count }) : outcome;
}
