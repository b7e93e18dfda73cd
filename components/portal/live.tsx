import type { ReactNode } from 'react';
import type { LiveWatch } from '@/lib/contract/live.ts';
import { prefetchEntries } from '@/lib/portal/prefetch.ts';
import { LiveSeed } from './live-seed.tsx';

/** Server component: the page below starts with the answers to `watches`, as far as they come at once. */
export async function Live({ watches, children }: { watches: readonly LiveWatch[]; children: ReactNode }) {
  return <LiveSeed entries={await prefetchEntries(watches)}>{children}</LiveSeed>;
}
