import { describe, expect, test } from 'vitest';
import { databaseOfDefinition, databaseOfGlobal, databasesOf, type Namespace } from './namespace.ts';

const namespace: Namespace = {
  name: 'APP',
  globalsDatabase: 'DATA',
  routinesDatabase: 'CODE',
  mappings: [
    { kind: 'global', pattern: 'Person', database: 'ONE' },
    { kind: 'global', pattern: 'Per*', database: 'TWO' },
    { kind: 'global', pattern: 'Persons*', database: 'THREE' },
    { kind: 'global', pattern: '%Own*', database: 'FOUR' },
    { kind: 'routine', pattern: 'App*', database: 'APPCODE' },
    { kind: 'package', pattern: 'User', database: 'TABLES' },
  ],
};

describe('a global lies in', () => {
  test.each([
    ['the default database when nothing is mapped', 'Order', 'DATA'],
    ['the database of its exact mapping', 'Person', 'ONE'],
    ['the database of the longest beginning', 'PersonsOld', 'THREE'],
    ['the database of a shorter beginning when the longer does not match', 'Peru', 'TWO'],
    ['IRISSYS when it begins with %', '%SYS', 'IRISSYS'],
    ['its own mapping before that of the system', '%OwnThings', 'FOUR'],
    ['IRISTEMP when it is temporary', 'mtempX', 'IRISTEMP'],
    ['the default database when only the case of a mapping differs', 'person', 'DATA'],
    ['the routines’ database when it holds code', 'rOBJ', 'CODE'],
  ])('%s', (_, global, database) => {
    expect(databaseOfGlobal(namespace, global)).toBe(database);
  });

  test('the database of a routine mapping, by the name of the routine', () => {
    expect(databaseOfGlobal(namespace, 'ROUTINE', ['AppMain', 0])).toBe('APPCODE');
    expect(databaseOfGlobal(namespace, 'ROUTINE', ['Other'])).toBe('CODE');
  });
});

test('a table is defined in the database of its package, SQLUser being the package User', () => {
  expect(databaseOfDefinition(namespace, 'SQLUser')).toBe('TABLES');
  expect(databaseOfDefinition(namespace, 'Sales')).toBe('CODE');
});

test('every database of a namespace is named once', () => {
  expect(databasesOf(namespace)).toEqual(['DATA', 'CODE', 'ONE', 'TWO', 'THREE', 'FOUR', 'APPCODE', 'TABLES', 'IRISSYS', 'IRISTEMP']);
});
