'use client';
import { useQuery } from '@tanstack/react-query';
import type { Refusal } from '../contract/errors.ts';
import type { Target } from '../contract/live.ts';
import type { InstanceQueryInput, InstanceQueryKind, InstanceView } from '../contract/views.ts';
import { askInstance } from './api.ts';

interface Question<Value> {
  /** The last answer, also while the next one is on its way; null before the first one, and after a refusal. */
  readonly value: Value | null;
  readonly refusal: Refusal | null;
  readonly isAsking: boolean;
}

/**
 * What an instance can only tell after having asked others, which is too much for a live view: asked when the component appears, and again
 * `againAfterMs` after each answer; null: not again.
 */
export function useQuestion<K extends InstanceQueryKind>(
  target: Target,
  query: K,
  input: InstanceQueryInput<K>,
  againAfterMs: number | null,
): Question<InstanceView<K>> {
  const { data, isFetching } = useQuery({
    queryKey: ['question', target, query, input],
    queryFn: () => askInstance(target, query, input),
    refetchInterval: againAfterMs ?? false,
    // An answer from an earlier visit is no answer.
    gcTime: 0,
  });
  return { value: data?.ok ? data.value : null, refusal: data && !data.ok ? data.refusal : null, isAsking: isFetching };
}
