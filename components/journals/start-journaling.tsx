'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { OrderButton } from '../orders/order-button.tsx';
import { announce } from '../ui/announce.ts';

/** Offered while journaling is disabled; while it runs there is nothing to start. */
export function StartJournaling({ target }: { target: Target }) {
  const t = useTranslations('journals');
  return (
    <OrderButton
      target={target}
      order={{
        label: t('start'),
        text: t('confirmStart', { instance: target }),
        offer: null,
        command: () => ({ kind: 'start-journaling' }),
        onDone: () => announce(t('started')),
      }}
    />
  );
}
