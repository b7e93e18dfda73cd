import type { Outcome } from './errors.ts';
import { refused } from './outcome.ts';

/**
 * What an error becomes that nobody foresaw: P621, with what was being done and the words of the system, which are in no language of ours.
 */
export const unexpected = (doing: string, error: unknown): Outcome<never> =>
  refused('P621', [doing, error instanceof Error ? error.message : String(error)]);
