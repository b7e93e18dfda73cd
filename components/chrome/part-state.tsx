'use client';
import { WifiOff } from 'lucide-react';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useStaleText } from './use-stale-text.ts';

/**
 * Of a part of a page that asks for itself: that its answer is awaited, refused, or old, and since when. Nothing while it is fresh. It is
 * not announced: the page's own mark is.
 */
export function PartState({ target, live }: { target: Target; live: Live<unknown> }) {
  const stale = useStaleText()(target, live);
  if (stale !== null)
    return (
      <p className="flex gap-2 text-sm font-bold text-warning">
        <WifiOff aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        {stale}
      </p>
    );
  if (live.refusal) return <RefusalNotice refusal={live.refusal} />;
  return live.value === null ? <Spinner /> : null;
}
