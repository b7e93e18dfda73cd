'use client';
import { type ReactNode, use, useMemo } from 'react';
import { IntlProvider, useLocale, useMessages } from 'use-intl';
import { type Area, wordsOf } from '../messages/areas.ts';

/** Gives the pages of an area the words that only they say. While these are on their way in another language the page stays as it is. */
export function Words({ of, children }: { of: Area; children: ReactNode }) {
  const locale = useLocale();
  const known = useMessages();
  const own = use(wordsOf(of, locale));
  const messages = useMemo(() => ({ ...known, ...own }), [known, own]);
  return (
    <IntlProvider locale={locale} messages={messages}>
      {children}
    </IntlProvider>
  );
}
