'use client';
import { useMemo } from 'react';
import type { Target } from '@/lib/contract/live.ts';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { timelineOf } from '../timeline/takeover-headline.tsx';

/**
 * What all members told, for marks and reasons: the newest entries, and the newest changes of role, which much else would drive out of a
 * long range. `mirrorName`: of a member in several mirrors, which.
 */
export function useMirrorEvents(target: Target, mirrorName: string | null): readonly TimelineEntry[] {
  const all = useInstance(target, 'mirror-timeline', timelineOf(mirrorName, 'all')).value?.entries;
  const roles = useInstance(target, 'mirror-timeline', timelineOf(mirrorName, 'roles')).value?.entries;
  return useMemo(() => [...new Map([...(all ?? []), ...(roles ?? [])].map((entry) => [entry.key, entry])).values()], [all, roles]);
}
