'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { PropertiesForm } from './properties-form.tsx';

/** Database Properties. The form starts when the first answer is there, and then keeps what is typed. */
export function PropertiesPage({ target, name }: { target: Target; name: string }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'database-properties', { name });
  return live.value ? (
    <PropertiesForm target={target} properties={live.value} live={live} />
  ) : (
    <>
      <PageRibbon crumbs={crumbsTo('/databases', { below: t('title.databaseProperties') })} title={t('title.databaseProperties')} />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal ? <RefusalNotice refusal={live.refusal} /> : !live.stale && <Spinner />}
      </PageBody>
    </>
  );
}
