import type { InstanceView } from '@/lib/contract/views.ts';

type Coverage = InstanceView<'backup-coverage'>;

/** Whether what follows a backup can still be read from the journals of the member that is asked (engine facts 8.6). Ages in ms. */
export type JournalReach =
  | { readonly kind: 'missing'; readonly file: string }
  | { readonly kind: 'short'; readonly days: number; readonly ageMs: number }
  | { readonly kind: 'ok'; readonly days: number | null; readonly ageMs: number };

const DAY_MS = 86_400_000;

/** `now` is the time of the answer. A file that is surely gone counts more than what the settings promise. */
export function journalReachOf(coverage: Coverage, madeAt: string, now: string): JournalReach {
  const missing = coverage.runs.find((run) => run.madeAt === madeAt)?.missing;
  if (missing) return { kind: 'missing', file: missing };
  const ageMs = Math.max(0, Date.parse(now) - Date.parse(madeAt));
  const days = coverage.purgeAfterDays;
  return days !== null && ageMs > days * DAY_MS ? { kind: 'short', days, ageMs } : { kind: 'ok', days, ageMs };
}
