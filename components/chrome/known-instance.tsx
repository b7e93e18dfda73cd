'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { LinkButton } from '../ui/button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { PageBody } from './page-body.tsx';
import { PageRibbon } from './page-ribbon.tsx';

/** The page, unless its address names no instance: then it says so and leads back. */
export function KnownInstance({ target, children }: { target: Target; children: ReactNode }) {
  const t = useTranslations();
  const { refusal } = useInstance(target, 'summary', {});
  if (!refusal) return children;
  return (
    <>
      <PageRibbon crumbs={[{ label: t('product'), href: '/' }]} title={t('title.notFound')} />
      <PageBody>
        <RefusalNotice refusal={refusal} />
        <LinkButton href="/">{t('chrome.backToInstances')}</LinkButton>
      </PageBody>
    </>
  );
}
