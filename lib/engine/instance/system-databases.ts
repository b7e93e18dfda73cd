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
}

export const systemDatabases: readonly SystemDatabase[] = [
  { name: 'IRISSYS', folder: '', resource: '%DB_IRISSYS', isSystem: true, readOnly: false, journal: true },
  { name: 'IRISLIB', folder: 'irislib', resource: '%DB_IRISLIB', isSystem: true, readOnly: true, journal: true },
  { name: 'IRISTEMP', folder: 'iristemp', resource: '%DB_IRISTEMP', isSystem: true, readOnly: false, journal: false },
  { name: 'IRISLOCALDATA', folder: 'irislocaldata', resource: '%DB_IRISLOCALDATA', isSystem: true, readOnly: false, journal: true },
  { name: 'IRISAUDIT', folder: 'irisaudit', resource: '%DB_IRISAUDIT', isSystem: true, readOnly: false, journal: true },
  { name: 'IRISSECURITY', folder: 'irissecurity', resource: '%DB_IRISSECURITY', isSystem: true, readOnly: false, journal: true },
  { name: 'ENSLIB', folder: 'enslib', resource: '%DB_ENSLIB', isSystem: true, readOnly: true, journal: true },
  { name: 'USER', folder: 'user', resource: '%DB_USER', isSystem: false, readOnly: false, journal: true },
];
