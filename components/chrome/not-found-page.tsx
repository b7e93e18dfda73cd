'use client';
import { useTranslations } from 'use-intl';
import { LinkButton } from '../ui/button.tsx';
import { Header } from './header.tsx';
import { PageBody } from './page-body.tsx';
import { PageRibbon } from './page-ribbon.tsx';

export function NotFoundPage() {
  const t = useTranslations();
  return (
    <>
      <Header target={null} />
      <main id="content">
        <PageRibbon crumbs={[{ label: t('product'), href: '/' }]} title={t('title.notFound')} />
        <PageBody>
          <p>{t('chrome.notFoundText')}</p>
          <LinkButton href="/">{t('chrome.backToInstances')}</LinkButton>
        </PageBody>
      </main>
    </>
  );
}
