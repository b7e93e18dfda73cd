'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';

export type DatabaseRow = InstanceView<'databases'>['databases'][number];

const tones: Record<DatabaseRow['status'], Tone> = { 'mounted-rw': 'good', 'mounted-r': 'notice', dismounted: 'danger' };

export function StatusOfDatabase({ status }: { status: DatabaseRow['status'] }) {
  const t = useTranslations('databases.status');
  return <StatusWord tone={tones[status]}>{t(status)}</StatusWord>;
}
