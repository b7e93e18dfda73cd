'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { backupHref } from './backup-paths.ts';

export function NoBackupYet({ target }: { target: Target }) {
  const t = useTranslations('backups.statusPage');
  return (
    <EmptyState text={t('none')}>
      <LinkButton href={backupHref.run(target, 'FullAllDatabases')}>{t('runFull')}</LinkButton>
    </EmptyState>
  );
}
