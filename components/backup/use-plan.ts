'use client';
import { useEffect, useState } from 'react';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import type { RestoreOrder, RestorePlan } from './restore-draft.ts';

/** A plan is asked for when nothing has been typed for so long. */
const TYPING_PAUSE_MS = 350;

/**
 * What the restore of `order` would do, following the instance. While a newer plan is on its way the last one stays, and `isCurrent` is
 * false.
 */
export function usePlan(
  target: Target,
  order: RestoreOrder,
  first: RestorePlan,
): { readonly plan: RestorePlan; readonly isCurrent: boolean; readonly refusal: Refusal | null } {
  const wanted = JSON.stringify(order);
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const pause = setTimeout(() => setAsked(wanted), TYPING_PAUSE_MS);
    return () => clearTimeout(pause);
  }, [wanted]);
  const live = useInstance(target, 'restore-plan', JSON.parse(asked) as RestoreOrder);
  const [last, setLast] = useState(first);
  if (live.value && live.value !== last) setLast(live.value);
  const isAnswered = wanted === asked && (live.value !== null || live.refusal !== null);
  return { plan: live.value ?? last, isCurrent: isAnswered && live.stale === null, refusal: wanted === asked ? live.refusal : null };
}
