'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { useAvailability } from '@/lib/query/use-history.ts';
import { PartState } from '../../../chrome/part-state.tsx';
import { Button } from '../../../ui/button.tsx';
import type { BandLine } from './band-marks.ts';
import { BandRow } from './band-row.tsx';
import { BandTable } from './band-table.tsx';

/** What each member was over 24 hours, and whether the mirror could be written. */
export function AvailabilityBand({
  target,
  mirrorName,
  events,
  toEvent,
}: {
  target: Target;
  mirrorName: string;
  events: readonly TimelineEntry[];
  /** To its entry in the timeline, which may be on another page. */
  toEvent: (event: TimelineEntry) => void;
}) {
  const t = useTranslations('history');
  const live = useAvailability(target, mirrorName);
  const { value } = live;
  const [isTable, setTable] = useState(false);
  if (!value) return <PartState target={target} live={live} />;
  const lines: BandLine[] = [
    { name: t('writable'), isFailover: true, segments: value.writable },
    ...value.members.map(({ name, isFailover, segments }) => ({ name, isFailover, segments })),
  ];
  const isEmpty = lines.every(({ segments }) => segments.length === 0);
  return (
    <section aria-label={t('band')} className="space-y-1">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-bold">{t('band')}</h3>
        {!isEmpty && (
          <Button size="small" onClick={() => setTable(!isTable)} aria-label={`${t(isTable ? 'asCurve' : 'asTable')}: ${t('band')}`}>
            {t(isTable ? 'asCurve' : 'asTable')}
          </Button>
        )}
      </div>
      <PartState target={target} live={live} />
      {isEmpty && <p className="text-sm text-ink-soft">{t('bandEmpty')}</p>}
      {!isEmpty && isTable && <BandTable lines={lines} />}
      {!isEmpty &&
        !isTable &&
        lines.map((line) => <BandRow key={line.name} line={line} from={value.from} to={value.to} events={events} toEvent={toEvent} />)}
    </section>
  );
}
