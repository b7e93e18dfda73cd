'use client';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { PageBody } from './page-body.tsx';
import { PageRibbon } from './page-ribbon.tsx';

/** What is left of a page that threw: a neutral sentence and the number under which the reason is in the portal's log. */
export function BrokenPage({ id, onRetry }: { id: string; onRetry: () => void }) {
  const t = useTranslations();
  return (
    <>
      <PageRibbon crumbs={[{ label: t('product') }]} title={t('title.broken')} />
      <PageBody>
        <p>{t('chrome.brokenText', { id })}</p>
        <Button onClick={onRetry}>{t('chrome.tryAgain')}</Button>
      </PageBody>
    </>
  );
}
