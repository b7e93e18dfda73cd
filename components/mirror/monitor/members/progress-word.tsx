'use client';
import { useTranslations } from 'use-intl';
import type { Progress } from '@/lib/contract/member-status.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { StatusWord } from '../../../ui/status-word.tsx';

/** Content of the Journal Transfer and Dejournaling columns; of an async that is behind also by how many bytes. */
export function ProgressWord({ progress, behindBytes = null }: { progress: Progress; behindBytes?: number | null }) {
  const t = useTranslations('progress');
  const format = useFormat();
  switch (progress.kind) {
    case 'not-applicable':
    case 'unknown':
      return t(progress.kind);
    case 'active':
    case 'caught-up':
      return <StatusWord tone="good">{t(progress.kind)}</StatusWord>;
    case 'behind':
      return (
        <StatusWord tone="warning">
          {t('behind', { time: format.duration(progress.behindMs) })}
          {behindBytes ? ` (${format.bytes(behindBytes)})` : ''}
        </StatusWord>
      );
    case 'disconnected':
      return (
        <StatusWord tone="danger" className="whitespace-normal">
          {progress.since ? t('disconnectedOn', { time: format.dateTime(progress.since) }) : t('disconnected')}
        </StatusWord>
      );
    case 'attention':
    case 'dejournaling-stopped':
      return <StatusWord tone="danger">{t(progress.kind)}</StatusWord>;
  }
}
