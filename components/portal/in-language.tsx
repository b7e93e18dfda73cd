'use client';
import { type ReactNode, use } from 'react';
import type { Locale } from '@/lib/contract/errors.ts';
import type { baseEn } from '../messages/base.en.ts';
import { learnRefusals } from '../ui/use-refusal-texts.ts';
import { Providers } from './providers.tsx';

type BaseMessages = typeof baseEn;

/** Each language is a script of its own: a browser loads the one that it shows. */
const load: Record<Locale, () => Promise<BaseMessages>> = {
  en: async () => {
    const [{ baseEn }, { refusalsEn }] = await Promise.all([import('../messages/base.en.ts'), import('../messages/refusals.en.ts')]);
    learnRefusals('en', refusalsEn);
    return baseEn;
  },
  zh: async () => {
    const [{ baseZh }, { refusalsZh }] = await Promise.all([import('../messages/base.zh.ts'), import('../messages/refusals.zh.ts')]);
    learnRefusals('zh', refusalsZh);
    return baseZh;
  },
};
const loading = new Map<Locale, Promise<BaseMessages>>();

function messagesIn(locale: Locale): Promise<BaseMessages> {
  const known = loading.get(locale);
  if (known) return known;
  const messages = load[locale]();
  loading.set(locale, messages);
  // A script that did not come is asked for again.
  messages.catch(() => loading.delete(locale));
  return messages;
}

/** What stands around every page, with its words. While another language is on its way the page stays as it is. */
export function InLanguage({ locale, timeZone, children }: { locale: Locale; timeZone: string; children: ReactNode }) {
  return (
    <Providers locale={locale} messages={use(messagesIn(locale))} timeZone={timeZone}>
      {children}
    </Providers>
  );
}
