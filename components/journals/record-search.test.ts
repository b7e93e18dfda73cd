import { expect, test } from 'vitest';
import { directionOf, emptySearch, filterOf, fromOf, readSearch } from './record-search.ts';

/** Not that of whoever runs this. */
const ZONE = 'Asia/Shanghai';

test('an address without parameters asks for the beginning of the file, unfiltered', () => {
  const search = readSearch({ file: 'x' });
  expect(search).toEqual(emptySearch);
  expect([fromOf(search), directionOf(search), filterOf(search, ZONE)]).toEqual([0, 'forward', {}]);
});

test('what a person typed becomes a filter; what is none is left out', () => {
  const search = readSearch({
    from: '900',
    direction: 'backward',
    database: ' USER ',
    global: '^A',
    process: '12',
    type: 'Set',
    inTransaction: 'no',
    since: '2026-11-21T10:00:00',
    until: 'soon',
    more: ['a', 'b'],
  });
  expect(fromOf(search)).toBe(900);
  expect(directionOf(search)).toBe('backward');
  expect(filterOf(search, ZONE)).toEqual({
    database: 'USER',
    global: '^A',
    process: 12,
    type: 'Set',
    inTransaction: false,
    since: '2026-11-21T02:00:00.000Z',
  });
  expect(filterOf({ ...emptySearch, process: 'x', type: 'Nothing' }, ZONE)).toEqual({});
  expect(fromOf({ ...emptySearch, from: '-3' })).toBe(0);
});
