/**
 * A namespace as a rule: which database a global reference, or the definition of a table, lies in.
 *
 * Exact mapping first, then the longest matching beginning, then what every namespace has by itself, then the default database. Code lies
 * in globals too:
 * those go to the routines' database, and their first subscript, the name of the routine or package, may be mapped.
 */
import type { MappingKind } from '../../contract/choices.ts';
import type { Subscript } from '../nodes/reference-text.ts';

export interface NamespaceMapping {
  readonly kind: MappingKind;
  /** A name, or a beginning of names followed by `*`. */
  readonly pattern: string;
  readonly database: string;
}

export interface Namespace {
  readonly name: string;
  readonly globalsDatabase: string;
  readonly routinesDatabase: string;
  readonly mappings: readonly NamespaceMapping[];
}

/** The global that holds the definitions of SQL tables: see lib/engine/sql/table-definition.ts. */
export const DEFINITIONS_GLOBAL = 'oddSQL';
/** What a global with code is keyed by. */
const codeGlobals: Readonly<Record<string, 'routine' | 'package'>> = {
  ROUTINE: 'routine',
  rOBJ: 'routine',
  rMAC: 'routine',
  rINT: 'routine',
  rINC: 'routine',
  oddDEF: 'package',
  oddCOM: 'package',
  [DEFINITIONS_GLOBAL]: 'package',
};
/** Of every namespace; its own mappings come first. */
const systemMappings: readonly NamespaceMapping[] = [
  { kind: 'global', pattern: '%*', database: 'IRISSYS' },
  { kind: 'global', pattern: 'IRIS.Temp*', database: 'IRISTEMP' },
  { kind: 'global', pattern: 'mtemp*', database: 'IRISTEMP' },
];
/** The product's schema SQLUser is its package User. */
const packageOfSchema = (schema: string) => (schema.toUpperCase() === 'SQLUSER' ? 'User' : schema);

/** The database that holds the global, or, for a global with code, the node with these subscripts. */
export function databaseOfGlobal(namespace: Namespace, global: string, subscripts: readonly Subscript[] = []): string {
  const own = bestMapping(namespace.mappings, 'global', global);
  if (own) return own;
  const codeKind = Object.hasOwn(codeGlobals, global) ? codeGlobals[global] : undefined;
  if (codeKind)
    return (subscripts.length > 0 ? bestMapping(namespace.mappings, codeKind, String(subscripts[0])) : null) ?? namespace.routinesDatabase;
  return bestMapping(systemMappings, 'global', global) ?? namespace.globalsDatabase;
}

/** The database that holds the definition of a table: a mapping of its package, else the database for routines, as code does. */
export function databaseOfDefinition(namespace: Namespace, schema: string): string {
  return (
    bestMapping(namespace.mappings, 'global', DEFINITIONS_GLOBAL) ??
    bestMapping(namespace.mappings, 'package', packageOfSchema(schema)) ??
    namespace.routinesDatabase
  );
}

/** Every database that something of the namespace may lie in, each once. */
export function databasesOf({ globalsDatabase, routinesDatabase, mappings }: Namespace): string[] {
  return [
    ...new Set([
      globalsDatabase,
      routinesDatabase,
      ...mappings.map(({ database }) => database),
      ...systemMappings.map(({ database }) => database),
    ]),
  ];
}

/** The databases that the namespace itself names. */
export function namedDatabases({ globalsDatabase, routinesDatabase, mappings }: Namespace): string[] {
  return [...new Set([globalsDatabase, routinesDatabase, ...mappings.map(({ database }) => database)])];
}

function bestMapping(mappings: readonly NamespaceMapping[], kind: MappingKind, name: string): string | null {
  let best: NamespaceMapping | null = null;
  for (const mapping of mappings) {
    if (mapping.kind !== kind) continue;
    if (mapping.pattern === name) return mapping.database;
    if (
      mapping.pattern.endsWith('*') &&
      name.startsWith(mapping.pattern.slice(0, -1)) &&
      mapping.pattern.length > (best?.pattern.length ?? 0)
    )
      best = mapping;
  }
  return best?.database ?? null;
}
