'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { OrderButton } from '../../../orders/order-button.tsx';

/**
 * Has a database that the mirror has and this member has not made here and downloaded, after a question. `mirrorName`: of an async in
 * several mirrors, which.
 */
export function DownloadMissing({ target, mirrorName, name }: { target: Target; mirrorName: string | null; name: string }) {
  const t = useTranslations('download');
  return (
    <OrderButton
      size="small"
      className="mr-3"
      target={target}
      name={t('downloadOf', { name })}
      order={{
        label: t('download'),
        title: t('downloadOf', { name }),
        text: t('missingText', { name }),
        offer: null,
        command: () => ({
          kind: 'download-databases',
          databases: [name],
          ...(mirrorName !== null && { mirrorName }),
          inBackground: true,
        }),
      }}
    />
  );
}
