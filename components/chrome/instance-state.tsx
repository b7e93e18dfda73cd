'use client';
import { useTranslations } from 'use-intl';
import type { LabHost } from '@/lib/contract/views.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';

type InstanceState = LabHost['instances'][number]['state'];
const tones: Record<InstanceState, Tone> = { running: 'good', starting: 'warning', stopping: 'warning', paused: 'danger', down: 'danger' };

export function InstanceStateWord({ state }: { state: InstanceState }) {
  const t = useTranslations('instanceState');
  return <StatusWord tone={tones[state]}>{t(state)}</StatusWord>;
}
