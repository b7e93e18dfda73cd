import { expect, test } from 'vitest';
import { codeOf, type Filters, stepsOf, templateOf } from './filter-draft.ts';

const filters: Filters = {
  directory: '/mgr/filters',
  filters: [
    { name: 'ZUsed', code: 'used', usedBy: ['APRIL'] },
    { name: 'ZFree', code: 'free', usedBy: [] },
  ],
  mirrors: [
    { mirrorName: 'APRIL', name: 'ZUsed', failure: null, isOutdated: false },
    { mirrorName: 'MAY', name: null, failure: null, isOutdated: false },
  ],
  edit: null,
};

test.each([
  ['the filter as it is', { choice: 'kept', name: 'ZUsed', code: null }, 'APRIL', false, false],
  ['its class changed', { choice: 'kept', name: 'ZUsed', code: 'other' }, 'APRIL', true, false],
  ['another one', { choice: 'kept', name: 'ZFree', code: null }, 'APRIL', false, true],
  ['another one, changed', { choice: 'kept', name: 'ZFree', code: 'x' }, 'APRIL', true, true],
  ['none', { choice: 'none', name: '', code: null }, 'APRIL', false, true],
  ['none where there is none', { choice: 'none', name: '', code: null }, 'MAY', false, false],
  ['a new one', { choice: 'new', name: ' ZNew ', code: null }, 'MAY', true, true],
] as const)('%s', (_, draft, mirrorName, saves, sets) => {
  expect(stepsOf(filters, draft, mirrorName)).toEqual({ saves, sets });
});

test('a new class begins with the template, under its name when that can be one', () => {
  expect(codeOf(filters, { choice: 'new', name: 'ZNew', code: null })).toContain('class ZNew extends MirrorDejournal');
  expect(templateOf('Z new')).toContain('class ZFilter extends');
});
