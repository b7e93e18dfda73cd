/**
 * What may be done with a database now: the same answers for the button, greyed with its reason, and for the command (engine facts 8;
 * portal facts 2.8, 2.10, 2.11).
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { DatabaseDefinition } from '../store/config-store.ts';
import type { DatabaseHouse } from './databases-world.ts';

export interface FoundDatabase {
  readonly definition: DatabaseDefinition;
  readonly mounted: MountedDatabase | null;
}

/** Refuses with P104. */
export function findDatabase(instance: DatabaseHouse, name: string): Outcome<FoundDatabase> {
  const found = instance.databases().find(({ definition }) => definition.name === name);
  return found ? accepted(found) : refused('P104', ['database', name], 'database');
}

/** It is the copy here of that database of that mirror; of one that is not mounted its definition tells. */
export function isDatabaseOf({ definition, mounted }: FoundDatabase, mirrorName: string, databaseName: string): boolean {
  const { mirror } = mounted?.file.identity ?? {
    mirror: definition.mirrored && { mirrorName: definition.mirrored.mirrorName, mirrorDatabaseName: definition.mirrored.databaseName },
  };
  return mirror?.mirrorName === mirrorName && mirror.mirrorDatabaseName === databaseName;
}

const notSystem = ({ definition }: FoundDatabase): Outcome<null> =>
  definition.isSystem ? refused('P154', [definition.name]) : accepted(null);
const notInUse = ({ definition, mounted }: FoundDatabase): Outcome<null> =>
  mounted && mounted.inUseFor !== '' ? refused('P150', [definition.name, mounted.inUseFor]) : accepted(null);
const isMounted = ({ definition, mounted }: FoundDatabase): Outcome<MountedDatabase> =>
  mounted ? accepted(mounted) : refused('P151', [definition.name]);

export const offerMount = ({ definition, mounted }: FoundDatabase): Outcome<null> =>
  mounted ? refused('P152', [definition.name]) : accepted(null);

export function offerDismount(instance: DatabaseHouse, found: FoundDatabase): Outcome<null> {
  const mounted = isMounted(found);
  if (!mounted.ok) return mounted;
  const system = notSystem(found);
  if (!system.ok) return system;
  if (instance.globals.isInTransaction(mounted.value)) return refused('P155', [found.definition.name]);
  return notInUse(found);
}

/** #318 while it is mirrored: also a copy that is dismounted, of which the definition tells. */
export function offerDelete(instance: DatabaseHouse, found: FoundDatabase): Outcome<null> {
  const system = notSystem(found);
  if (!system.ok) return system;
  if (found.mounted ? found.mounted.file.identity.mirror !== null : found.definition.mirrored !== null)
    return refused('318', [found.definition.name]);
  return found.mounted ? offerDismount(instance, found) : accepted(null);
}

export function offerAddToMirror(instance: DatabaseHouse, found: FoundDatabase): Outcome<null> {
  if (!instance.mirror) return refused('2074');
  if (!instance.mirror.isPrimary) return refused('2113');
  if (found.definition.isSystem) return refused('363', [found.definition.name]);
  const mounted = isMounted(found);
  if (!mounted.ok) return mounted;
  if (mounted.value.file.identity.mirror !== null) return refused('2063', [found.definition.name]);
  if (instance.globals.isInTransaction(mounted.value)) return refused('P155', [found.definition.name]);
  return mounted.value.writable.ok ? accepted(null) : mounted.value.writable;
}

export function offerRemoveFromMirror(found: FoundDatabase): Outcome<null> {
  if (!found.mounted)
    return found.definition.mirrored ? refused('2130', [found.definition.name]) : refused('2064', [found.definition.name]);
  if (found.mounted.file.identity.mirror === null) return refused('2064', [found.definition.name]);
  return notInUse(found);
}

/** Also of a database that is read-only: its file is rewritten as it stands. */
export function offerCompact(found: FoundDatabase): Outcome<null> {
  const mounted = isMounted(found);
  return mounted.ok ? notInUse(found) : mounted;
}

export const offerIntegrityCheck = (found: FoundDatabase): Outcome<null> => (found.mounted ? notInUse(found) : accepted(null));

/** Answers the mounted database. Refuses with P151, 2073, 2078, 2079. */
export function offerActivate(instance: DatabaseHouse, found: FoundDatabase): Outcome<MountedDatabase> {
  const mounted = isMounted(found);
  if (!mounted.ok) return mounted;
  const { mirror } = mounted.value.file.identity;
  if (!mirror) return refused('2073', [found.definition.name]);
  switch (instance.standingOf(mounted.value)) {
    case 'other-mirror':
      return refused('2079', [`it belongs to mirror ${mirror.mirrorName}`]);
    case 'orphaned':
      return refused('2079', [`mirror ${mirror.mirrorName} has no database ${mirror.mirrorDatabaseName}`]);
    case 'obsolete':
      return refused('2079', [`mirror ${mirror.mirrorName} has another database ${mirror.mirrorDatabaseName} now`]);
    case 'needs-activation': {
      const isSame = ({ definition }: FoundDatabase) =>
        definition.mirrored?.mirrorName === mirror.mirrorName && definition.mirrored.databaseName === mirror.mirrorDatabaseName;
      // Also one that is dismounted: its definition says that it is a copy that was activated here.
      const other = instance.databases().find((candidate) => candidate.definition.name !== found.definition.name && isSame(candidate));
      return other ? refused('2079', [`database ${other.definition.name} is the active copy on this system`]) : accepted(mounted.value);
    }
    default:
      return refused('2078');
  }
}

/**
 * Answers the mounted database; one that needs activation is activated on the way. Refuses with P151, 2073, P157, P150, and as activating
 * does.
 */
export function offerCatchUp(instance: DatabaseHouse, found: FoundDatabase): Outcome<MountedDatabase> {
  const mounted = isMounted(found);
  if (!mounted.ok) return mounted;
  if (!mounted.value.file.identity.mirror) return refused('2073', [found.definition.name]);
  if (instance.mirrors.dejournalerOf(mounted.value.file).stateOf(mounted.value.file) === 'catching-up')
    return refused('P150', [found.definition.name, 'catchup']);
  const standing = instance.standingOf(mounted.value);
  if (standing === 'needs-download') return refused('P404', [found.definition.name]);
  if (standing === 'linked') return refused('P157', [found.definition.name]);
  if (standing === 'needs-catchup' || standing === 'paused') return accepted(mounted.value);
  return offerActivate(instance, found);
}

/**
 * Answers the mounted database. What it lacks cannot be told from a copy that was never activated here. Refuses as catching up does, and
 * with 2079.
 */
export function offerMarkCaughtUp(instance: DatabaseHouse, found: FoundDatabase): Outcome<MountedDatabase> {
  const offered = offerCatchUp(instance, found);
  if (!offered.ok) return offered;
  return instance.standingOf(offered.value) === 'needs-activation' ? refused('2079', ['activate it first']) : offered;
}

/** Answers the mounted database. Refuses with P151, 2073, 2116 (a primary dejournals nothing), P212. */
export function offerPauseDejournaling(instance: DatabaseHouse, found: FoundDatabase): Outcome<MountedDatabase> {
  const mounted = isMounted(found);
  if (!mounted.ok) return mounted;
  if (!mounted.value.file.identity.mirror) return refused('2073', [found.definition.name]);
  if (instance.mirror?.isPrimary) return refused('2116');
  return instance.standingOf(mounted.value) === 'linked' ? mounted : refused('P212', [found.definition.name]);
}

/** Which properties may be edited here and now (engine facts 8.1, 8.7). */
export function fieldOffers(
  instance: DatabaseHouse,
  found: FoundDatabase,
): Record<'maximumSizeMb' | 'journal' | 'mountedReadOnly' | 'mountRequired' | 'resource', Outcome<null>> {
  const { definition, mounted } = found;
  const isMirrored = mounted ? mounted.file.identity.mirror !== null : definition.mirrored !== null;
  const isFollower = isMirrored && instance.mirror !== null && !instance.mirror.isPrimary;
  const system = notSystem(found);
  const followed = isFollower ? refused('2113') : system;
  return {
    maximumSizeMb: followed,
    journal: isMirrored ? refused('2129') : system,
    mountedReadOnly: isFollower ? refused('69') : system,
    mountRequired: system,
    resource: followed,
  };
}
