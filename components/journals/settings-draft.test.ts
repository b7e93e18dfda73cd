import { expect, test } from 'vitest';
import { journalSettingsDefaults } from '@/lib/contract/journals.ts';
import { toDraft, toSettings } from './settings-draft.ts';

const draft = toDraft(journalSettingsDefaults);

test('what is shown and saved unchanged is what was there', () => {
  expect(toSettings(draft)).toEqual({ kind: 'settings', settings: journalSettingsDefaults });
  const none = { ...journalSettingsDefaults, purgeAfterDays: null, purgeAfterBackups: null, freezeOnError: false };
  expect(toSettings(toDraft(none))).toEqual({ kind: 'settings', settings: none });
});

test.each([
  ['no size', { fileMegabytes: '' }, 'fileMegabytes'],
  ['a size of 0', { fileMegabytes: '0' }, 'fileMegabytes'],
  ['a size above the largest', { fileMegabytes: '4097' }, 'fileMegabytes'],
  ['a size with a fraction', { fileMegabytes: '1.5' }, 'fileMegabytes'],
  ['101 days', { purgeAfterDays: '101' }, 'purgeAfterDays'],
  ['11 backups', { purgeAfterBackups: '11' }, 'purgeAfterBackups'],
])('%s is not sent', (_label, changes, field) => {
  expect(toSettings({ ...draft, ...changes })).toEqual({ kind: 'not-a-number', field });
});

test('the smallest and the largest are sent, and a field that is not chosen is not looked at', () => {
  expect(toSettings({ ...draft, fileMegabytes: '1', purgeAfterDays: '100', purgeAfterBackups: '0' })).toMatchObject({
    settings: { fileMegabytes: 1, purgeAfterDays: 100, purgeAfterBackups: 0 },
  });
  expect(toSettings({ ...draft, byDays: false, purgeAfterDays: 'many' })).toMatchObject({ settings: { purgeAfterDays: null } });
});
