'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { useMirrorEvents } from './use-mirror-events.ts';

/** What draws curves is loaded where they are drawn, and nowhere else. */
const HistoryCurves = dynamic(() => import('./history-curves.tsx').then((part) => part.HistoryCurves), {
  ssr: false,
  loading: () => <Spinner />,
});

/** How the mirror fared: curves and the availability band. */
export function HistoryPanel({
  target,
  mirrorName,
  monitor,
  toEvent,
}: {
  target: Target;
  /** On a reporting async in several mirrors, which. */
  mirrorName: string | null;
  monitor: InstanceView<'mirror-monitor'>;
  /** To its entry in the timeline. */
  toEvent: (event: TimelineEntry) => void;
}) {
  const t = useTranslations('history');
  const events = useMirrorEvents(target, mirrorName);
  return (
    <Panel title={t('title')}>
      <HistoryCurves target={target} mirrorName={monitor.mirrorName} events={events} toEvent={toEvent} />
    </Panel>
  );
}
