'use client';
import { useTranslations } from 'use-intl';
import { useLab } from '@/lib/query/use-live.ts';
import { Header } from '../chrome/header.tsx';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { AddHost } from './add-host.tsx';
import { CutPanel } from './cut-panel.tsx';
import { FlowTable } from './flow-table.tsx';
import { HostPanel } from './host-panel.tsx';
import { LabPicture } from './picture/lab-picture.tsx';
import { WorkloadPanel } from './workload-panel.tsx';

/** The lab: what the hosts are and do now, and everything a person would do at them by hand. */
export function LabPage() {
  const t = useTranslations();
  const live = useLab();
  const lab = live.value;
  return (
    <>
      <Header target={null} />
      <main id="content">
        <PageRibbon
          crumbs={[{ label: t('product'), href: '/' }, { label: t('title.lab') }]}
          title={t('title.lab')}
          answeredAt={live.answeredAt}
          stale={live.stale !== null}
        />
        <PageBody>
          <StaleMark target="lab" live={live} />
          {live.refusal && <RefusalNotice refusal={live.refusal} />}
          {!lab && !live.refusal && !live.stale && <Spinner />}
          {lab && (
            <>
              <Panel title={t('lab.picture')}>
                <LabPicture lab={lab} />
                <p className="mt-2 text-sm text-ink-soft">{t('lab.legend')}</p>
              </Panel>
              <WorkloadPanel lab={lab} />
              <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
                <p className="text-sm text-ink-soft">{t('lab.powerHint')}</p>
                <AddHost />
              </div>
              <ul className="grid items-start gap-4 lg:grid-cols-2 2xl:grid-cols-3">
                {lab.hosts.map((host) => (
                  <li key={host.name}>
                    <HostPanel host={host} />
                  </li>
                ))}
              </ul>
              <CutPanel lab={lab} />
              <Panel title={t('lab.flows')}>
                {lab.flows.length > 0 ? <FlowTable flows={lab.flows} /> : <p className="italic text-ink-soft">{t('lab.noFlows')}</p>}
              </Panel>
            </>
          )}
        </PageBody>
      </main>
    </>
  );
}
