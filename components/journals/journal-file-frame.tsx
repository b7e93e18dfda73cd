'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { Live } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { cn } from '../ui/cn.ts';
import { TextLink } from '../ui/button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { type JournalFilePage, journalHref } from './journal-href.ts';

const pages = ['view', 'profile', 'integrity', 'summary'] as const;
const titles = { view: 'journalRecords', profile: 'journalProfile', integrity: 'journalIntegrity', summary: 'journalSummary' } as const;
const headings = { view: 'records', profile: 'profileOf', integrity: 'integrityOf', summary: 'summaryOf' } as const;

interface JournalFileFrameProps {
  readonly target: Target;
  readonly page: JournalFilePage;
  readonly file: string;
  readonly live: Live<unknown>;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/**
 * What the four pages about one journal file have in common: path, title, the way to the other three, and what stands in place of an
 * answer.
 */
export function JournalFileFrame({ target, page, file, live, actions, children }: JournalFileFrameProps) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/journals', { below: t(`title.${titles[page]}`) })}
        title={t(`journals.${headings[page]}`, { name: file })}
        actions={actions}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <nav aria-label={t('journals.filePages')} className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {pages.map((other) => (
            <TextLink
              key={other}
              href={journalHref(target, other, file)}
              aria-current={other === page ? 'page' : undefined}
              className={cn(other === page && 'font-bold no-underline')}
            >
              {t(`journals.${other}`)}
            </TextLink>
          ))}
        </nav>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {live.value === null && !live.refusal && !live.stale && <Spinner />}
        {children}
      </PageBody>
    </>
  );
}
