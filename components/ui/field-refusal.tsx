'use client';
import { useLocale } from 'use-intl';
import type { Locale, Refusal } from '@/lib/contract/errors.ts';
import { refusalText, wayOutText } from '@/lib/contract/refusal-text.ts';
import { insertionText } from '@/lib/contract/insertions.ts';

/** What is wrong, under the field itself: it needs neither the name of the field nor the advice to correct it. */
export function FieldRefusal({ refusal }: { refusal: Refusal }) {
  const locale = useLocale() as Locale;
  const [, needed] = refusal.args;
  if (refusal.code === 'P101' && needed) {
    const text = insertionText(needed, locale).replace(/[.。]$/, '');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}${locale === 'zh' ? '。' : '.'}`;
  }
  return (
    <>
      {refusalText(refusal, locale)} <span className="font-normal">{wayOutText(refusal, locale)}</span>
    </>
  );
}
