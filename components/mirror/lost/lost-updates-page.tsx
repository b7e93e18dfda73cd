'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useQuestion } from '@/lib/query/use-question.ts';
import { PageBody } from '../../chrome/page-body.tsx';
import { PageRibbon } from '../../chrome/page-ribbon.tsx';
import { useCrumbs } from '../../chrome/use-crumbs.ts';
import { Panel } from '../../ui/panel.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { MakeAgain } from './make-again.tsx';
import { ReportPanel } from './report-panel.tsx';
import { ReportTable } from './report-table.tsx';

/** What this member has and the mirror does not: its reports, one of them row by row, and the way to make such updates again. */
export function LostUpdatesPage({ target, report, from }: { target: Target; report: string | null; from: number }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const { value, refusal } = useQuestion(target, 'lost-updates', {}, null);
  const shown = report ?? value?.reports[0]?.id ?? null;
  return (
    <>
      <PageRibbon crumbs={crumbsTo('/mirror/monitor', { below: t('title.lostUpdates') })} title={t('title.lostUpdates')} />
      <PageBody>
        <p>{t('lost.text')}</p>
        {refusal && <RefusalNotice refusal={refusal} />}
        {!value && !refusal && <Spinner />}
        {value && (
          <Panel title={t('lost.reports')}>
            {value.reports.length === 0 ? <p>{t('lost.none')}</p> : <ReportTable target={target} reports={value.reports} shown={shown} />}
          </Panel>
        )}
        {value && shown !== null && <ReportPanel key={shown} target={target} id={shown} from={from} />}
        <MakeAgain target={target} />
      </PageBody>
    </>
  );
}
