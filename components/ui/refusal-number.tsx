import type { Refusal } from '@/lib/contract/errors.ts';

/** The number of a reason, for whoever looks it up; run-time errors carry their name in their text. */
export function RefusalNumber({ refusal }: { refusal: Refusal }) {
  return refusal.code.startsWith('<') ? null : <p className="mt-1 text-xs text-ink-soft">#{refusal.code}</p>;
}
