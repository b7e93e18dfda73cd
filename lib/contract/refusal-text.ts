/** A refusal in words, in either language: for whoever carries the whole catalogue. A browser is given that of its own language. */
import type { Locale, Refusal } from './errors.ts';
import { type RefusalTexts, refusalTextsOf } from './refusal-texts.ts';
import { refusalWordsOf } from './refusal-words.ts';

const inLanguage: Readonly<Record<Locale, RefusalTexts>> = {
  en: refusalTextsOf(refusalWordsOf('en')),
  zh: refusalTextsOf(refusalWordsOf('zh')),
};

/** The sentence as the product prints it, with its number. */
export const refusalText = (refusal: Refusal, locale: Locale): string => inLanguage[locale].refusalText(refusal);

/** What the person can do about it: one sentence. */
export const wayOutText = (refusal: Refusal, locale: Locale): string => inLanguage[locale].wayOutText(refusal);
