import { expect, test } from 'vitest';
import { isServing } from './mirror-status.ts';

test.each([
  ['a primary', 'primary', 'normal', true],
  ['a primary whose journal is frozen', 'primary', 'frozen', false],
  ['a primary in trouble', 'in-trouble', 'normal', false],
  ['a primary that journals nothing any more, and serves', 'primary', 'disabled', true],
  ['a primary of whose journal nothing is known', 'primary', null, true],
  ['a backup', 'backup', 'normal', false],
  ['no member, or no answer', undefined, null, false],
] as const)('mirror_status.cxw: %s', (_what, status, journal, serves) => {
  expect(isServing(status, journal)).toBe(serves);
});
