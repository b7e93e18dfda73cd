'use client';
import type { ReactNode } from 'react';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { PageBody } from '../../../chrome/page-body.tsx';
import { PageRibbon } from '../../../chrome/page-ribbon.tsx';
import { useCrumbs } from '../../../chrome/use-crumbs.ts';
import { StaleMark } from '../../../chrome/stale-mark.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { useLeaveGuard } from '../../../portal/use-leave-guard.tsx';

interface FormPageProps {
  readonly target: Target;
  readonly title: string;
  /** Of its entry in the menu. */
  readonly path: string;
  readonly live: Live<unknown>;
  readonly actions?: ReactNode;
  readonly edited?: boolean;
  readonly children?: ReactNode;
}

/** The frame of every mirror form: path, title, buttons, asterisk and the question before unsaved edits are lost. */
export function FormPage({ target, title, path, live, actions, edited = false, children }: FormPageProps) {
  const crumbsTo = useCrumbs(target);
  const leaveQuestion = useLeaveGuard(edited);
  return (
    <>
      <PageRibbon crumbs={crumbsTo(path)} title={title} actions={actions} edited={edited} />
      <PageBody>
        <StaleMark target={target} live={live} />
        {children || (!live.stale && <Spinner />)}
      </PageBody>
      {leaveQuestion}
    </>
  );
}
