import { expect, test } from 'vitest';
import { checkStep, directoryOf, emptyDraft, mirrorDatabaseNameOf, stepOfField } from './draft.ts';

const words = { nameLabel: 'Name', required: 'Required.' };

test('the directory follows the name until another is typed', () => {
  expect(directoryOf(emptyDraft, '/mgr')).toBe('');
  expect(directoryOf({ ...emptyDraft, name: 'Demo' }, '/mgr')).toBe('/mgr/demo/');
  expect(directoryOf({ ...emptyDraft, name: 'Demo', directory: '/data/x/' }, '/mgr/')).toBe('/data/x/');
});

test('the mirror database name is the name until another is typed', () => {
  expect(mirrorDatabaseNameOf({ ...emptyDraft, name: 'demo' })).toBe('DEMO');
  expect(mirrorDatabaseNameOf({ ...emptyDraft, name: 'demo', mirrorDatabaseName: 'OTHER' })).toBe('OTHER');
});

test('a step is not left with what the engine would refuse', () => {
  expect(checkStep(1, emptyDraft, words)).toMatchObject({ code: 'P101', field: 'name' });
  expect(checkStep(1, { ...emptyDraft, name: 'demo' }, words)).toBeNull();
  expect(checkStep(2, { ...emptyDraft, name: '9', mirrored: true }, words)).toMatchObject({ code: '2167', field: 'mirrorDatabaseName' });
  expect(checkStep(2, { ...emptyDraft, name: '9', mirrored: false }, words)).toBeNull();
});

test('a refusal opens the step that shows its field', () => {
  expect([stepOfField('directory'), stepOfField('mirrorDatabaseName'), stepOfField('elsewhere'), stepOfField(undefined)]).toEqual([1, 2, null, null]);
});
