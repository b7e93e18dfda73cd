'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { IntlProvider } from 'use-intl';
import type { Locale } from '@/lib/contract/errors.ts';
import { LiveStream } from '@/lib/query/live-stream.ts';
import { LiveStreamContext } from '@/lib/query/use-live.ts';
import type { baseEn } from '../messages/base.en.ts';
import { Announcements } from '../ui/announcements.tsx';
import { useTheme } from './use-theme.ts';

export function Providers({
  locale,
  messages,
  timeZone,
  children,
}: {
  locale: Locale;
  messages: typeof baseEn;
  timeZone: string;
  children: ReactNode;
}) {
  const theme = useTheme();
  const [{ client, stream }] = useState(() => {
    const client = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });
    return { client, stream: new LiveStream(client) };
  });
  return (
    <QueryClientProvider client={client}>
      <LiveStreamContext value={stream}>
        <IntlProvider locale={locale} messages={messages} timeZone={timeZone}>
          <Listening>{children}</Listening>
          <Announcements theme={theme} label={messages.ui.notifications} />
        </IntlProvider>
      </LiveStreamContext>
    </QueryClientProvider>
  );
}

const never = () => () => {};

/**
 * What is chosen or typed before the scripts of a page listen would be lost without a word: until then its controls are disabled. Links
 * work from the start.
 */
function Listening({ children }: { children: ReactNode }) {
  const isListening = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <fieldset role="presentation" disabled={!isListening} className="contents">
      {children}
    </fieldset>
  );
}
