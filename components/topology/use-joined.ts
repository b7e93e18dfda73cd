'use client';
import { useLocale } from 'use-intl';

/** Sentences one after the other; Chinese ones stand close. What is not said is left out. */
export function useJoined() {
  const between = useLocale() === 'zh' ? '' : ' ';
  return (sentences: readonly (string | null | false)[]) => sentences.filter(Boolean).join(between);
}
