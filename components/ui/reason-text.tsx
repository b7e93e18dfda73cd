'use client';
import { useLocale, useTranslations } from 'use-intl';
import type { Locale, Refusal } from '@/lib/contract/errors.ts';
import { sentenceText, wayOutText } from '@/lib/contract/refusal-text.ts';

/** Why something is not offered, and the way out: two sentences, no error. */
export function ReasonText({ refusal }: { refusal: Refusal }) {
  const locale = useLocale() as Locale;
  const t = useTranslations('ui');
  return t('reason', { sentence: sentenceText(refusal, locale).replace(/[.。]$/, ''), wayOut: wayOutText(refusal, locale) });
}
