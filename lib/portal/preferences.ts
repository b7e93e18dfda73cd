import { cookies, headers } from 'next/headers';
import type { Locale } from '../contract/errors.ts';

/** Times are shown, and typed, in it. */
export const serverTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export type Theme = 'light' | 'dark' | 'system';

/** The cookie if the person has chosen, else the first language of the browser that we speak, else English. */
export async function readLocale(): Promise<Locale> {
  const chosen = (await cookies()).get('mirror-portal-locale')?.value;
  if (chosen === 'en' || chosen === 'zh') return chosen;
  const accepted = (await headers()).get('accept-language') ?? '';
  const languages = accepted
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.trim().toLowerCase().split(';q=');
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .sort((one, other) => other.weight - one.weight);
  return languages.find(({ tag }) => tag.startsWith('zh') || tag.startsWith('en'))?.tag.startsWith('zh') ? 'zh' : 'en';
}

export async function readTheme(): Promise<Theme> {
  const chosen = (await cookies()).get('mirror-portal-theme')?.value;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}
