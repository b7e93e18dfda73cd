import { expect, test } from 'vitest';
import { refusalText, wayOutText } from '../../contract/refusal-text.ts';
import { protectedFor, protectionWaysOut } from './protection.ts';

test.each(Object.keys(protectionWaysOut) as (keyof typeof protectionWaysOut)[])(
  'a database that is read-only because of %s has a way out of its own, in both languages',
  (reason) => {
    const outcome = protectedFor('DATA', reason);
    if (outcome.ok) throw new Error('it was accepted');
    expect(refusalText(outcome.refusal, 'en')).toBe('<PROTECT> Database DATA is read-only here');
    expect(wayOutText(outcome.refusal, 'en')).toBe(protectionWaysOut[reason]);
    expect(wayOutText(outcome.refusal, 'zh')).toMatch(/^请.*。$/);
  },
);

test('no two reasons have the same', () => {
  expect(new Set(Object.values(protectionWaysOut)).size).toBe(Object.keys(protectionWaysOut).length);
});
