import { expect, test } from 'vitest';
import { oneLine } from './one-line.ts';

test.each([
  ['a line break', 'nightly\nForged: line2', 'nightly Forged: line2'],
  ['a carriage return, with space around', 'nightly \r\n  Forged', 'nightly Forged'],
  ['a next line and separators of Unicode', 'a\u0085b\u2028c\u2029d', 'a b c d'],
  ['what a terminal obeys', 'a\u001b[2Jb\u0000c\u007f', 'a [2Jb c '],
])('%s', (_, text, line) => {
  expect(oneLine(text)).toBe(line);
});

test('an ordinary line stays as it is, its indentation and its Chinese too', () => {
  for (const line of ['', '   Device: /tmp/a b.cbk', '备份 “每晚” — 完成。']) expect(oneLine(line)).toBe(line);
});
