'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { PurgeReason } from '@/lib/contract/journals.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useFormat } from '../messages/use-format.ts';
import { OrderButton } from '../orders/order-button.tsx';
import { LinkButton } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Note } from '../ui/note.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { useMarks } from '../messages/use-marks.ts';

type PurgeFile = InstanceView<'journal-purge-preview'>['files'][number];

/** Purge: what would go and what is kept, with the reasons, before anything is deleted. */
export function JournalPurgePage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const format = useFormat();
  const live = useInstance(target, 'journal-purge-preview', {});
  const [purged, setPurged] = useState<number | null>(null);
  const view = live.value;
  const going = view?.files.filter(({ goes }) => goes) ?? [];
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/journals', { below: t('title.journalPurge') })}
        title={t('title.journalPurge')}
        actions={
          <>
            <OrderButton
              look="danger"
              target={target}
              order={{
                label: t('journals.purgePage.now'),
                title: t('title.journalPurge'),
                text: t('journals.purgePage.confirm', { count: going.length, instance: target }),
                offer: view?.purge ?? null,
                danger: true,
                command: () => ({ kind: 'purge-journals' }),
                onAsk: () => setPurged(null),
                onDone: (answer) => setPurged((answer as { files: string[] }).files.length),
              }}
            />
            <LinkButton href={instanceHref(target, '/journals/settings')}>{t('journals.settings')}</LinkButton>
          </>
        }
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {purged !== null && <Note look="good">{t('journals.purgePage.purged', { count: purged })}</Note>}
        {!view && !live.refusal && !live.stale && <Spinner />}
        {view && (
          <>
            <p className="max-w-4xl">{t('journals.purgePage.intro')}</p>
            <p className="font-bold">
              {t('journals.purgePage.going', {
                count: going.length,
                bytes: format.bytes(going.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)),
              })}
            </p>
            <PurgeTable files={view.files} />
          </>
        )}
      </PageBody>
    </>
  );
}

function PurgeTable({ files }: { files: readonly PurgeFile[] }) {
  const t = useTranslations('journals.purgePage');
  const marks = useMarks();
  const format = useFormat();
  const reasonText = ({ code, args }: PurgeReason) => t(`reason.${code}`, { names: args.join(', ') });
  const columns: Column<PurgeFile>[] = [
    { id: 'file', head: t('column.file'), cell: (file) => <b>{file.name}</b>, value: (file) => file.name, className: 'whitespace-nowrap' },
    {
      id: 'closed',
      head: t('column.closed'),
      cell: (file) => (file.closedAt === null ? '-' : format.dateTime(file.closedAt)),
      value: (file) => file.closedAt ?? '',
      className: 'whitespace-nowrap tabular-nums',
    },
    {
      id: 'size',
      head: t('column.size'),
      cell: (file) => format.bytes(file.sizeBytes),
      value: (file) => file.sizeBytes,
      align: 'right',
      className: 'whitespace-nowrap',
    },
    {
      id: 'verdict',
      head: t('column.verdict'),
      cell: (file) => (
        <StatusWord tone={file.goes ? 'warning' : file.isRetained ? 'notice' : 'good'}>
          {t(file.goes ? 'goes' : file.isRetained ? 'retained' : 'kept')}
        </StatusWord>
      ),
      value: (file) => t(file.goes ? 'goes' : file.isRetained ? 'retained' : 'kept'),
    },
    {
      id: 'reason',
      head: t('column.reason'),
      cell: (file) => file.reasons.map(reasonText).join(marks.semicolon),
      value: (file) => file.reasons.map(reasonText).join(marks.semicolon),
    },
  ];
  return <DataTable caption={t('column.file')} columns={columns} rows={files} rowKey={(file) => file.path} cards />;
}
