import { expect, test } from 'vitest';

/**
 * A change of role is heard from the strip at the top, and from the verdict. Tables and panels that change with it are read when somebody
 * goes there; what announces here is what a person has pointed at or ordered.
 */
const ANNOUNCE = ['./history/band-row.tsx', './promotion/promotion-progress.tsx', './promotion/promotion-steps.tsx'];

test('no panel of the monitor says again what the strip has said', () => {
  const files: Record<string, string> = import.meta.glob('./**/*.tsx', { eager: true, query: '?raw', import: 'default' });
  expect(Object.keys(files).length).toBeGreaterThan(40);
  const live = Object.entries(files).filter(([file, text]) => !file.includes('.test.') && text.includes('aria-live'));
  expect(live.map(([file]) => file).sort()).toEqual(ANNOUNCE);
});
