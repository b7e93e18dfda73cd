'use client';
import type { ReactNode } from 'react';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';

interface BackupFrameProps {
  readonly target: Target;
  readonly title: string;
  /** Of its entry in the menu. */
  readonly path: string;
  /** Its name, when the entry only leads to it. */
  readonly below?: string;
  readonly live: Live<unknown>;
  readonly actions?: ReactNode;
  readonly edited?: boolean;
  readonly children?: ReactNode;
}

/** What every backup page has around it: path, title, freshness, and why there is nothing to show. */
export function BackupFrame({ target, title, path, below, live, actions, edited, children }: BackupFrameProps) {
  const crumbsTo = useCrumbs(target);
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo(path, { below })}
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
