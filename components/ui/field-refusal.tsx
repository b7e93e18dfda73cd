'use client';
import { useLocale } from 'use-intl';
import type { Locale, Refusal } from '@/lib/contract/errors.ts';
import { useRefusalTexts } from './use-refusal-texts.ts';

/** What is wrong, under the field itself: it needs neither the name of the field nor the advice to correct it. */
export function FieldRefusal({ refusal }: { refusal: Refusal }) {
  const locale = useLocale() as Locale;
  const { insertionText, refusalText, wayOutText } = useRefusalTexts();
  const [, needed] = refusal.args;
  if (refusal.code === 'P101' && needed) {
    const text = insertionText(needed).replace(/[.。]$/, '');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}${locale === 'zh' ? '。' : '.'}`;
  }
  return (
    <>
      {refusalText(refusal)} <span className="font-normal">{wayOutText(refusal)}</span>
    </>
  );
}
