import type { Outcome, Refusal } from '../contract/errors.ts';

/** What the cache holds of one live query: the last answer, and why there is no newer one. Times are ISO. */
export interface LiveEntry<Value = unknown> {
  readonly value: Value | null;
  readonly answeredAt: string | null;
  readonly refusal: Refusal | null;
  readonly refusedAt: string | null;
}

/** Silence (not a decision of the other side): what was known stays on screen, marked as old. */
export const isSilence = (refusal: Refusal | null) => refusal !== null && (refusal.code === 'P100' || refusal.code === 'P106');

export function nextEntry<Value>(before: LiveEntry<Value> | undefined, outcome: Outcome<Value>, now: string): LiveEntry<Value> {
  if (outcome.ok) return { value: outcome.value, answeredAt: now, refusal: null, refusedAt: null };
  const refusedAt = before?.refusal?.code === outcome.refusal.code ? before.refusedAt : now;
  if (!isSilence(outcome.refusal)) return { value: null, answeredAt: null, refusal: outcome.refusal, refusedAt };
  return { value: before?.value ?? null, answeredAt: before?.answeredAt ?? null, refusal: outcome.refusal, refusedAt };
}
