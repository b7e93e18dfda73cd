'use client';
import { useTranslations } from 'use-intl';
import type { BackupRunView } from '@/lib/contract/backups.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';

const tones: Record<BackupRunView['status'], Tone> = {
  running: 'notice',
  completed: 'good',
  warning: 'warning',
  failed: 'danger',
  aborted: 'quiet',
};

export function RunStatus({ status }: { status: BackupRunView['status'] }) {
  const t = useTranslations('backups.status');
  return <StatusWord tone={tones[status]}>{t(status)}</StatusWord>;
}
