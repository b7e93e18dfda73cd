'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { OrderButton } from '../orders/order-button.tsx';
import { Note } from '../ui/note.tsx';

/** Files of a mirror this instance has left: they make the next create or join fail, so the page says so before it happens. */
export function LeftoverJournals({ target, mirror }: { target: Target; mirror: string }) {
  const t = useTranslations('journals');
  return (
    <Note look="warning">
      <p className="mb-2">{t('leftoverText', { name: mirror })}</p>
      <OrderButton
        look="danger"
        size="small"
        target={target}
        order={{
          label: t('deleteLeftover', { name: mirror }),
          text: t('confirmDelete', { name: mirror, instance: target }),
          offer: null,
          danger: true,
          command: () => ({ kind: 'delete-leftover-mirror-journals', mirrorName: mirror }),
        }}
      />
    </Note>
  );
}
