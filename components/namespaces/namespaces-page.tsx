'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { NamespaceView } from '@/lib/contract/namespaces.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Note } from '../ui/note.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { DeleteNamespaceDialog } from './delete-namespace-dialog.tsx';
import { NamespaceTable } from './namespace-table.tsx';

export function NamespacesPage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'namespaces', {});
  const [deleted, setDeleted] = useState<NamespaceView | null>(null);
  const view = live.value;
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/namespaces')}
        title={t('title.namespaces')}
        actions={<LinkButton href={instanceHref(target, '/namespaces/new')}>{t('namespaces.create')}</LinkButton>}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!view && !live.refusal && !live.stale && <Spinner />}
        {view && (
          <>
            <Note>{t('namespaces.perInstance')}</Note>
            {[...new Set(view.namespaces.flatMap(({ missingDatabases }) => missingDatabases))].map((database) => (
              <Note key={database} look="warning">
                {t('namespaces.missing', { database })}
              </Note>
            ))}
            <p className="font-bold">{t('namespaces.heading')}</p>
            <NamespaceTable target={target} view={view} onDelete={setDeleted} />
          </>
        )}
        {deleted && <DeleteNamespaceDialog target={target} name={deleted.name} onClose={() => setDeleted(null)} />}
      </PageBody>
    </>
  );
}
