'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../messages/use-format.ts';

export type RunProgressView = NonNullable<InstanceView<'backup-status'>['running']>;

/** What ^BACKUP option 7 prints (portal facts 4.1), with a bar. */
export function RunProgress({ progress }: { progress: RunProgressView }) {
  const t = useTranslations('backups');
  const format = useFormat();
  const unknown = t('progress.unknown');
  const percent = progress.percentCompleted === null ? null : Math.floor(progress.percentCompleted);
  const rows: Array<[label: string, value: ReactNode]> = [
    [t('progress.process'), progress.processId],
    [t('progress.file'), progress.file],
    [t('progress.type'), progress.kind ? t(`kind.${progress.kind}`) : unknown],
    [t('progress.startTime'), format.dateTime(progress.startedAt)],
    [t('progress.finish'), progress.estimatedFinishAt ? format.dateTime(progress.estimatedFinishAt) : unknown],
    [t('progress.total'), clockOf(progress.elapsedMs)],
    [t('progress.remaining'), progress.remainingMs === null ? unknown : clockOf(progress.remainingMs)],
    [t('progress.estimatedSize'), progress.estimatedSizeBytes === null ? unknown : format.bytes(progress.estimatedSizeBytes)],
    [t('progress.currentSize'), format.bytes(progress.currentSizeBytes)],
    [t('progress.rate'), t('progress.perSecond', { size: format.bytes(progress.bytesPerSecond) })],
    [t('progress.completed'), percent === null ? unknown : t('progress.percent', { percent })],
  ];
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <progress
          aria-label={t('progress.progressOf', { task: t(`taskName.${progress.task}`) })}
          className="h-3 min-w-40 max-w-xl flex-1 accent-navy-fill"
          max={100}
          value={percent ?? undefined}
        />
        {percent !== null && <span className="font-bold tabular-nums">{t('progress.percent', { percent })}</span>}
        {progress.at && <span className="text-ink-soft">{t('progress.at', { name: progress.at })}</span>}
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 text-sm lg:grid-cols-[auto_minmax(0,1fr)_auto_minmax(0,1fr)]">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="font-bold">{label}</dt>
            <dd className="wrap-anywhere tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** `hh:mm:ss`, as the product prints a total time. */
function clockOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const part = (value: number) => String(value).padStart(2, '0');
  return `${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`;
}
