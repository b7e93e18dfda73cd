'use client';
import { useLocale } from 'use-intl';

const marks = {
  en: { colon: ': ', comma: ', ', semicolon: '; ', inBrackets: (text: string | number) => ` (${text})` },
  zh: { colon: '：', comma: '，', semicolon: '；', inBrackets: (text: string | number) => `（${text}）` },
} as const;

/** The marks between two texts that stand side by side: Chinese ones are as wide as a character, with no space around them. */
export const useMarks = () => marks[useLocale() === 'zh' ? 'zh' : 'en'];
