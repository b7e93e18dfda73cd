'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { LinkButton, TextLink } from '../ui/button.tsx';
import { Note } from '../ui/note.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { JournalFaults } from './journal-faults.tsx';
import { JournalStateNote } from './journal-state-note.tsx';
import { JournalTable } from './journal-table.tsx';
import { LeftoverJournals } from './leftover-journals.tsx';
import { MirrorLogNote } from './mirror-log-note.tsx';
import { StartJournaling } from './start-journaling.tsx';
import { SwitchJournal } from './switch-journal.tsx';
import { PathText } from '../ui/path-text.tsx';

/** Journals: all files of this instance, or only those of its mirror. */
export function JournalsPage({ target, mirrorOnly }: { target: Target; mirrorOnly: boolean }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'journals', {});
  const [switched, setSwitched] = useState(false);
  const view = live.value;
  const leftovers = [...new Set(view?.files.map((file) => file.mirror).filter((mirror) => mirror !== '' && mirror !== view.mirrorName))];
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/journals')}
        title={t('title.journals')}
        actions={
          <>
            {view && !view.start && <StartJournaling target={target} />}
            <SwitchJournal target={target} onSwitched={setSwitched} />
            <LinkButton href={instanceHref(target, '/journals/purge')}>{t('journals.purge')}</LinkButton>
            <LinkButton href={instanceHref(target, '/journals/settings')}>{t('journals.settings')}</LinkButton>
          </>
        }
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {switched && <Note look="good">{t('journals.switched')}</Note>}
        {!view && !live.refusal && !live.stale && <Spinner />}
        {view && (
          <>
            <JournalStateNote state={view.state} />
            <JournalFaults faults={view.faults} />
            <MirrorLogNote target={target} log={view.mirrorLog} />
            {leftovers.map((mirror) => (
              <LeftoverJournals key={mirror} target={target} mirror={mirror} />
            ))}
            <p className="flex flex-wrap gap-x-5 gap-y-1">
              <span>
                <b>{t('journals.directory')}</b> <PathText path={view.directory} />
              </span>
              {mirrorOnly && <TextLink href={instanceHref(target, '/journals')}>{t('journals.allFiles')}</TextLink>}
              {!mirrorOnly && view.mirrorName && (
                <TextLink href={`${instanceHref(target, '/journals')}?show=mirror`}>
                  {t('journals.mirrorFiles', { name: view.mirrorName })}
                </TextLink>
              )}
            </p>
            <JournalTable target={target} files={mirrorOnly ? view.files.filter((file) => file.mirror === view.mirrorName) : view.files} />
          </>
        )}
      </PageBody>
    </>
  );
}
