'use client';
import { useTranslations } from 'use-intl';
import type { IntegrityReport } from '@/lib/contract/databases.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useFormat } from '../messages/use-format.ts';
import { BackgroundTaskList } from '../tasks/background-task-list.tsx';
import { LinkButton } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { PathText } from '../ui/path-text.tsx';

/** What the last integrity check of each database found. */
export function IntegrityLogPage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'integrity-log', {});
  const log = live.value;
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/databases/operation', { below: t('title.integrityLog') })}
        title={t('title.integrityLog')}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!log && !live.refusal && !live.stale && <Spinner />}
        <BackgroundTaskList target={target} kinds={['integrity-check']} />
        {log && (
          <>
            <p className="break-all">
              <b>{t('databases.integrityLog.path')}</b> {log.path}
            </p>
            {log.reports.length === 0 && (
              <EmptyState text={t('databases.integrityLog.none')}>
                <LinkButton href={instanceHref(target, '/databases/operation')}>{t('databases.integrityLog.checkOne')}</LinkButton>
              </EmptyState>
            )}
            {log.reports.map((report) => (
              <Report key={report.name} report={report} />
            ))}
          </>
        )}
      </PageBody>
    </>
  );
}

type Problem = IntegrityReport['problems'][number];

function Report({ report }: { report: IntegrityReport }) {
  const t = useTranslations('databases.integrityLog');
  const format = useFormat();
  const figures = {
    nodes: format.count(report.nodes),
    globals: format.count(report.globals),
    pages: format.count(report.pages),
    duration: format.duration(Date.parse(report.endedAt) - Date.parse(report.startedAt)),
  };
  const columns: Column<Problem & { position: number }>[] = [
    { id: 'page', head: t('column.page'), cell: ({ page }) => page ?? t('nowhere'), align: 'right' },
    { id: 'node', head: t('column.node'), cell: ({ node }) => <code className="break-all">{node}</code> },
    { id: 'text', head: t('column.text'), cell: ({ text }) => text },
  ];
  return (
    <Panel
      title={t('report', { name: report.name, time: format.dateTime(report.endedAt) })}
      aside={
        <StatusWord tone={report.problemCount === 0 ? 'good' : 'danger'}>
          {report.problemCount === 0 ? t('intact') : t('problems', { count: report.problemCount })}
        </StatusWord>
      }
    >
      <p className="text-sm text-ink-soft">
        <PathText path={report.directory} />
      </p>
      <p>{t('figures', figures)}</p>
      {report.problemCount > report.problems.length && <p className="mt-2">{t('shown', { count: report.problems.length })}</p>}
      {report.problems.length > 0 && (
        <div className="mt-2">
          <DataTable
            caption={report.name}
            columns={columns}
            rows={report.problems.map((problem, position) => ({ ...problem, position }))}
            rowKey={({ position }) => String(position)}
            bar={false}
            cards
          />
        </div>
      )}
    </Panel>
  );
}
