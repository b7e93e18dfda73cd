import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseMappingPattern, parseNamespaceName } from '../../contract/names.ts';
import { ConfigStore } from '../store/config-store.ts';
import { Namespaces } from './namespaces.ts';

let directory: string;
let store: ConfigStore;
let namespaces: Namespaces;

async function reopen(): Promise<void> {
  await store.close();
  store = await ConfigStore.open(directory);
  namespaces = await Namespaces.open(store);
}

beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'namespaces-'));
  store = await ConfigStore.open(directory);
  namespaces = await Namespaces.open(store);
});
afterEach(async () => {
  await store.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

const app = {
  name: 'APP',
  globalsDatabase: 'DATA',
  routinesDatabase: 'CODE',
  mappings: [{ kind: 'global' as const, pattern: 'Person*', database: 'OTHER' }],
};

test('a new instance has %SYS and USER; USER stays deleted once it is', async () => {
  expect(namespaces.list().map(({ name, globalsDatabase }) => `${name} ${globalsDatabase}`)).toEqual(['%SYS IRISSYS', 'USER USER']);
  await namespaces.remove('USER');
  await reopen();
  expect(namespaces.list().map(({ name }) => name)).toEqual(['%SYS']);
});

test('what is saved is found again after a restart, in any case, with exactly its mappings', async () => {
  await namespaces.save(app);
  await namespaces.addMapping(app, { kind: 'routine', pattern: 'App*', database: 'CODE' });
  await reopen();
  expect(namespaces.get('app')).toEqual({ ...app, mappings: [...app.mappings, { kind: 'routine', pattern: 'App*', database: 'CODE' }] });
  await namespaces.save(app);
  await reopen();
  expect(namespaces.get('APP')).toEqual(app);
});

test('every change is a new version, and a database knows who uses it', async () => {
  const before = namespaces.version;
  await namespaces.save(app);
  expect(namespaces.version).toBe(before + 1);
  expect(namespaces.usersOf('OTHER')).toEqual(['APP']);
  expect(namespaces.usersOf('USER')).toEqual(['USER']);
  await namespaces.remove('APP');
  expect(namespaces.version).toBe(before + 2);
  expect(namespaces.get('APP')).toBeUndefined();
});

test.each([
  ['app', 'APP'],
  [' %app-1_x ', '%APP-1_X'],
  ['1app', null],
  ['', null],
  ['a b', null],
  ['x'.repeat(65), null],
])('the name %s becomes %s', (typed, name) => {
  expect(parseNamespaceName(typed)).toMatchObject(
    name === null ? { ok: false, refusal: { code: 'P301', field: 'name' } } : { ok: true, value: name },
  );
});

test.each([
  ['Person', 'Person'],
  ['^Person*', 'Person*'],
  ['SQLUser.PersonsD', 'SQLUser.PersonsD'],
  ['*', null],
  ['Per*son', null],
  ['', null],
])('the mapping %s becomes %s', (typed, pattern) => {
  expect(parseMappingPattern(typed)).toMatchObject(
    pattern === null ? { ok: false, refusal: { code: 'P303' } } : { ok: true, value: pattern },
  );
});
