'use client';
import { useLocale } from 'use-intl';
import type { Locale } from '@/lib/contract/errors.ts';
import { type RefusalTexts, refusalTextsOf } from '@/lib/contract/refusal-texts.ts';
import type { RefusalWords } from '@/lib/contract/refusal-words.ts';

const known = new Map<Locale, RefusalTexts>();

/** Of a language, before its first page is drawn. */
export const learnRefusals = (locale: Locale, words: RefusalWords) => void known.set(locale, refusalTextsOf(words));

/** Refusals in the language of the page. */
export function useRefusalTexts(): RefusalTexts {
  const locale = useLocale() as Locale;
  const texts = known.get(locale);
  if (!texts) throw new Error(`Nobody has loaded the refusals of ${locale}.`);
  return texts;
}
