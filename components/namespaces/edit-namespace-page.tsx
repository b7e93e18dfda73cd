'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { Note } from '../ui/note.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { MappingsPanel } from './mappings-panel.tsx';
import { NamespaceDatabasesForm } from './namespace-databases-form.tsx';

export function EditNamespacePage({ target, name }: { target: Target; name: string }) {
  const t = useTranslations();
  const live = useInstance(target, 'namespaces', {});
  const view = live.value;
  const namespace = view?.namespaces.find((one) => one.name === name.toUpperCase());
  return (
    <>
      <PageRibbon
        crumbs={[
          { label: t('chrome.system') },
          { label: t('menu.configuration') },
          { label: t('title.namespaces'), href: instanceHref(target, '/namespaces') },
          { label: name },
        ]}
        title={t('title.editNamespace')}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!view && !live.refusal && !live.stale && <Spinner />}
        {view && !namespace && <Note look="warning">{t('namespaces.unknown', { name })}</Note>}
        {view && namespace && (
          <>
            {view.isMember && <Note>{t('namespaces.perInstance')}</Note>}
            {namespace.missingDatabases.map((database) => (
              <Note key={database} look="warning">
                {t('namespaces.missing', { database })}
              </Note>
            ))}
            <NamespaceDatabasesForm target={target} namespace={namespace} databases={view.databases} />
            <MappingsPanel target={target} namespace={namespace} databases={view.databases} />
          </>
        )}
      </PageBody>
    </>
  );
}
