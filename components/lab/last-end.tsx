'use client';
import { useTranslations } from 'use-intl';
import type { ProcessEnd } from '@/lib/contract/process-end.ts';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

/** How an instance ended last: a planned end is told as one. */
export function LastEnd({ end }: { end: ProcessEnd }) {
  const t = useTranslations('lab');
  const { insertionText } = useRefusalTexts();
  const values = {
    reason: end.kind === 'cannot-start' ? insertionText(end.reason) : '',
    signal: end.kind === 'signal' ? end.signal : '',
    code: end.kind === 'exited' ? String(end.code) : '',
  };
  return t('lastExit', { reason: t(`end.${end.kind}`, values) });
}
