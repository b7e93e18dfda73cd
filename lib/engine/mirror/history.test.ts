import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePositions } from '../journal/position.ts';
import { commonEnd, meetHistories, type HistoryFile } from './history.ts';

const file = (fileCount: number, guid: string, end: number): HistoryFile => ({ fileCount, guid, start: 10, end });

test.each<[string, HistoryFile[], HistoryFile[], ReturnType<typeof commonEnd>]>([
  ['both empty', [], [], { fileCount: 0, offset: 0 }],
  ['mine empty, theirs from the beginning', [], [file(1, 'a', 50)], { fileCount: 0, offset: 0 }],
  ['mine empty, theirs purged: before the first that is left', [], [file(3, 'c', 50)], { fileCount: 2, offset: 0 }],
  ['mine is a prefix', [file(1, 'a', 30)], [file(1, 'a', 50), file(2, 'b', 20)], { fileCount: 1, offset: 30 }],
  ['mine has surplus in the last file', [file(1, 'a', 60)], [file(1, 'a', 50), file(2, 'b', 20)], { fileCount: 1, offset: 50 }],
  [
    'mine has a file that they do not',
    [file(1, 'a', 50), file(2, 'x', 20)],
    [file(1, 'a', 50), file(2, 'b', 20)],
    { fileCount: 1, offset: 50 },
  ],
  [
    'more than one file is the same',
    [file(1, 'a', 50), file(2, 'b', 20)],
    [file(1, 'a', 50), file(2, 'b', 90)],
    { fileCount: 2, offset: 20 },
  ],
  ['the first files were purged here', [file(2, 'b', 20)], [file(1, 'a', 50), file(2, 'b', 90)], { fileCount: 2, offset: 20 }],
  ['different from the very first file', [file(1, 'x', 5)], [file(1, 'a', 50)], { fileCount: 0, offset: 0 }],
  ['no shared file and the beginnings are gone', [file(4, 'x', 5)], [file(4, 'a', 50)], null],
])('how far two histories say the same (facts 4.15, 6.2): %s', (_label, mine, theirs, common) => {
  expect(commonEnd(mine, theirs)).toEqual(common);
});

test('the common end lies within both, and both sides find the same one', () => {
  const history = fc
    .array(fc.record({ guid: fc.constantFrom('a', 'b'), size: fc.nat(50) }), { maxLength: 5 })
    .map((files) => files.map(({ guid, size }, index) => file(index + 1, `${guid}${index}`, 10 + size)));
  fc.assert(
    fc.property(history, history, (mine, theirs) => {
      const common = commonEnd(mine, theirs);
      expect(common).toEqual(commonEnd(theirs, mine));
      for (const files of [mine, theirs]) {
        const last = files.at(-1);
        if (last && common) expect(comparePositions(common, { fileCount: last.fileCount, offset: last.end })).toBeLessThanOrEqual(0);
      }
    }),
  );
});

describe('meeting a history whose beginning is lost', () => {
  const file = (fileCount: number, end = 500) => ({
    fileCount,
    guid: `G${fileCount}`,
    start: 8,
    end,
    previous: fileCount > 1 ? { guid: `G${fileCount - 1}`, end: 500, name: `F${fileCount - 1}` } : null,
  });
  const at = (fileCount: number, offset: number) => ({ fileCount, offset });
  const theirs = [file(4), file(5)];
  test.each([
    ['a file in common: as ever', [file(3), file(4, 200)], at(3, 100), { kind: 'agree', through: at(4, 200) }],
    ['all before the first of theirs', [file(2), file(3)], at(3, 100), { kind: 'agree', through: at(3, 500) }],
    [
      'all before it, and files that they do not have',
      [file(3), { ...file(4), guid: 'FORK' }],
      at(3, 100),
      { kind: 'agree', through: at(3, 500) },
    ],
    ['more of the file before than the mirror has kept', [file(2), file(3, 600)], at(3, 100), { kind: 'agree', through: at(3, 500) }],
    ['not all of the file before', [file(2), file(3, 400)], at(3, 100), { kind: 'lacks', fileCount: 3, name: 'F3' }],
    ['another file before', [file(2), { ...file(3), guid: 'FORK' }], at(3, 100), { kind: 'lacks', fileCount: 3, name: 'F3' }],
    ['a file missing between', [file(1), file(2)], at(2, 100), { kind: 'lacks', fileCount: 3, name: 'F3' }],
    ['a file missing that no database needs', [file(1), file(2)], null, { kind: 'begin', at: at(3, 0) }],
    ['a part of the file that is missing', [file(2), file(3, 400)], null, { kind: 'begin', at: at(3, 0) }],
    ['a file missing that the databases are beyond', [file(1), file(2)], at(4, 100), { kind: 'begin', at: at(3, 0) }],
    ['nothing here', [], null, { kind: 'agree', through: at(3, 0) }],
    ['files of the same numbers that are others', [{ ...file(4), guid: 'FORK' }], null, { kind: 'parted' }],
    ['more than they have', [file(9)], null, { kind: 'parted' }],
  ] as const)('%s', (_label, mine, needed, meeting) => {
    expect(meetHistories(mine, theirs, needed)).toEqual(meeting);
  });
});
