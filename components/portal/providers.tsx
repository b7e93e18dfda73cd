'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { Toaster } from 'sonner';
import { IntlProvider } from 'use-intl';
import type { Locale } from '@/lib/contract/errors.ts';
import { LiveStream } from '@/lib/query/live-stream.ts';
import { LiveStreamContext } from '@/lib/query/use-live.ts';
import { messagesOf } from '../messages/messages-of.ts';

export function Providers({ locale, timeZone, children }: { locale: Locale; timeZone: string; children: ReactNode }) {
  const [{ client, stream }] = useState(() => {
    const client = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });
    return { client, stream: new LiveStream(client) };
  });
  return (
    <QueryClientProvider client={client}>
      <LiveStreamContext value={stream}>
        <IntlProvider locale={locale} messages={messagesOf(locale)} timeZone={timeZone}>
          <Tooltip.Provider>{children}</Tooltip.Provider>
          <Toaster position="bottom-right" theme="system" />
        </IntlProvider>
      </LiveStreamContext>
    </QueryClientProvider>
  );
}
