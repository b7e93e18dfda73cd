import { expect, test } from 'vitest';
import { grownLog, type NumberedLine } from './grown-log.ts';

const line = (text: string) => ({ at: '2026-01-01T00:00:00.000Z', pid: 1, severity: 0, event: 'E', text });
const lines = (words: string) => words.split('').map(line);
const known = (words: string) => grownLog([], lines(words));
const shown = (log: ReadonlyArray<NumberedLine<ReturnType<typeof line>>>) => log.map(({ text, number }) => `${text}${number}`).join(' ');

test.each([
  ['a line that is sent no more stays', 'abc', 'bcd', 'a0 b1 c2 d3'],
  ['several come at once', 'abc', 'cde', 'a0 b1 c2 d3 e4'],
  ['the same text again is a line of its own', 'aba', 'baa', 'a0 b1 a2 a3'],
  ['of another log nothing stays', 'abc', 'xyz', 'x0 y1 z2'],
  ['more of what went before', 'cd', 'abcde', 'a0 b1 c2 d3 e4'],
  ['emptied', 'abc', '', ''],
])('%s', (_, before, sent, after) => {
  expect(shown(grownLog(known(before), lines(sent)))).toBe(after);
});

test('with nothing new, it is the same', () => {
  const log = known('abc');
  expect(grownLog(log, lines('bc'))).toBe(log);
  const empty = known('');
  expect(grownLog(empty, [])).toBe(empty);
});
