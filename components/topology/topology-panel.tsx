'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { Panel } from '../ui/panel.tsx';
import { TopologyView } from './topology-view.tsx';

/** `mirrorName`: of a reporting async in several mirrors, which; null: its only one. */
export function TopologyPanel({ target, mirrorName }: { target: Target; mirrorName: string | null }) {
  const t = useTranslations('topology');
  const { value: topology } = useInstance(target, 'mirror-topology', mirrorName === null ? {} : { mirrorName });
  if (!topology) return null;
  return (
    <Panel title={t('title')}>
      <TopologyView topology={topology} />
    </Panel>
  );
}
