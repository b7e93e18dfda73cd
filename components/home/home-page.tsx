'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { MenuTree } from '../chrome/menu-tree.tsx';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { MirrorsOfInstance } from '../mirror/card/mirrors-of-instance.tsx';
import { SetUpCard } from '../mirror/set-up/set-up-card.tsx';
import { MessagePane } from './message-pane.tsx';

export function HomePage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const summary = useInstance(target, 'summary', {});
  // What has left a mirror has something else to do first, which stands beside.
  const free = summary.value?.mirror || summary.value?.inactiveMirror || summary.value?.restartRequired ? null : summary.value;
  return (
    <>
      <PageRibbon crumbs={crumbsTo(null)} title={t('home.welcome')} answeredAt={summary.answeredAt} stale={summary.stale !== null} />
      <PageBody>
        <StaleMark target={target} live={summary} />
        <MirrorsOfInstance target={target} />
        {free && <SetUpCard target={target} summary={free} />}
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
          <nav aria-label={t('home.menuOfPages')}>
            <MenuTree target={target} heading="h2" />
          </nav>
          <MessagePane target={target} />
        </div>
      </PageBody>
    </>
  );
}
