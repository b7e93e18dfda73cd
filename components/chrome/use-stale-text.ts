'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';

/** Who does not answer, and since when; null while what is shown is fresh. */
export function useStaleText() {
  const t = useTranslations('chrome');
  const format = useFormat();
  return (target: Target, live: Live<unknown>): string | null => {
    if (!live.stale) return null;
    const { since, reason } = live.stale;
    const name = target === 'lab' ? t('theLab') : target;
    const time = since ? format.clock(since) : '';
    if (reason === null) return t('streamDown', { time });
    if (reason.code === 'P580') return t('notLetIn', { time });
    return live.value === null ? t('neverAnswered', { target: name }) : t('noAnswer', { target: name, time });
  };
}
