/**
 * Which of the mirror's databases this instance could not serve read-write if it were primary now, and why; read from the same standing
 * that decides what may be written here.
 */
import { type DatabaseLack, databaseLacks, type Lacking } from '../../contract/failover.ts';
import type { FoundDatabase } from '../databases/database-offers.ts';
import type { DatabaseHouse } from '../databases/databases-world.ts';
import type { SeatedMember } from '../dejournal/seat.ts';
import type { DatabaseStanding } from '../databases/mirrored-standing.ts';

const lackOf: Record<DatabaseStanding, DatabaseLack | null> = {
  ordinary: 'missing',
  'other-mirror': 'missing',
  orphaned: 'missing',
  obsolete: 'obsolete',
  'needs-activation': 'inactive',
  'needs-download': 'awaits-download',
  'needs-catchup': 'behind',
  paused: 'paused',
  linked: null,
};

/**
 * A reporting member may hold a part of the databases, but not nothing: those that it has not are told only if it has none (engine facts
 * 1.3).
 */
export function lackingDatabases(
  instance: Pick<DatabaseHouse, 'databases' | 'standingOf'>,
  member: Pick<SeatedMember, 'config' | 'self'>,
): Lacking {
  const config = member.config();
  const copies = new Map<string, FoundDatabase[]>();
  for (const found of instance.databases()) {
    const name = nameIn(config, found);
    if (name !== null) copies.set(name, [...(copies.get(name) ?? []), found]);
  }
  const isReporting = member.self().kind === 'read-only-reporting' || member.self().kind === 'read-write-reporting';
  const named = config.databases
    .filter(({ name }) => !isReporting || copies.size === 0 || copies.has(name))
    .map(({ name }) => ({ name, lack: bestOf((copies.get(name) ?? []).map((found) => lackOfCopy(instance, found))) }));
  return databaseLacks
    .map((lack) => ({ lack, names: named.filter((database) => database.lack === lack).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0);
}

/** The mirror database name of a copy that lies here, mounted or not; null when it is of no database of this mirror. */
function nameIn({ guid, name }: { guid: string; name: string }, { definition, mounted }: FoundDatabase): string | null {
  if (!mounted) return definition.mirrored?.mirrorName === name ? definition.mirrored.databaseName : null;
  const { mirror } = mounted.file.identity;
  return mirror?.mirrorGuid === guid ? mirror.mirrorDatabaseName : null;
}

function lackOfCopy(instance: Pick<DatabaseHouse, 'standingOf'>, { definition, mounted }: FoundDatabase): DatabaseLack | null {
  if (!mounted) return 'dismounted';
  return lackOf[instance.standingOf(mounted)] ?? (definition.mountedReadOnly ? 'read-only' : null);
}

/** Of several copies here the one that is nearest to being served counts. */
const bestOf = (lacks: readonly (DatabaseLack | null)[]): DatabaseLack | null =>
  lacks.includes(null) ? null : (lacks.reduce((best, lack) => (rank(lack) > rank(best) ? lack : best), null) ?? 'missing');
const rank = (lack: DatabaseLack | null) => (lack === null ? -1 : databaseLacks.indexOf(lack));
