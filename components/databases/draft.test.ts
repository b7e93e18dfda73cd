import { describe, expect, test } from 'vitest';
import { checkStep, commandOf, directoryOf, emptyDraft, mirrorDatabaseNameOf, resourceOf, stepOfField, warningsOf } from './draft.ts';

const words = {
  nameLabel: 'Name',
  required: 'Required.',
  maximumSizeLabel: 'Maximum Size',
  wholeNumber: 'a whole number',
  resourceLabel: 'Resource',
};

test('the directory follows the name until another is typed', () => {
  expect(directoryOf(emptyDraft, '/mgr')).toBe('');
  expect(directoryOf({ ...emptyDraft, name: 'Demo' }, '/mgr')).toBe('/mgr/demo/');
  expect(directoryOf({ ...emptyDraft, name: 'Demo', directory: '/data/x/' }, '/mgr/')).toBe('/data/x/');
});

test('the mirror database name is the name until another is typed', () => {
  expect(mirrorDatabaseNameOf({ ...emptyDraft, name: 'demo' })).toBe('DEMO');
  expect(mirrorDatabaseNameOf({ ...emptyDraft, name: 'demo', mirrorDatabaseName: 'OTHER' })).toBe('OTHER');
});

test('the resource is the default one, one that exists, or a new one named after the database', () => {
  const draft = { ...emptyDraft, name: 'demo', existingResource: '%DB_USER' };
  expect(resourceOf(draft)).toBe('%DB_%DEFAULT');
  expect(resourceOf({ ...draft, resourceChoice: 'existing' })).toBe('%DB_USER');
  expect(resourceOf({ ...draft, resourceChoice: 'new' })).toBe('%DB_DEMO');
  expect(resourceOf({ ...draft, resourceChoice: 'new', newResource: ' %DB_X ' })).toBe('%DB_X');
});

test('a step is not left with what the engine would refuse', () => {
  expect(checkStep(1, emptyDraft, words)).toMatchObject({ code: 'P101', field: 'name' });
  expect(checkStep(1, { ...emptyDraft, name: 'demo' }, words)).toBeNull();
  expect(checkStep(2, { ...emptyDraft, name: 'demo', maximumSize: 'much' }, words)).toMatchObject({ code: 'P101', field: 'maximumSizeMb' });
  expect(checkStep(2, { ...emptyDraft, name: '9', mirrored: true }, words)).toMatchObject({ code: '2167', field: 'mirrorDatabaseName' });
  expect(checkStep(2, { ...emptyDraft, name: '9', mirrored: false }, words)).toBeNull();
  expect(checkStep(3, { ...emptyDraft, name: 'demo', resourceChoice: 'new', newResource: '  ' }, words)).toMatchObject({
    code: 'P101',
    field: 'resource',
  });
});

test('a refusal opens the step that shows its field', () => {
  expect(['directory', 'mirrorDatabaseName', 'resource', 'elsewhere', undefined].map(stepOfField)).toEqual([1, 2, 3, null, null]);
});

test('a mirrored database is journaled whatever was chosen before; a file that is there is taken as it is', () => {
  const draft = { ...emptyDraft, name: 'demo', journal: false, mirrored: true, maximumSize: ' 20 ' };
  expect(commandOf(draft, '/mgr', false)).toEqual({
    kind: 'create-database',
    name: 'DEMO',
    directory: '/mgr/demo/',
    journal: true,
    maximumSizeMb: 20,
    resource: '%DB_%DEFAULT',
    useExistingFile: false,
    mirrorDatabaseName: 'DEMO',
  });
  expect(commandOf(draft, '/mgr', true)).toMatchObject({ useExistingFile: true, mirrorDatabaseName: null });
});

describe('on a member that is not the primary', () => {
  const entry = { name: 'DEMO', directory: '/isc/servera/mgr/demo', createdAsMirrored: true, isHere: false };
  const catalogue = {
    mirrorName: 'APRIL',
    isPrimary: false,
    downloads: false,
    databases: [entry, { ...entry, name: 'OLD', directory: '/isc/servera/mgr/old', createdAsMirrored: false }],
  };
  const warnings = (draft: Partial<typeof emptyDraft>, directory: string, of = catalogue) =>
    warningsOf({ ...emptyDraft, ...draft }, directory, of).map(({ kind }) => kind);

  test('the same name in the same place below mgr needs no warning', () => {
    expect(warnings({ name: 'demo', mirrored: true }, '/isc/serverb/mgr/demo/')).toEqual([]);
  });
  test('another place than the primary’s is told', () => {
    expect(warnings({ name: 'demo', mirrored: true }, '/data/demo')).toEqual(['other-directory']);
  });
  test('a plain database in the place or under the name of a mirrored one is told, until that is here', () => {
    expect(warnings({ name: 'demo' }, '/data/x')).toEqual(['plain-beside-mirrored']);
    expect(warnings({ name: 'x' }, '/isc/serverb/mgr/demo')).toEqual(['plain-beside-mirrored']);
    expect(warnings({ name: 'x' }, '/isc/serverb/mgr/x')).toEqual([]);
    expect(warnings({ name: 'demo' }, '/data/x', { ...catalogue, databases: [{ ...entry, isHere: true }] })).toEqual([]);
  });
  test('one that was added with its data needs a copy', () => {
    expect(warnings({ name: 'old', mirrored: true }, '/isc/serverb/mgr/old')).toEqual(['needs-copy']);
    expect(warnings({ name: 'old' }, '/isc/serverb/mgr/old')).toEqual(['needs-copy']);
  });
  test('where it is downloaded, it needs no copy by hand, and comes wherever it shall lie', () => {
    const newer = { ...catalogue, downloads: true };
    expect(warnings({ name: 'old', mirrored: true }, '/isc/serverb/mgr/old', newer)).toEqual(['is-downloaded']);
    expect(warnings({ name: 'demo', mirrored: true }, '/data/demo', newer)).toEqual(['is-downloaded', 'other-directory']);
    expect(warnings({ name: 'old' }, '/isc/serverb/mgr/old', newer)).toEqual(['plain-beside-mirrored']);
  });
  test('a name that the primary does not have is told', () => {
    expect(warnings({ name: 'new', mirrored: true }, '/isc/serverb/mgr/new')).toEqual(['not-on-primary']);
  });
  test('the primary itself has nothing to compare with', () => {
    expect(warnings({ name: 'demo', mirrored: true }, '/data/demo', { ...catalogue, isPrimary: true })).toEqual([]);
  });
});
