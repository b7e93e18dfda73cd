import { expect, test } from 'vitest';
import { accepted, refused } from '../contract/errors.ts';
import { nextEntry } from './live-entry.ts';

const known = nextEntry(undefined, accepted({ role: 'primary' }), '12:00:00');

test('an answer replaces everything', () => {
  const silent = nextEntry(known, refused('P100', ['servera/IRIS', 'no answer']), '12:00:03');
  expect(nextEntry(silent, accepted({ role: 'backup' }), '12:00:09')).toEqual({
    value: { role: 'backup' },
    answeredAt: '12:00:09',
    refusal: null,
    refusedAt: null,
  });
});

test('silence keeps the last known answer and says since when', () => {
  const silent = nextEntry(known, refused('P100', ['servera/IRIS', 'no answer']), '12:00:03');
  expect(silent).toMatchObject({ value: { role: 'primary' }, answeredAt: '12:00:00', refusedAt: '12:00:03' });
  expect(nextEntry(silent, refused('P100', ['servera/IRIS', 'it is not running']), '12:00:07').refusedAt).toBe('12:00:03');
});

test('a decision of the other side ends what was known: a mirror that was left is not shown', () => {
  expect(nextEntry(known, refused('2074'), '12:00:03')).toMatchObject({ value: null, answeredAt: null, refusal: { code: '2074' } });
});
