'use client';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Outcome, Refusal } from '../contract/errors.ts';
import { accepted } from '../contract/outcome.ts';
import type { Target } from '../contract/live.ts';
import type { AvailabilityView, MirrorHistoryView } from '../contract/mirror-history.ts';
import { type HistoryRange, rangeLengths } from '../contract/history-ranges.ts';
import { askInstance } from './api.ts';
import { withAdditions } from './history-additions.ts';
import { BAND_ASKED_MS, CURVE_ASKED_MS } from '../machine/waits.ts';

interface Known<Value> {
  /** The last answer: what was known stays while nobody answers. */
  readonly value: Value | null;
  readonly refusal: Refusal | null;
}

/** How the mirror fared over a range: whole at first, then additions only. Nothing is asked by a tab that is not seen. */
export function useMirrorHistory(
  target: Target,
  { range, mirrorName }: { range: HistoryRange; mirrorName: string },
): Known<MirrorHistoryView> {
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
  return data ?? { value: null, refusal: null };
}

async function ask(
  client: QueryClient,
  queryKey: readonly string[],
  target: Target,
  input: { range: HistoryRange; mirrorName: string },
): Promise<Known<MirrorHistoryView>> {
  const before = client.getQueryData<Known<MirrorHistoryView>>(queryKey)?.value ?? null;
  const added = await askInstance(target, 'mirror-history', { ...input, since: before?.buckets.at(-1)?.at ?? null });
  if (!added.ok) return { value: before, refusal: added.refusal };
  const together = withAdditions(before, added.value);
  const whole: Outcome<MirrorHistoryView> = together
    ? accepted(together)
    : await askInstance(target, 'mirror-history', { ...input, since: null });
  return whole.ok ? { value: whole.value, refusal: null } : { value: null, refusal: whole.refusal };
}

export function useAvailability(target: Target, mirrorName: string): Known<AvailabilityView> {
  const client = useQueryClient();
  const queryKey = ['availability', target, mirrorName];
  const { data } = useQuery({
    queryKey,
    queryFn: async (): Promise<Known<AvailabilityView>> => {
      const answer = await askInstance(target, 'mirror-availability', { mirrorName });
      if (answer.ok) return { value: answer.value, refusal: null };
      return { value: client.getQueryData<Known<AvailabilityView>>(queryKey)?.value ?? null, refusal: answer.refusal };
    },
    refetchInterval: BAND_ASKED_MS,
    refetchOnWindowFocus: true,
  });
  return data ?? { value: null, refusal: null };
}
