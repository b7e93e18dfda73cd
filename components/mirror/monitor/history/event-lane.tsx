'use client';
import { useTranslations } from 'use-intl';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { useStoryWords } from '../timeline/story-text.tsx';
import { marksOf } from './event-marks.ts';
import { useMoment } from './use-values.ts';
import type { Zoom } from './use-view.ts';
import { useWidth } from '../../../drawing/use-width.ts';

/** The events of the timeline above the curves, at their times. Each leads to its entry. */
export function EventLane({
  events,
  toEvent,
  view,
  isLong,
}: {
  events: readonly TimelineEntry[];
  toEvent: (event: TimelineEntry) => void;
  view: Zoom;
  isLong: boolean;
}) {
  const t = useTranslations('history');
  const wordsOf = useStoryWords();
  const moment = useMoment();
  const { ref, width } = useWidth<HTMLUListElement>();
  const marks = width === 0 ? [] : marksOf(events, { ...view, width });
  return (
    <ul ref={ref} aria-label={t('events')} className="relative h-7 border-b border-line">
      {marks.map(({ left: at, events: joined }) => {
        const first = joined[0] as TimelineEntry;
        const text = t('eventsAt', {
          count: joined.length,
          at: moment(Date.parse(first.at), isLong),
          text: joined.map((event) => t('toldBy', { member: event.member, text: wordsOf(event) })).join(' · '),
        });
        return (
          <li key={first.at + first.text} className="absolute top-0.5 -translate-x-1/2" style={{ left: at }}>
            <button
              type="button"
              data-prints
              title={text}
              aria-label={text}
              onClick={() => toEvent(first)}
              className="flex size-6 items-center justify-center rounded-full text-xs font-bold text-teal hover:bg-sunken"
            >
              {joined.length > 1 ? joined.length : '◆'}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
