import type { LiveWatch } from '../contract/live.ts';
import type { LiveEntry } from '../query/live-entry.ts';
import { askOnce } from './ask-once.ts';
import { PREFETCH_MS } from '../machine/waits.ts';

/** The answers that the first HTML already shows. */
export async function prefetchEntries(watches: readonly LiveWatch[]): Promise<Array<{ watch: LiveWatch; entry: LiveEntry }>> {
  const asked = watches.map(async (watch) => {
    const late = new Promise<null>((resolve) => setTimeout(resolve, PREFETCH_MS, null));
    const outcome = await Promise.race([askOnce(watch.target, watch.query, watch.input), late]);
    if (!outcome) return [];
    const now = new Date().toISOString();
    const entry: LiveEntry = outcome.ok
      ? { value: outcome.value, answeredAt: now, refusal: null, refusedAt: null }
      : { value: null, answeredAt: null, refusal: outcome.refusal, refusedAt: now };
    return [{ watch, entry }];
  });
  return (await Promise.all(asked)).flat();
}
