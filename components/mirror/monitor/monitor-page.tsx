'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../../chrome/page-body.tsx';
import { PageRibbon } from '../../chrome/page-ribbon.tsx';
import { StaleMark } from '../../chrome/stale-mark.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { ArbiterPanel } from './arbiter-panel.tsx';
import { FailoverVerdict } from './failover-verdict.tsx';
import { MemberInformation } from './member-information.tsx';
import { MemberStatusPanel } from './member-status-panel.tsx';
import { MirroredDatabases } from './mirrored-databases.tsx';
import { MissingDatabases } from './missing-databases.tsx';
import { MonitorActions } from './monitor-actions.tsx';
import { MoreActions } from './more-actions.tsx';
import { RebuildNote } from './rebuild-note.tsx';
import { Timeline } from './timeline.tsx';

/** Mirror Monitor of a failover member: the product's panels in its order, live, and what it never said: whether it would fail over now. */
export function MonitorPage({ target }: { target: Target }) {
  const t = useTranslations();
  const live = useInstance(target, 'mirror-monitor', {});
  const monitor = live.value;
  return (
    <>
      <PageRibbon
        crumbs={[{ label: t('chrome.system') }, { label: t('title.mirrorMonitor') }]}
        title={t('title.mirrorMonitor')}
        actions={monitor && <MonitorActions target={target} monitor={monitor} />}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!monitor && !live.refusal && !live.stale && <Spinner />}
        {monitor && (
          <>
            <p className="text-lg font-bold">{t('monitor.heading', { name: monitor.mirrorName })}</p>
            {!live.stale && <FailoverVerdict monitor={monitor} />}
            {monitor.inconsistent && <RebuildNote />}
            <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
              <MemberInformation monitor={monitor} />
              <ArbiterPanel arbiter={monitor.arbiter} />
            </div>
            <MemberStatusPanel monitor={monitor} />
            {monitor.missingDatabases.length > 0 && <MissingDatabases target={target} names={monitor.missingDatabases} />}
            <MirroredDatabases target={target} monitor={monitor} />
            <MoreActions target={target} monitor={monitor} />
            <Timeline entries={monitor.timeline} />
          </>
        )}
      </PageBody>
    </>
  );
}
