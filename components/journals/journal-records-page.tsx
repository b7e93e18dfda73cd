'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useFormat } from '../messages/use-format.ts';
import { LinkButton } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';

type JournalRecord = InstanceView<'journal-records'>['records'][number];
const RECORDS_PER_PAGE = 100;

/** View Journal: the records of one file by pages. The page of the current file grows while it is looked at. */
export function JournalRecordsPage({ target, file, from }: { target: Target; file: string; from: number }) {
  const t = useTranslations();
  const format = useFormat();
  const live = useInstance(target, 'journal-records', { file, from, limit: RECORDS_PER_PAGE });
  const view = live.value;
  const pageHref = (offset: number) => `${instanceHref(target, '/journals/view')}?file=${encodeURIComponent(file)}&from=${offset}`;
  const columns: Column<JournalRecord>[] = [
    { id: 'offset', head: t('journals.record.offset'), cell: (record) => record.offset, value: (record) => record.offset, align: 'right' },
    { id: 'time', head: t('journals.record.time'), cell: (record) => format.stamp(record.time), value: (record) => record.time, className: 'whitespace-nowrap tabular-nums' },
    { id: 'process', head: t('journals.record.process'), cell: (record) => record.process, value: (record) => record.process, align: 'right' },
    { id: 'type', head: t('journals.record.type'), cell: (record) => record.type, value: (record) => record.type },
    { id: 'transaction', head: t('journals.record.inTransaction'), cell: (record) => (record.inTransaction ? t('ui.yes') : t('ui.no')) },
    { id: 'node', head: t('journals.record.globalNode'), cell: (record) => record.globalNode, value: (record) => record.globalNode, className: 'font-mono break-all min-w-40' },
    { id: 'database', head: t('journals.record.database'), cell: (record) => record.database, value: (record) => record.database },
    { id: 'new', head: t('journals.record.newValue'), cell: (record) => record.newValue ?? '-', value: (record) => record.newValue ?? '', className: 'font-mono break-all min-w-32' },
    { id: 'old', head: t('journals.record.oldValue'), cell: (record) => record.oldValue ?? '-', value: (record) => record.oldValue ?? '', className: 'font-mono break-all' },
  ];
  return (
    <>
      <PageRibbon
        crumbs={[{ label: t('chrome.system') }, { label: t('title.journals'), href: instanceHref(target, '/journals') }, { label: t('title.journalRecords') }]}
        title={t('journals.records', { name: file })}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!view && !live.refusal && !live.stale && <Spinner />}
        {view && (
          <>
            <details className="rounded-md border border-line bg-raised px-3 py-2 text-sm">
              <summary className="font-bold">{t('journals.header')}</summary>
              <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
                {Object.entries(view.header).map(([name, value]) => (
                  <div key={name} className="contents">
                    <dt className="font-bold">{name}</dt>
                    <dd className="break-all font-mono">{value}</dd>
                  </div>
                ))}
              </dl>
            </details>
            <DataTable caption={t('journals.records', { name: file })} columns={columns} rows={view.records} rowKey={(record) => String(record.offset)} />
            <p className="flex flex-wrap items-center gap-2 text-sm">
              <span>{t('journals.fromOffset', { offset: from })}</span>
              {from > 0 && (
                <LinkButton size="small" href={pageHref(0)}>
                  {t('journals.firstPage')}
                </LinkButton>
              )}
              {view.next !== null && (
                <LinkButton size="small" href={pageHref(view.next)}>
                  {t('journals.nextPage')}
                </LinkButton>
              )}
            </p>
          </>
        )}
      </PageBody>
    </>
  );
}
