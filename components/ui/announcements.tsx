'use client';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { isAnnouncing, onAnnouncement } from './announce.ts';
import type { AnnouncedProps } from './announced.tsx';

const Announced = lazy(() => import('./announced.tsx').then(({ Announced }) => ({ default: Announced })));

/** The corner for `announce`: nothing, and no script for it, before there is something to say. */
export function Announcements(props: AnnouncedProps) {
  const isNeeded = useSyncExternalStore(onAnnouncement, isAnnouncing, () => false);
  return (
    isNeeded && (
      <Suspense>
        <Announced {...props} />
      </Suspense>
    )
  );
}
