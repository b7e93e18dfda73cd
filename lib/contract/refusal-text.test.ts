import { expect, test } from 'vitest';
import type { Refusal } from './errors.ts';
import { refusalText, wayOutText } from './refusal-text.ts';

const notThere = (name: string): Refusal => ({ code: 'P104', args: ['database', name] });

test('what is inserted may be a long path, and is cut when it is longer than that', () => {
  const path = `/${'a'.repeat(999)}`;
  expect(refusalText(notThere(path), 'en')).toContain(path);
  const huge = notThere('x'.repeat(100_000));
  for (const locale of ['en', 'zh'] as const) {
    expect(refusalText(huge, locale)).toContain(`${'x'.repeat(1000)}…`);
    expect(refusalText(huge, locale).length + wayOutText(huge, locale).length).toBeLessThan(1200);
  }
});
