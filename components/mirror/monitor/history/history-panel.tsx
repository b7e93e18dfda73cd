'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Spinner } from '../../../ui/spinner.tsx';

/** What draws curves is loaded where they are drawn, and nowhere else. */
const HistoryCurves = dynamic(() => import('./history-curves.tsx').then((part) => part.HistoryCurves), {
  ssr: false,
  loading: () => <Spinner />,
});

/** How the mirror fared: curves and the availability band. */
export function HistoryPanel({ target, monitor }: { target: Target; monitor: InstanceView<'mirror-monitor'> }) {
  const t = useTranslations('history');
  return (
    <Panel title={t('title')}>
      <HistoryCurves target={target} mirrorName={monitor.mirrorName} events={monitor.timeline} />
    </Panel>
  );
}
