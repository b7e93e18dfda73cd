'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { LinkButton } from '../ui/button.tsx';

/** After the service is on and before there is a mirror: where to go on. */
export function NextSteps({ target }: { target: Target }) {
  const t = useTranslations('service');
  return (
    <div className="space-y-2">
      <p>{t('nextSteps')}</p>
      <div className="flex flex-wrap gap-2">
        <LinkButton href={instanceHref(target, '/mirror/create')}>{t('nextCreate')}</LinkButton>
        <LinkButton href={instanceHref(target, '/mirror/join-failover')}>{t('nextJoin')}</LinkButton>
        <LinkButton href={instanceHref(target, '/mirror/join-async')}>{t('nextJoinAsync')}</LinkButton>
      </div>
    </div>
  );
}
