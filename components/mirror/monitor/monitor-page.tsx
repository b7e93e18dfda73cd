'use client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { isLeading } from '@/lib/contract/leading.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../../chrome/page-body.tsx';
import { PageRibbon } from '../../chrome/page-ribbon.tsx';
import { useCrumbs } from '../../chrome/use-crumbs.ts';
import { StaleMark } from '../../chrome/stale-mark.tsx';
import { LiveJournalStateNote } from '../../journals/journal-state-note.tsx';
import { FormRefusal } from '../forms/parts/form-refusal.tsx';
import { lazily } from '../../ui/lazily.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { PendingNames } from '../forms/names/pending-names.tsx';
import { ArbiterPanel } from './members/arbiter-panel.tsx';
import { AuthorizationNote } from './members/authorization-note.tsx';
import { FailoverVerdict } from './members/failover-verdict.tsx';
import { MemberInformation } from './members/member-information.tsx';
import { MemberStatusPanel } from './members/member-status-panel.tsx';
import { MirroredDatabases } from './databases/mirrored-databases.tsx';
import { MonitorActions } from './orders/monitor-actions.tsx';
import { MoreActions } from './orders/more-actions.tsx';
import { PromotionPanel } from './promotion/promotion-panel.tsx';
import { ProtectionNote } from './members/protection-note.tsx';
import { RebuildNote } from './members/rebuild-note.tsx';
import { StakesPanel } from './members/stakes-panel.tsx';
import { eventId, isEventId } from './history/event-marks.ts';
import { HistoryPanel } from './history/history-panel.tsx';
import { TakeoverHeadline } from './timeline/takeover-headline.tsx';
import { Timeline } from './timeline/timeline.tsx';
import { TopologyPanel } from '../../topology/topology-panel.tsx';
import { VersionNote } from './members/version-note.tsx';

const ToldByOthers = lazily(() => import('../card/told-by-others.tsx').then(({ ToldByOthers }) => ToldByOthers));
const AsyncActions = lazily(() => import('./orders/async-actions.tsx').then(({ AsyncActions }) => AsyncActions));
const AsyncInformation = lazily(() => import('./async/async-information.tsx').then(({ AsyncInformation }) => AsyncInformation));
const AsyncVerdict = lazily(() => import('./async/async-verdict.tsx').then(({ AsyncVerdict }) => AsyncVerdict));
const MissingDatabases = lazily(() => import('./databases/missing-databases.tsx').then(({ MissingDatabases }) => MissingDatabases));
const PromoteDialog = lazily(() => import('./promotion/promote-dialog.tsx').then(({ PromoteDialog }) => PromoteDialog));

/**
 * Mirror Monitor: the product's panels in its order, live. Of a failover member also what it never said: whether it would fail over now. An
 * async has panels of its own.
 */
export function MonitorPage({ target, chosenMirror = null }: { target: Target; chosenMirror?: string | null }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const asyncMirrors = useInstance(target, 'async-mirrors', {});
  const mirrors = asyncMirrors.value?.mirrors ?? [];
  const isInSeveral = mirrors.length > 1;
  const shown = mirrors.find(({ mirrorName }) => mirrorName === chosenMirror) ?? mirrors.find(({ state }) => state !== 'inactive');
  const asked = useInstance(target, 'mirror-monitor', isInSeveral && shown ? { mirrorName: shown.mirrorName } : {});
  // Until the mirrors are known nobody knows which one to ask for.
  const live = asyncMirrors.value || asyncMirrors.refusal || asked.value ? asked : { ...asked, refusal: null };
  const monitor = live.value;
  // Here and not in the ribbon of an async, which is gone when the member is one no more: what came of it is still to be read.
  const [isPromoting, setPromoting] = useState(false);
  /** The id of an event whose mark was clicked, here or on the page that led here, until the timeline has gone to it. */
  const [wanted, setWanted] = useState<string | null>(null);
  useEffect(() => {
    const look = () => isEventId(window.location.hash.slice(1)) && setWanted(window.location.hash.slice(1));
    look();
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  const onShown = useCallback(() => setWanted(null), []);
  const isAsync = monitor !== null && monitor.thisKind !== 'failover';
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/mirror/monitor')}
        title={t('title.mirrorMonitor')}
        actions={
          monitor &&
          (isAsync ? (
            <AsyncActions isInSeveral={isInSeveral} target={target} monitor={monitor} onPromote={() => setPromoting(true)} />
          ) : (
            <MonitorActions target={target} monitor={monitor} />
          ))
        }
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.stale && <ToldByOthers target={target} />}
        {live.refusal && <FormRefusal refusal={live.refusal} target={target} of="page" />}
        {!monitor && !live.refusal && !live.stale && <Spinner />}
        {monitor && (
          <>
            <p className="text-lg font-bold">
              {isAsync
                ? t('async.monitor.heading', { type: t(`memberType.${monitor.thisKind}`) })
                : t('monitor.heading', { name: monitor.mirrorName })}
            </p>
            <TakeoverHeadline target={target} mirrorName={isInSeveral ? monitor.mirrorName : null} />
            {!live.stale && <LiveJournalStateNote target={target} />}
            {!live.stale && !isAsync && <FailoverVerdict monitor={monitor} />}
            {!live.stale && isAsync && asyncMirrors.value && <AsyncVerdict mirrors={asyncMirrors.value} shown={monitor.mirrorName} />}
            <AuthorizationNote monitor={monitor} />
            <VersionNote monitor={monitor} />
            <ProtectionNote target={target} monitor={monitor} />
            {monitor.inconsistent && <RebuildNote target={target} />}
            <PromotionPanel target={target} mirrorName={monitor.mirrorName} />
            {!live.stale && <TopologyPanel target={target} mirrorName={isInSeveral ? monitor.mirrorName : null} />}
            {isAsync ? (
              <AsyncInformation target={target} monitor={monitor} mirrors={asyncMirrors.value} />
            ) : (
              <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
                <MemberInformation monitor={monitor} />
                <ArbiterPanel arbiter={monitor.arbiter} />
              </div>
            )}
            <PendingNames target={target} />
            <MemberStatusPanel monitor={monitor} />
            {!live.stale && <StakesPanel target={target} mirrorName={isInSeveral ? monitor.mirrorName : null} />}
            {monitor.missingDatabases.length > 0 && (
              <MissingDatabases
                target={target}
                mirrorName={isInSeveral ? monitor.mirrorName : null}
                isPrimary={isLeading(monitor.role)}
                names={monitor.missingDatabases}
              />
            )}
            <MirroredDatabases target={target} monitor={monitor} />
            {!isAsync && <MoreActions target={target} monitor={monitor} />}
            <HistoryPanel
              target={target}
              mirrorName={isInSeveral ? monitor.mirrorName : null}
              monitor={monitor}
              toEvent={(event) => setWanted(eventId(event))}
            />
            <Timeline
              target={target}
              mirrorName={isInSeveral ? monitor.mirrorName : null}
              monitor={monitor}
              wanted={wanted}
              onShown={onShown}
            />
            {isPromoting && <PromoteDialog target={target} monitor={monitor} onClose={() => setPromoting(false)} />}
          </>
        )}
      </PageBody>
    </>
  );
}
