'use client';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { historyRanges, rangeLengths } from '@/lib/contract/history-ranges.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { useMirrorHistory } from '@/lib/query/use-history.ts';
import { PartState } from '../../../chrome/part-state.tsx';
import { Button } from '../../../ui/button.tsx';
import { AvailabilityBand } from './availability-band.tsx';
import { curvesOf } from './curve-data.ts';
import { CurveFigure } from './curve-figure.tsx';
import { EventLane } from './event-lane.tsx';
import { useMoment } from './use-values.ts';
import { useView } from './use-view.ts';

/** In `2024-06-03 17:55:13`. */
const DAY = [0, 10] as const;

/** The curves on one axis of time, with one cross-hair and one range, and the band. */
export function HistoryCurves({
  target,
  mirrorName,
  events,
  toEvent,
}: {
  target: Target;
  mirrorName: string;
  events: readonly TimelineEntry[];
  toEvent: (event: TimelineEntry) => void;
}) {
  const t = useTranslations('history');
  const moment = useMoment();
  const { range, zoom, hidden, setRange, setZoom, toggle } = useView();
  const live = useMirrorHistory(target, { range, mirrorName });
  const { value } = live;
  const isStale = live.stale !== null;
  const curves = useMemo(() => value && { ...curvesOf(value), isStale }, [value, isStale]);
  /** By its time, since places move on. */
  const [cursorAt, setCursorAt] = useState<number | null>(null);
  const times = useMemo(() => events.map(({ at }) => Date.parse(at)), [events]);
  const view = zoom ?? (value ? { from: value.now - rangeLengths[range].spanMs, to: value.now } : null);
  // Two days, as the server counts them: the clock alone would not say which.
  const isLong = view !== null && moment(view.from, true).slice(...DAY) !== moment(view.to, true).slice(...DAY);
  const found = curves && cursorAt !== null ? curves.at.indexOf(cursorAt) : -1;
  const cursor = found < 0 ? null : found;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-2">
        <div role="radiogroup" aria-label={t('range')} className="flex flex-wrap gap-1">
          {historyRanges.map((one) => (
            <label
              key={one}
              className="cursor-pointer rounded-md border-2 border-line px-2.5 py-1 text-sm has-checked:border-navy-fill has-checked:bg-navy-fill has-checked:text-white has-focus-visible:outline-2 has-focus-visible:outline-navy"
            >
              <input
                type="radio"
                name="history-range"
                value={one}
                checked={range === one}
                onChange={() => setRange(one)}
                className="sr-only"
              />
              {t(one)}
            </label>
          ))}
        </div>
        {zoom && (
          <Button size="small" onClick={() => setZoom(null)}>
            {t('backToLive')}
          </Button>
        )}
      </div>
      <PartState target={target} live={live} />
      {curves && view && (
        <>
          <EventLane events={events} toEvent={toEvent} view={view} isLong={isLong} />
          <div className="grid gap-x-6 gap-y-5 xl:grid-cols-2">
            {curves.curves.map((curve) => (
              <CurveFigure
                key={curve.kind}
                curve={curve}
                curves={curves}
                view={view}
                isLong={isLong}
                events={times}
                cursor={cursor}
                onCursor={(index) => setCursorAt(index === null ? null : (curves.at[index] ?? null))}
                onZoom={setZoom}
                hidden={hidden}
                onToggle={toggle}
                fileName={`${mirrorName}-${range}`}
              />
            ))}
          </div>
        </>
      )}
      <AvailabilityBand target={target} mirrorName={mirrorName} events={events} toEvent={toEvent} />
    </div>
  );
}
