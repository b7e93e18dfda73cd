'use client';
import { WifiOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { RefusalNotice } from '../ui/refusal-notice.tsx';

/** Says when what is shown is no longer known to be true: since when, and what to do about it. */
export function StaleMark({ target, live }: { target: Target; live: Live<unknown> }) {
  const t = useTranslations('chrome');
  const format = useFormat();
  if (!live.stale) return <div role="status" className="sr-only" />;
  const { since, reason } = live.stale;
  const name = target === 'lab' ? t('theLab') : target;
  const time = since ? format.clock(since) : '';
  return (
    <div role="status" className="space-y-2">
      <p className="flex items-center gap-2 rounded-md border border-warning bg-warning-fill px-3 py-2 text-sm font-bold text-warning">
        <WifiOff aria-hidden="true" className="size-4 shrink-0" />
        {reason === null ? t('streamDown', { time }) : live.value === null ? t('neverAnswered', { target: name }) : t('noAnswer', { target: name, time })}
      </p>
      {reason && <RefusalNotice refusal={reason} />}
    </div>
  );
}
