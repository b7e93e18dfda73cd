'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { type Crumb, PageRibbon } from '../chrome/page-ribbon.tsx';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';

interface BackupFrameProps {
  readonly target: Target;
  readonly title: string;
  /** Last step of the path, when it is not the title. */
  readonly crumb?: string;
  /** Configuration > Database Backup, or System Operation > Backup. */
  readonly area: 'configuration' | 'operation';
  readonly live: Live<unknown>;
  readonly actions?: ReactNode;
  readonly edited?: boolean;
  readonly children?: ReactNode;
}

/** What every backup page has around it: path, title, freshness, and why there is nothing to show. */
export function BackupFrame({ target, title, crumb, area, live, actions, edited, children }: BackupFrameProps) {
  const t = useTranslations();
  const above: Crumb[] =
    area === 'configuration' ? [{ label: t('menu.configuration') }, { label: t('menu.databaseBackup') }] : [{ label: t('menu.backup') }];
  return (
    <>
      <PageRibbon
        crumbs={[{ label: t('chrome.system'), href: instanceHref(target) }, ...above, { label: crumb ?? title }]}
        title={title}
        actions={actions}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
        edited={edited}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {live.value === null && !live.refusal && !live.stale && <Spinner />}
        {children}
      </PageBody>
    </>
  );
}
