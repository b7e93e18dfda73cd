'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { LinkButton } from '../ui/button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { PageBody } from './page-body.tsx';

/** On every page of an address that names no instance: says so, and leads back. */
export function UnknownInstance({ target }: { target: Target }) {
  const t = useTranslations('chrome');
  const { refusal } = useInstance(target, 'summary', {});
  if (!refusal) return null;
  return (
    <PageBody>
      <RefusalNotice refusal={refusal} />
      <LinkButton href="/">{t('backToInstances')}</LinkButton>
    </PageBody>
  );
}
