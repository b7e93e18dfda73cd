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
import { BackgroundTaskList } from '../tasks/background-task-list.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Note } from '../ui/note.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { AddToMirrorDialog } from './add-to-mirror-dialog.tsx';
import { DatabaseTable } from './database-table.tsx';

/** What became of Add to Mirror: so many are in the mirror, or they are being added. */
type Added = { readonly kind: 'added'; readonly count: number } | { readonly kind: 'begun' };

export function DatabasesPage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'databases', {});
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState<Added | null>(null);
  const view = live.value;
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/databases')}
        title={t('title.localDatabases')}
        actions={
          <>
            <LinkButton href={instanceHref(target, '/databases/new')}>{t('databases.create')}</LinkButton>
            {view && (
              <ReasonButton
                refusal={view.addToMirror}
                onPress={() => {
                  setAdded(null);
                  setAdding(true);
                }}
              >
                {t('databases.addToMirror')}
              </ReasonButton>
            )}
          </>
        }
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {added && view?.mirrorName && (
          <Note look="good">
            {added.kind === 'added' ? t('databases.added', { count: added.count, mirror: view.mirrorName }) : t('databaseOrder.begun')}
          </Note>
        )}
        {!view && !live.refusal && !live.stale && <Spinner />}
        {view && (
          <>
            <p className="font-bold">{t('databases.heading')}</p>
            <DatabaseTable target={target} databases={view.databases} />
            <BackgroundTaskList target={target} kinds={['add-to-mirror']} />
          </>
        )}
        {adding && view?.mirrorName && (
          <AddToMirrorDialog
            target={target}
            mirrorName={view.mirrorName}
            candidates={view.databases.filter((database) => !database.isSystem && database.mirror === '')}
            onClose={() => setAdding(false)}
            onAdded={(count) => {
              setAdding(false);
              setAdded(count === null ? { kind: 'begun' } : { kind: 'added', count });
            }}
          />
        )}
      </PageBody>
    </>
  );
}
