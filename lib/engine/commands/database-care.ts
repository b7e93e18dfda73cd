/**
 * Databases as files of this instance: mounting, properties, deleting, compacting, checking. Rules: engine facts 8.5, 8.7; portal facts
 * 2.10, 2.11.
 */
import type { InstanceCommand } from '../../contract/commands.ts';
import type { DatabasesDone } from '../../contract/databases.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { DATABASE_FILES } from '../database/database-file.ts';
import { removeDatabaseFiles } from '../database/database-lock.ts';
import { checkIntegrity } from '../database/integrity-check.ts';
import type { DatabaseDefinition } from '../store/config-store.ts';
import type { Instance } from '../instance/instance.ts';
import { catchUpDatabase } from '../databases/catch-up.ts';
import {
  fieldOffers,
  findDatabase,
  offerCompact,
  offerDelete,
  offerDismount,
  offerIntegrityCheck,
  offerMount,
} from '../databases/database-offers.ts';
import { eachDatabase } from '../databases/each-database.ts';
import { offerDeleteNamespace } from './namespaces.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

const BYTES_PER_MB = 1024 * 1024;

/**
 * Engine facts 8.5: mounting a mirrored database catches it up. That it could not be is no reason not to have mounted it: it then needs
 * catchup.
 */
export function mountDatabases(instance: Instance, command: Fields<'mount-databases'>): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(instance, 'mount', command, async (name, task) => {
    const found = findDatabase(instance, name);
    if (!found.ok) return found;
    const offered = offerMount(found.value);
    if (!offered.ok) return offered;
    const mounted = await instance.storage.mount(name);
    if (!mounted.ok) return mounted;
    if (command.catchUp === false || instance.standingOf(mounted.value) !== 'needs-catchup') return mounted;
    const caughtUp = await catchUpDatabase(instance, mounted.value, task);
    if (!caughtUp.ok)
      instance.note(1, `Database ${name} is mounted and needs catchup (#${caughtUp.refusal.code} ${caughtUp.refusal.args.join(', ')})`);
    return mounted;
  });
}

export function dismountDatabases(instance: Instance, command: Fields<'dismount-databases'>): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(instance, 'dismount', command, async (name) => {
    const found = findDatabase(instance, name);
    if (!found.ok) return found;
    const offered = offerDismount(instance, found.value);
    return offered.ok ? instance.storage.dismount(name) : offered;
  });
}

export async function deleteDatabase(
  instance: Instance,
  { name, deleteFile, namespaces = [] }: Fields<'delete-database'>,
): Promise<Outcome<{ name: string }>> {
  const found = findDatabase(instance, name);
  if (!found.ok) return found;
  const offered = offerDelete(instance, found.value);
  if (!offered.ok) return offered;
  const users = instance.namespaces.list().filter((namespace) => namespaces.includes(namespace.name));
  for (const namespace of users) {
    const removable = offerDeleteNamespace(namespace);
    if (!removable.ok) return { ok: false, refusal: { ...removable.refusal, field: 'namespaces' } };
  }
  const unused = namespaces.find((wanted) => !instance.namespaces.usersOf(name).includes(wanted));
  if (unused !== undefined) return refused('P104', ['namespace', unused], 'namespaces');
  if (found.value.mounted) {
    const dismounted = await instance.storage.dismount(name);
    if (!dismounted.ok) return dismounted;
  }
  const { directory } = found.value.definition;
  // First what can be refused; a crash in between leaves a definition, with or without its file, which can be deleted again.
  if (deleteFile) {
    const removed = await removeDatabaseFiles(directory, DATABASE_FILES);
    if (!removed.ok) return removed;
  }
  for (const namespace of users) {
    await instance.namespaces.remove(namespace.name);
    instance.note(0, `Deleted namespace ${namespace.name}`);
  }
  await instance.storage.undefine(name);
  instance.note(0, `Deleted database ${name} (${directory})${deleteFile ? ' with its file' : '; its file was kept'}`);
  return accepted({ name });
}

/** On the primary the mirror's catalogue tells the other members of maximum size and resource (engine facts 8.7). */
export async function editDatabase(instance: Instance, command: Fields<'edit-database'>): Promise<Outcome<{ name: string }>> {
  const found = findDatabase(instance, command.name);
  if (!found.ok) return found;
  const { definition, mounted } = found.value;
  const resource = command.resource.trim();
  if (resource === '') return refused('P101', ['resource', ''], 'resource');
  const offers = fieldOffers(instance, found.value);
  const next: DatabaseDefinition = {
    ...definition,
    maximumSizeMb: command.maximumSizeMb,
    mountRequired: command.mountRequired,
    mountedReadOnly: command.mountedReadOnly,
    journal: command.journal,
    resource,
  };
  for (const field of ['maximumSizeMb', 'journal', 'mountedReadOnly', 'mountRequired', 'resource'] as const) {
    const offer = offers[field];
    if (next[field] !== definition[field] && !offer.ok) return { ok: false, refusal: { ...offer.refusal, field } };
  }
  const usedMb = mounted ? Math.ceil(mounted.file.sizeBytes() / BYTES_PER_MB) : 0;
  if (next.maximumSizeMb > 0 && next.maximumSizeMb < usedMb && next.maximumSizeMb !== definition.maximumSizeMb)
    return refused('P101', ['maximumSizeMb', `${next.maximumSizeMb} < ${usedMb} MB`], 'maximumSizeMb');
  if (mounted && next.mountedReadOnly && !definition.mountedReadOnly) {
    if (instance.globals.isInTransaction(mounted)) return refused('P155', [definition.name], 'mountedReadOnly');
  }
  await instance.storage.redefine(next);
  const { mirror } = instance;
  const databaseName = mounted?.file.identity.mirror?.mirrorDatabaseName;
  if (mirror?.isPrimary && mounted && instance.standingOf(mounted) === 'linked') {
    const told = await mirror.changeConfiguration((now) =>
      accepted({
        ...now,
        databases: now.databases.map((entry) =>
          entry.name === databaseName ? { ...entry, maximumSizeMb: next.maximumSizeMb, resource } : entry,
        ),
      }),
    );
    if (!told.ok) return told;
  }
  return accepted({ name: definition.name });
}

/** Frees the pages that hold nothing: the file becomes as small as its nodes are. */
export function compactDatabases(instance: Instance, command: Fields<'compact-databases'>): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(instance, 'compact', command, async (name) => {
    const found = findDatabase(instance, name);
    if (!found.ok) return found;
    const offered = offerCompact(found.value);
    if (!offered.ok || !found.value.mounted) return offered;
    const release = found.value.mounted.use('compact');
    try {
      const { bytesBefore, bytesAfter } = await found.value.mounted.file.compact();
      instance.note(0, `Compacted database ${found.value.definition.directory} from ${bytesBefore} to ${bytesAfter} bytes`);
      return accepted(null);
    } finally {
      release();
    }
  });
}

/** Reads every node; what it finds is in the integrity log. A damaged database is a refusal (P159), so that whoever waits for it hears. */
export function checkDatabases(instance: Instance, command: Fields<'integrity-check'>): Promise<Outcome<DatabasesDone>> {
  return eachDatabase(instance, 'integrity-check', command, async (name, task) => {
    const found = findDatabase(instance, name);
    if (!found.ok) return found;
    const { mounted, definition } = found.value;
    const offered = offerIntegrityCheck(found.value);
    if (!offered.ok) return offered;
    const release = mounted?.use('integrity check');
    const startedAt = instance.clock.wallTime().toISOString();
    const pinned = await mounted?.file.pin();
    try {
      const findings = await checkIntegrity(definition.directory, {
        ...(pinned?.state && { state: pinned.state }),
        signal: task.signal,
        onProgress: (pages, total) => task.progress(pages, total, name),
      });
      await instance.integrityLog.add({
        name,
        directory: definition.directory,
        startedAt,
        endedAt: instance.clock.wallTime().toISOString(),
        ...findings,
        problems: [...findings.problems],
      });
      return findings.problemCount === 0 ? accepted(null) : refused('P159', [name, String(findings.problemCount)]);
    } finally {
      pinned?.release();
      release?.();
    }
  });
}
