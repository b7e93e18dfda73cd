import localFont from 'next/font/local';
import type { ReactNode } from 'react';
import { languageTags } from '@/components/messages/messages-of.ts';
import { InLanguage } from '@/components/portal/in-language.tsx';
import { readLocale, readTheme, serverTimeZone } from '@/lib/portal/preferences.ts';
import './globals.css';

/**
 * Shipped with the product: no page asks another server for it. `optional`: who waits for it longer than a moment reads in the fonts of the
 * system until the next page, and nothing moves under the eyes. Chinese is written in the fonts of the system.
 */
const latin = localFont({
  src: './fonts/inter-latin-wght-normal.woff2',
  weight: '100 900',
  display: 'optional',
  adjustFontFallback: false,
  variable: '--font-latin',
});
/** Quotation marks, dashes and the ellipsis have the width of a character between Chinese ones: they stay with those. */
const latinInChinese = localFont({
  src: './fonts/inter-latin-wght-normal.woff2',
  weight: '100 900',
  display: 'optional',
  adjustFontFallback: false,
  variable: '--font-latin',
  declarations: [{ prop: 'unicode-range', value: 'U+0020-024F' }],
});

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await readLocale();
  const theme = await readTheme();
  return (
    <html
      lang={languageTags[locale]}
      className={locale === 'zh' ? latinInChinese.variable : latin.variable}
      data-theme={theme === 'system' ? undefined : theme}
    >
      <body>
        <InLanguage locale={locale} timeZone={serverTimeZone}>
          {children}
        </InLanguage>
      </body>
    </html>
  );
}
