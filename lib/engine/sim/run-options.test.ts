import { expect, test } from 'vitest';
import { readRunOptions } from './run-options.ts';

const plain = { drivers: 'simulated', mixture: null };

test.each([
  [[], { ...plain, kind: 'many', first: 1, last: 500, jobs: null }],
  [['--seeds', '7..7', '--jobs', '1'], { ...plain, kind: 'many', first: 7, last: 7, jobs: 1 }],
  [['--seed', '4', '--picture'], { ...plain, kind: 'one', seed: 4, asPicture: true }],
  [['--shipped', '--mixture', 'purging', '--soak'], { drivers: 'shipped', mixture: 'purging', kind: 'soak' }],
])('%j is understood', (args, options) => {
  expect(readRunOptions(args)).toEqual(options);
});

test.each([
  [['--seed', 'x'], /--seed: x is no whole number/],
  [['--seed', ''], /--seed: nothing is no whole number/],
  [['--seeds', '5..1'], /A not above B/],
  [['--seeds', '5'], /A not above B/],
  [['--seeds', '1..2..3'], /A not above B/],
  [['--seeds', '1..'], /nothing is no whole number/],
  [['--jobs', 'x'], /--jobs: x is no whole number/],
  [['--jobs', '0'], /at least one/],
  [['--mixture', 'nonsense'], /there is no mixture nonsense: .*purging/],
  [['--mixture', 'toString'], /there is no mixture toString/],
  [['--nonsense'], /--nonsense/],
  [['7'], /7/],
  [['--picture'], /usage/],
  [['--seed', '1', '--seeds', '1..2'], /usage/],
  [['--seed', '1', '--jobs', '2'], /usage/],
])('%j is refused: no run of nothing looks like a good one', (args, sentence) => {
  expect(() => readRunOptions(args)).toThrow(sentence);
});
