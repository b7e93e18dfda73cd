'use client';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Outcome } from '../contract/errors.ts';
import { accepted } from '../contract/outcome.ts';
import type { Target } from '../contract/live.ts';
import type { AvailabilityView, MirrorHistoryView } from '../contract/mirror-history.ts';
import { type HistoryRange, rangeLengths } from '../contract/history-ranges.ts';
import { askInstance } from './api.ts';
import { withAdditions } from './history-additions.ts';
import { type LiveEntry, nextEntry } from './live-entry.ts';
import { type Live, liveOf } from './use-live.ts';
import { BAND_ASKED_MS, CURVE_ASKED_MS } from '../machine/waits.ts';

/** How the mirror fared over a range: whole at first, then additions only. Nothing is asked by a tab that is not seen. */
export function useMirrorHistory(
  target: Target,
  { range, mirrorName }: { range: HistoryRange; mirrorName: string },
): Live<MirrorHistoryView> {
  const client = useQueryClient();
  const queryKey = ['history', target, mirrorName, range];
  const { data } = useQuery({
    queryKey,
    queryFn: () => ask(client, queryKey, target, { range, mirrorName }),
    refetchInterval: CURVE_ASKED_MS[range],
    refetchOnWindowFocus: true,
    gcTime: rangeLengths['5m'].spanMs,
    structuralSharing: false,
  });
  return liveOf(data);
}

async function ask(
  client: QueryClient,
  queryKey: readonly string[],
  target: Target,
  input: { range: HistoryRange; mirrorName: string },
): Promise<LiveEntry<MirrorHistoryView>> {
  const before = client.getQueryData<LiveEntry<MirrorHistoryView>>(queryKey);
  const known = before?.value ?? null;
  const added = await askInstance(target, 'mirror-history', { ...input, since: known?.buckets.at(-1)?.at ?? null });
  const together = added.ok ? withAdditions(known, added.value) : null;
  const outcome: Outcome<MirrorHistoryView> = together
    ? accepted(together)
    : added.ok
      ? await askInstance(target, 'mirror-history', { ...input, since: null })
      : added;
  return nextEntry(before, outcome, new Date().toISOString());
}

export function useAvailability(target: Target, mirrorName: string): Live<AvailabilityView> {
  const client = useQueryClient();
  const queryKey = ['availability', target, mirrorName];
  const { data } = useQuery({
    queryKey,
    queryFn: async () => {
      const answer = await askInstance(target, 'mirror-availability', { mirrorName });
      return nextEntry(client.getQueryData<LiveEntry<AvailabilityView>>(queryKey), answer, new Date().toISOString());
    },
    refetchInterval: BAND_ASKED_MS,
    refetchOnWindowFocus: true,
  });
  return liveOf(data);
}
