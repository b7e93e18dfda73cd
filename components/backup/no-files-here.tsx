'use client';
import { useTranslations } from 'use-intl';
import { isLeading } from '@/lib/contract/leading.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance, useLab } from '@/lib/query/use-live.ts';
import { instanceOfMember } from '../mirror/instance-of-member.ts';
import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { backupHref } from './backup-paths.ts';

/** Where a backup file comes from: of a mirror, from its primary; elsewhere, from here. */
export function NoFilesHere({ target, folder }: { target: Target; folder: string }) {
  const t = useTranslations('backups.restore.noFiles');
  const { value: summary } = useInstance(target, 'summary', {});
  const { value: lab } = useLab();
  const mirror = summary?.mirror;
  const isFollower = mirror && !isLeading(mirror.status);
  const primary = isFollower ? instanceOfMember(lab, ({ name, status }) => name === mirror.name && status === 'primary') : null;
  const maker = isFollower ? primary : target;
  return (
    <EmptyState text={t(isFollower ? 'follower' : mirror ? 'primary' : 'alone', { folder })}>
      {maker && <LinkButton href={backupHref.run(maker, 'FullAllDatabases')}>{t('run', { instance: maker })}</LinkButton>}
      {primary && <LinkButton href={backupHref.files(primary)}>{t('copy', { instance: primary })}</LinkButton>}
    </EmptyState>
  );
}
