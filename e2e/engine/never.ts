import { expect } from 'vitest';
import { until } from './april-lab.ts';

/**
 * Fails as soon as `look` finds what must not be; watches for `watchedMs`. First wait for the state in which the wrong thing could happen,
 * or a slow machine only watches how it comes about.
 * Fails, too, when no look ever answered: whoever saw nothing cannot say that nothing was there.
 */
export async function never(what: string, watchedMs: number, look: () => Promise<boolean>): Promise<void> {
  let answerCount = 0;
  let failure: unknown;
  const found = await until(what, watchedMs, async () => {
    try {
      const isThere = await look();
      answerCount += 1;
      return isThere;
    } catch (error) {
      failure = error;
      throw error;
    }
  }).then(
    () => true,
    () => false,
  );
  expect(found, what).toBe(false);
  if (answerCount === 0) throw new Error(`nobody could look, in ${watchedMs} ms, whether: ${what}`, { cause: failure });
}
