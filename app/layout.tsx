import type { ReactNode } from 'react';
import { languageTags } from '@/components/messages/messages-of.ts';
import { InLanguage } from '@/components/portal/in-language.tsx';
import { readLocale, readTheme } from '@/lib/portal/preferences.ts';
import './globals.css';

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await readLocale();
  const theme = await readTheme();
  return (
    <html lang={languageTags[locale]} data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <InLanguage locale={locale} timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}>
          {children}
        </InLanguage>
      </body>
    </html>
  );
}
