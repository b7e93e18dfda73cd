'use client';
import { WifiOff } from 'lucide-react';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';
import { useStaleText } from './use-stale-text.ts';

/** Says when what is shown is no longer known to be true: since when, and what to do about it. */
export function StaleMark({ target, live }: { target: Target; live: Live<unknown> }) {
  const { refusalText, wayOutText } = useRefusalTexts();
  const text = useStaleText()(target, live);
  if (!live.stale) return <div role="status" className="sr-only" />;
  const { reason } = live.stale;
  return (
    <div role="status" className="flex gap-2.5 rounded-md border border-warning bg-warning-fill p-3 text-sm">
      <WifiOff aria-hidden="true" className="mt-0.5 size-4.5 shrink-0 text-warning" />
      <div>
        <p className="font-bold text-warning">{text}</p>
        {reason && (
          <>
            <p className="mt-0.5">{refusalText(reason)}</p>
            <p>{wayOutText(reason)}</p>
          </>
        )}
      </div>
    </div>
  );
}
