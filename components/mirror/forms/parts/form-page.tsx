'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { PageBody } from '../../../chrome/page-body.tsx';
import { PageRibbon } from '../../../chrome/page-ribbon.tsx';
import { StaleMark } from '../../../chrome/stale-mark.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { useLeaveGuard } from '../../../portal/use-leave-guard.tsx';

interface FormPageProps {
  readonly target: Target;
  readonly title: string;
  /** Last step of the path, when it is not the title. */
  readonly crumb?: string;
  readonly live: Live<unknown>;
  readonly actions?: ReactNode;
  readonly edited?: boolean;
  readonly children?: ReactNode;
}

/** The frame of every mirror form: path, title, buttons, asterisk and the question before unsaved edits are lost. */
export function FormPage({ target, title, crumb, live, actions, edited = false, children }: FormPageProps) {
  const t = useTranslations();
  const leaveQuestion = useLeaveGuard(edited);
  return (
    <>
      <PageRibbon
        crumbs={[{ label: t('chrome.system'), href: instanceHref(target) }, { label: t('menu.configuration') }, { label: crumb ?? title }]}
        title={title}
        actions={actions}
        edited={edited}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {children || (!live.stale && <Spinner />)}
      </PageBody>
      {leaveQuestion}
    </>
  );
}
