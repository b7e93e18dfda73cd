/** The databases that every instance has, in the product's order. All are real, empty at first, and never mirrored (engine facts 8.1). */
export interface SystemDatabase {
  readonly name: string;
  /** Under the instance's `mgr` directory; '' is `mgr` itself. */
  readonly folder: string;
  readonly resource: string;
  /** USER is made with the instance but is the user's own: it may be mirrored. */
  readonly isSystem: boolean;
  readonly readOnly: boolean;
  readonly journal: boolean;
  /**
   * What an application on the superserver may do there. It has not said who it is, so: what the product lets everybody do. Of the
   * installed databases only %DB_IRISLIB (read) and %DB_IRISTEMP (read, write) are public; ENSLIB is a library, too.
   */
  readonly clients: 'write' | 'read' | 'none';
}

export const systemDatabases: readonly SystemDatabase[] = [
  { name: 'IRISSYS', folder: '', resource: '%DB_IRISSYS', isSystem: true, readOnly: false, journal: true, clients: 'none' },
  { name: 'IRISLIB', folder: 'irislib', resource: '%DB_IRISLIB', isSystem: true, readOnly: true, journal: true, clients: 'read' },
  { name: 'IRISTEMP', folder: 'iristemp', resource: '%DB_IRISTEMP', isSystem: true, readOnly: false, journal: false, clients: 'write' },
  {
    name: 'IRISLOCALDATA',
    folder: 'irislocaldata',
    resource: '%DB_IRISLOCALDATA',
    isSystem: true,
    readOnly: false,
    journal: true,
    clients: 'none',
  },
  { name: 'IRISAUDIT', folder: 'irisaudit', resource: '%DB_IRISAUDIT', isSystem: true, readOnly: false, journal: true, clients: 'none' },
  {
    name: 'IRISSECURITY',
    folder: 'irissecurity',
    resource: '%DB_IRISSECURITY',
    isSystem: true,
    readOnly: false,
    journal: true,
    clients: 'none',
  },
  { name: 'ENSLIB', folder: 'enslib', resource: '%DB_ENSLIB', isSystem: true, readOnly: true, journal: true, clients: 'read' },
  { name: 'USER', folder: 'user', resource: '%DB_USER', isSystem: false, readOnly: false, journal: true, clients: 'write' },
];

/**
 * May an application on the superserver do this in the database of that name? Those that are not the system's, each database decides for
 * itself.
 */
export function mayClient(name: string, doing: 'read' | 'write'): boolean {
  const allowed = systemDatabases.find((database) => database.name === name)?.clients ?? 'write';
  return allowed === 'write' || allowed === doing;
}
