/** What pages show of databases: the list, Database Details, Database Properties (portal facts 2.10, 2.11). */
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { ReadOnlyReason } from '../../contract/databases.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { InstanceView } from '../../contract/views.ts';
import {
  fieldOffers,
  findDatabase,
  type FoundDatabase,
  offerAddToMirror,
  offerCompact,
  offerDelete,
  offerDismount,
  offerIntegrityCheck,
  offerMarkCaughtUp,
  offerMount,
  offerPauseDejournaling,
  offerRemoveFromMirror,
} from '../databases/database-offers.ts';
import { offerDeleteNamespace } from '../commands/namespaces.ts';
import type { Instance } from '../instance/instance.ts';
import { toOffer } from '../../contract/refusal.ts';
import { reasonOf } from '../databases/protection.ts';
import { systemDatabases } from '../databases/system-databases.ts';

const BYTES_PER_MB = 1024 * 1024;

function actionsOf(instance: Instance, found: FoundDatabase): InstanceView<'database-details'>['actions'] {
  return {
    mount: toOffer(offerMount(found)),
    dismount: toOffer(offerDismount(instance, found)),
    compact: toOffer(offerCompact(found)),
    integrityCheck: toOffer(offerIntegrityCheck(found)),
    delete: toOffer(offerDelete(instance, found)),
    addToMirror: toOffer(offerAddToMirror(instance, found)),
    removeFromMirror: toOffer(offerRemoveFromMirror(found)),
  };
}

export function databasesView(instance: Instance): InstanceView<'databases'> {
  const { mirror } = instance;
  return {
    mirrorName: mirror?.config().name ?? null,
    databases: instance.databases().map((found) => {
      const { definition, mounted } = found;
      return {
        name: definition.name,
        mirror: mirrorOf(found)?.mirrorName ?? '',
        mirrorDatabaseName: mirrorOf(found)?.databaseName ?? '',
        directory: definition.directory,
        sizeMb: mounted ? Math.max(1, Math.ceil(mounted.file.sizeBytes() / BYTES_PER_MB)) : 0,
        status: mounted ? (mounted.writable.ok ? ('mounted-rw' as const) : ('mounted-r' as const)) : ('dismounted' as const),
        resource: definition.resource,
        encrypted: false,
        journal: definition.journal,
        isSystem: definition.isSystem,
        maximumSizeMb: definition.maximumSizeMb,
        actions: actionsOf(instance, found),
      };
    }),
    addToMirror: toOffer(mirror ? (mirror.isPrimary ? accepted(null) : refused('2113')) : refused('2074')),
    defaultParentDirectory: path.join(instance.options.directory, 'mgr'),
  };
}

/** The file knows; of one that is not mounted the definition does. */
function mirrorOf({ definition, mounted }: FoundDatabase): { mirrorName: string; databaseName: string } | null {
  if (!mounted)
    return definition.mirrored && { mirrorName: definition.mirrored.mirrorName, databaseName: definition.mirrored.databaseName };
  const { mirror } = mounted.file.identity;
  return mirror && { mirrorName: mirror.mirrorName, databaseName: mirror.mirrorDatabaseName };
}

function readOnlyReason(instance: Instance, { definition, mounted }: FoundDatabase): ReadOnlyReason | null {
  if (!mounted || mounted.writable.ok) return null;
  if (systemDatabases.find(({ name }) => name === definition.name)?.readOnly) return 'system';
  if (definition.mountedReadOnly) return 'mounted-read-only';
  if (mounted.writable.refusal.code === 'P150') return 'busy';
  const standing = instance.standingOf(mounted);
  return standing === 'ordinary' ? 'busy' : reasonOf[standing];
}

export async function databaseDetails(instance: Instance, name: string): Promise<Outcome<InstanceView<'database-details'>>> {
  const found = findDatabase(instance, name);
  if (!found.ok) return found;
  const { definition, mounted } = found.value;
  const space = mounted?.file.space() ?? { pageBytes: 0, pages: 0, freePages: 0 };
  const disk = await statfs(definition.directory).catch(() => null);
  return accepted({
    name: definition.name,
    directory: definition.directory,
    resource: definition.resource,
    mounted: mounted !== null,
    readOnly: mounted !== null && !mounted.writable.ok,
    readOnlyReason: readOnlyReason(instance, found.value),
    mirror: mirrorOf(found.value),
    encrypted: false,
    blockSize: space.pageBytes,
    blocks: space.pages,
    maximumSizeMb: definition.maximumSizeMb,
    sizeBytes: mounted?.file.sizeBytes() ?? 0,
    availableBytes: space.freePages * space.pageBytes,
    diskFreeBytes: disk && disk.bavail * disk.bsize,
    full: mounted?.isFull() ?? false,
    actions: actionsOf(instance, found.value),
    usedBy: usersOf(instance, definition.name),
    dejournaling: mirrorOf(found.value) && {
      isPaused: mounted !== null && instance.standingOf(mounted) === 'paused',
      pause: toOffer(offerPauseDejournaling(instance, found.value)),
      markCaughtUp: toOffer(offerMarkCaughtUp(instance, found.value)),
    },
  });
}

function usersOf(instance: Instance, name: string): InstanceView<'database-details'>['usedBy'] {
  const users = new Set(instance.namespaces.usersOf(name));
  return instance.namespaces
    .list()
    .flatMap((namespace) =>
      users.has(namespace.name) ? [{ name: namespace.name, removable: toOffer(offerDeleteNamespace(namespace)) }] : [],
    );
}

export async function databaseSpaces(instance: Instance): Promise<InstanceView<'database-space'>> {
  const databases = instance.databases().flatMap(({ definition, mounted }) => (mounted ? [{ definition, file: mounted.file }] : []));
  return {
    databases: await Promise.all(
      databases.map(async ({ definition: { name, directory, maximumSizeMb }, file }) => {
        const { pageBytes, pages, freePages } = file.space();
        const disk = await statfs(directory).catch(() => null);
        return {
          name,
          directory,
          maximumSizeMb,
          sizeBytes: file.sizeBytes(),
          blockSize: pageBytes,
          blocks: pages,
          availableBytes: freePages * pageBytes,
          diskFreeBytes: disk && disk.bavail * disk.bsize,
        };
      }),
    ),
  };
}

export function databaseProperties(instance: Instance, name: string): Outcome<InstanceView<'database-properties'>> {
  const found = findDatabase(instance, name);
  if (!found.ok) return found;
  const { definition, mounted } = found.value;
  const fields = fieldOffers(instance, found.value);
  return accepted({
    name: definition.name,
    directory: definition.directory,
    encrypted: false,
    mirror: mirrorOf(found.value),
    blockSize: mounted?.file.space().pageBytes ?? 0,
    sizeMb: mounted ? Math.ceil(mounted.file.sizeBytes() / BYTES_PER_MB) : 0,
    maximumSizeMb: definition.maximumSizeMb,
    resource: definition.resource,
    journal: definition.journal,
    mountRequired: definition.mountRequired,
    mountedReadOnly: definition.mountedReadOnly,
    fields: {
      maximumSizeMb: toOffer(fields.maximumSizeMb),
      journal: toOffer(fields.journal),
      mountedReadOnly: toOffer(fields.mountedReadOnly),
      mountRequired: toOffer(fields.mountRequired),
      resource: toOffer(fields.resource),
    },
    actions: actionsOf(instance, found.value),
  });
}
