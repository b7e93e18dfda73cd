import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LostUpdate } from '@/lib/contract/lost-updates.ts';
import { csvOfUpdates, fileOfUpdates, readUpdatesFile } from './updates-file.ts';

const row = (part: Partial<LostUpdate> = {}): LostUpdate => ({
  file: 'MIRROR-APRIL-20261130.002',
  offset: 8224,
  time: '2026-11-30T13:00:00.000Z',
  database: 'DATA',
  type: 'set',
  reference: '^Person(1,"Na""me")',
  value: 'new',
  oldValue: 'old',
  isOpen: false,
  ...part,
});

test('a spreadsheet gets every row; no value, not known and no characters differ; a formula is text', () => {
  const text = csvOfUpdates([row(), row({ value: '', oldValue: null, isOpen: true }), row({ value: '=1+1', oldValue: '-5' })]);
  const lines = text.split('\r\n');
  expect(lines[0]).toBe('"Journal file","Offset","Time (UTC)","Database","Type","Global node","New value","Old value","Transaction ended"');
  expect(lines[1]).toBe(
    '"MIRROR-APRIL-20261130.002",8224,"2026-11-30T13:00:00.000Z","DATA","set","^Person(1,""Na""""me"")","new","old",yes',
  );
  expect(lines[2]).toMatch(/,"",,no$/);
  expect(lines[3]).toMatch(/,"'=1\+1","-5",yes$/);
});

test('what was saved is read again, in its order, without what had not ended', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.boolean())), (values) => {
      const rows = values.map(([value, isOpen]) => row({ value, isOpen }));
      const read = readUpdatesFile(fileOfUpdates('APRIL', rows));
      const kept = rows
        .filter(({ isOpen }) => !isOpen)
        .map(({ database, type, reference, value }) => ({ database, type, reference, value }));
      expect(read).toEqual({ kind: 'updates', mirror: 'APRIL', updates: kept });
    }),
  );
});

const saved = fileOfUpdates('APRIL', [row(), row({ type: 'kill', value: null })]);
test.each([
  ['another file', 'Name,Value\r\n1,2', { kind: 'other' }],
  ['an empty one', '', { kind: 'other' }],
  ['one of a later version', saved.replace('@1', '@2'), { kind: 'other' }],
  ['one that was cut off', saved.split('\n').slice(0, 2).join('\n'), { kind: 'damaged', line: 3 }],
  ['one that was cut in a line', saved.slice(0, -20), { kind: 'damaged', line: 3 }],
  ['one with another word', saved.replace('"kill"', '"halt"'), { kind: 'damaged', line: 3 }],
])('%s is not taken', (_what, text, expected) => {
  expect(readUpdatesFile(text)).toEqual(expected);
});
