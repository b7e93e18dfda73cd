/**
 * Namespaces and their mappings, and the globals that a namespace sees. Rules: portal facts 2.12. Nothing here is mirrored (engine facts
 * 8.1).
 */
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { parseMappingPattern, parseNamespaceName } from '../../contract/names.ts';
import type { InstanceView } from '../../contract/views.ts';
import { parseReference } from '../nodes/reference-text.ts';
import { databaseOfGlobal, databasesOf, type Namespace, namedDatabases } from '../namespaces/namespace.ts';
import { SYSTEM_NAMESPACE } from '../namespaces/namespaces.ts';
import type { Instance } from '../instance/instance.ts';
import { toOffer } from '../../contract/refusal.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

export async function createNamespace(instance: Instance, command: Fields<'create-namespace'>): Promise<Outcome<{ name: string }>> {
  const name = parseNamespaceName(command.name);
  if (!name.ok) return name;
  if (instance.namespaces.get(name.value)) return refused('P300', [name.value], 'name');
  const source = command.copyFrom === null ? null : findNamespace(instance, command.copyFrom, 'copyFrom');
  if (source && !source.ok) return source;
  const databases = checkDatabases(instance, command);
  if (!databases.ok) return databases;
  await instance.namespaces.save({ name: name.value, ...databases.value, mappings: source?.value.mappings ?? [] });
  instance.note(
    0,
    `Created namespace ${name.value}: globals in ${databases.value.globalsDatabase}, routines in ${databases.value.routinesDatabase}`,
  );
  return accepted({ name: name.value });
}

export async function editNamespace(instance: Instance, command: Fields<'edit-namespace'>): Promise<Outcome<null>> {
  const namespace = findNamespace(instance, command.name, 'name');
  if (!namespace.ok) return namespace;
  if (namespace.value.name === SYSTEM_NAMESPACE) return refused('P302', [SYSTEM_NAMESPACE]);
  const databases = checkDatabases(instance, command);
  if (!databases.ok) return databases;
  await instance.namespaces.save({ ...namespace.value, ...databases.value });
  return accepted(null);
}

export async function deleteNamespace(instance: Instance, { name }: Fields<'delete-namespace'>): Promise<Outcome<null>> {
  const namespace = findNamespace(instance, name, 'name');
  if (!namespace.ok) return namespace;
  const removable = offerDeleteNamespace(namespace.value);
  if (!removable.ok) return removable;
  await instance.namespaces.remove(namespace.value.name);
  instance.note(0, `Deleted namespace ${namespace.value.name}`);
  return accepted(null);
}

export async function addNamespaceMapping(instance: Instance, command: Fields<'add-namespace-mapping'>): Promise<Outcome<null>> {
  const namespace = findNamespace(instance, command.namespace, 'namespace');
  if (!namespace.ok) return namespace;
  const pattern = parseMappingPattern(command.pattern);
  if (!pattern.ok) return pattern;
  const database = checkDatabase(instance, command.database, 'database');
  if (!database.ok) return database;
  if (namespace.value.mappings.some((mapping) => mapping.kind === command.mappingKind && mapping.pattern === pattern.value))
    return refused('P304', [namespace.value.name, pattern.value], 'pattern');
  await instance.namespaces.addMapping(namespace.value, { kind: command.mappingKind, pattern: pattern.value, database: database.value });
  return accepted(null);
}

export async function deleteNamespaceMapping(instance: Instance, command: Fields<'delete-namespace-mapping'>): Promise<Outcome<null>> {
  const namespace = findNamespace(instance, command.namespace, 'namespace');
  if (!namespace.ok) return namespace;
  const left = namespace.value.mappings.filter((mapping) => mapping.kind !== command.mappingKind || mapping.pattern !== command.pattern);
  if (left.length === namespace.value.mappings.length) return refused('P104', ['mapping', command.pattern], 'pattern');
  await instance.namespaces.save({ ...namespace.value, mappings: left });
  return accepted(null);
}

export function namespacesView(instance: Instance): InstanceView<'namespaces'> {
  return {
    isMember: instance.mirror !== null,
    namespaces: instance.namespaces.list().map((namespace) => ({
      name: namespace.name,
      globalsDatabase: namespace.globalsDatabase,
      routinesDatabase: namespace.routinesDatabase,
      mappings: namespace.mappings.map((mapping) => ({ ...mapping })),
      removable: toOffer(offerDeleteNamespace(namespace)),
      missingDatabases: namedDatabases(namespace).filter((name) => !instance.database(name)),
    })),
    databases: instance
      .databases()
      .map(({ definition, mounted }) => ({ name: definition.name, mirror: mounted?.file.identity.mirror?.mirrorName ?? '' })),
  };
}

export function namespaceGlobals(
  instance: Instance,
  query: { namespace: string; reference: string },
): Outcome<InstanceView<'namespace-globals'>> {
  const namespace = findNamespace(instance, query.namespace, 'namespace');
  if (!namespace.ok) return namespace;
  const found = new Map<string, string>();
  for (const database of databasesOf(namespace.value)) {
    const names = instance.globals.globalNames(database);
    // A database that is not mounted shows nothing; the list of namespaces says so.
    if (!names.ok) continue;
    for (const name of names.value) if (databaseOfGlobal(namespace.value, name) === database) found.set(name, database);
  }
  const globals = Array.from(found, ([name, database]) => ({ name, database })).sort((one, other) => (one.name < other.name ? -1 : 1));
  const reference = parseReference(query.reference);
  const database = reference.ok ? databaseOfGlobal(namespace.value, reference.value.name, reference.value.subscripts) : null;
  const defaultDatabase = namespace.value.globalsDatabase;
  const writable = instance.database(database ?? defaultDatabase)?.writable ?? refused('P104', ['database', database ?? defaultDatabase]);
  return accepted({ globals, database, defaultDatabase, writable: toOffer(writable) });
}

export function findNamespace(instance: Instance, name: string, field: string): Outcome<Namespace> {
  const namespace = instance.namespaces.get(name);
  return namespace ? accepted(namespace) : refused('P104', ['namespace', name], field);
}

function checkDatabases(
  instance: Instance,
  wanted: { globalsDatabase: string; routinesDatabase: string },
): Outcome<{ globalsDatabase: string; routinesDatabase: string }> {
  const globals = checkDatabase(instance, wanted.globalsDatabase, 'globalsDatabase');
  if (!globals.ok) return globals;
  const routines = checkDatabase(instance, wanted.routinesDatabase, 'routinesDatabase');
  return routines.ok ? accepted({ globalsDatabase: globals.value, routinesDatabase: routines.value }) : routines;
}

function checkDatabase(instance: Instance, name: string, field: string): Outcome<string> {
  return instance.databases().some(({ definition }) => definition.name === name)
    ? accepted(name)
    : refused('P104', ['database', name], field);
}

export const offerDeleteNamespace = ({ name }: Namespace): Outcome<null> =>
  name === SYSTEM_NAMESPACE ? refused('P302', [name]) : accepted(null);
