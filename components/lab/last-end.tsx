'use client';
import { useLocale, useTranslations } from 'use-intl';
import type { Locale } from '@/lib/contract/errors.ts';
import { insertionText } from '@/lib/contract/insertions.ts';
import type { ProcessEnd } from '@/lib/contract/process-end.ts';

/** How an instance ended last: a planned end is told as one. */
export function LastEnd({ end }: { end: ProcessEnd }) {
  const t = useTranslations('lab');
  const locale = useLocale() as Locale;
  const values = {
    reason: end.kind === 'cannot-start' ? insertionText(end.reason, locale) : '',
    signal: end.kind === 'signal' ? end.signal : '',
    code: end.kind === 'exited' ? String(end.code) : '',
  };
  return t('lastExit', { reason: t(`end.${end.kind}`, values) });
}
