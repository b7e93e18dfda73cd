'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { useRefusalTexts } from './use-refusal-texts.ts';

/** Why something is not offered, and the way out: two sentences, no error. */
export function ReasonText({ refusal }: { refusal: Refusal }) {
  const { sentenceText, wayOutText } = useRefusalTexts();
  const t = useTranslations('ui');
  return t('reason', { sentence: sentenceText(refusal).replace(/[.。]$/, ''), wayOut: wayOutText(refusal) });
}
