'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../../../messages/use-format.ts';

type Rate = NonNullable<InstanceView<'mirror-monitor'>['incomingRate']>;

export function IncomingRate({ rate }: { rate: Rate }) {
  const t = useTranslations('monitor');
  const format = useFormat();
  const kilobytes = (bytesPerSecond: number) => format.count(Math.round(bytesPerSecond / 1024));
  const isCompressed = rate.networkBytesPerSecond > 0 && rate.networkBytesPerSecond < rate.journalBytesPerSecond;
  const words = {
    journal: kilobytes(rate.journalBytesPerSecond),
    network: kilobytes(rate.networkBytesPerSecond),
    ratio: isCompressed ? (rate.journalBytesPerSecond / rate.networkBytesPerSecond).toFixed(2) : '1',
    interval: Math.max(1, Math.round(rate.intervalMs / 1000)),
  };
  return (
    <p className="mt-3 text-sm">
      <span className="font-bold">{t('incomingRate')}</span>{' '}
      <span className="tabular-nums">
        {rate.intervalMs === 0 ? t('rateLater') : isCompressed ? t('rateCompressed', words) : t('rate', words)}
      </span>
    </p>
  );
}
