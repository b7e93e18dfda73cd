import { cache } from 'react';
import type { Outcome } from '../contract/errors.ts';
import type { Target } from '../contract/live.ts';
import { PREFETCH_MS } from '../machine/waits.ts';
import { ask } from './ask.ts';

const askedOnce = cache(
  (target: Target, query: string, input: string, deadlineMs: number): Promise<Outcome<unknown>> =>
    ask(target, query, JSON.parse(input), deadlineMs),
);

/** For the HTML of one page: its layout, the page and what is fetched ahead ask the same, and all who wait as long take one answer. */
export const askOnce = (
  target: Target,
  query: string,
  input: Record<string, unknown>,
  deadlineMs = PREFETCH_MS,
): Promise<Outcome<unknown>> => askedOnce(target, query, JSON.stringify(input), deadlineMs);
