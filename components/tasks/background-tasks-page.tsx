'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { BackgroundTaskList } from './background-task-list.tsx';

/** System Operation > Background Tasks: all long work of this instance since it started. */
export function BackgroundTasksPage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'background-tasks', {});
  return (
    <>
      <PageRibbon crumbs={crumbsTo('/tasks')} title={t('tasks.title')} answeredAt={live.answeredAt} stale={live.stale !== null} />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!live.value && !live.refusal && !live.stale && <Spinner />}
        <BackgroundTaskList target={target} title={t('tasks.ofInstance', { instance: target })} saysNone />
      </PageBody>
    </>
  );
}
