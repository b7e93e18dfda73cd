import { expect } from 'vitest';
import { until } from './april-lab.ts';

/** Fails as soon as `look` finds what must not be; watches for `watchedMs`. First wait for the state in which the wrong thing could happen, or a slow machine only watches how it comes about. */
export async function never(what: string, watchedMs: number, look: () => Promise<boolean>): Promise<void> {
  const found = await until(what, watchedMs, look).then(
    () => true,
    () => false,
  );
  expect(found, what).toBe(false);
}
