'use client';
import { WifiOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

/** Says when what is shown is no longer known to be true: since when, and what to do about it. */
export function StaleMark({ target, live }: { target: Target; live: Live<unknown> }) {
  const t = useTranslations('chrome');
  const format = useFormat();
  const { refusalText, wayOutText } = useRefusalTexts();
  if (!live.stale) return <div role="status" className="sr-only" />;
  const { since, reason } = live.stale;
  const name = target === 'lab' ? t('theLab') : target;
  const time = since ? format.clock(since) : '';
  return (
    <div role="status" className="flex gap-2.5 rounded-md border border-warning bg-warning-fill p-3 text-sm">
      <WifiOff aria-hidden="true" className="mt-0.5 size-4.5 shrink-0 text-warning" />
      <div>
        <p className="font-bold text-warning">
          {reason === null
            ? t('streamDown', { time })
            : reason.code === 'P580'
              ? t('notLetIn', { time })
              : live.value === null
                ? t('neverAnswered', { target: name })
                : t('noAnswer', { target: name, time })}
        </p>
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
