import { expect, test } from 'vitest';
import { editOf, type PropertiesDraft } from './properties-draft.ts';

const words = { maximumSize: 'Maximum Size (MB)', wholeNumber: 'a whole number' };
const draft: PropertiesDraft = {
  maximumSizeMb: '0',
  resource: '%DB_%DEFAULT',
  journal: true,
  mountedReadOnly: false,
  mountRequired: false,
};

test.each(['', '-1', '1.5', 'ten', '12345678901'])('a maximum size of "%s" is refused at its field', (maximumSizeMb) => {
  expect(editOf('DEMO', { ...draft, maximumSizeMb }, words)).toMatchObject({
    ok: false,
    refusal: { code: 'P101', field: 'maximumSizeMb' },
  });
});

test('what was typed is sent, without the spaces around it', () => {
  expect(editOf('DEMO', { ...draft, maximumSizeMb: ' 512 ', resource: ' %DB_DEMO ' }, words)).toEqual({
    ok: true,
    value: {
      kind: 'edit-database',
      name: 'DEMO',
      maximumSizeMb: 512,
      resource: '%DB_DEMO',
      journal: true,
      mountedReadOnly: false,
      mountRequired: false,
    },
  });
});
