'use client';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { useStoryWords } from '../timeline/story-text.tsx';
import { type BandLine, drawnSegments, goodShare, reasonOf } from './band-marks.ts';
import { BandPatterns, fillOf } from './band-patterns.tsx';
import { useSegmentWords } from './use-segment-words.ts';
import { useWidth } from '../../../drawing/use-width.ts';

const HEIGHT = 22;
const PERCENT = 100;
const PER_PERCENT = 100;

/** One line of the band: one Tab stop, its segments by arrow keys; what a segment says stands below it. */
export function BandRow({
  line,
  from,
  to,
  events,
  toEvent,
}: {
  line: BandLine;
  from: number;
  to: number;
  events: readonly TimelineEntry[];
  toEvent: (event: TimelineEntry) => void;
}) {
  const t = useTranslations('history');
  const format = useFormat();
  const wordsOf = useStoryWords();
  const { sentenceOf } = useSegmentWords();
  const id = useId();
  const { ref, width } = useWidth<HTMLDivElement>();
  /** By its begin: others come and go at both ends. */
  const [chosen, setChosen] = useState<number | null>(null);
  const { segments } = line;
  const index = segments.findIndex((segment) => segment.from === chosen);
  const segment = segments[index] ?? null;
  const reason = segment && reasonOf(line, segment, events);
  const why = reason && (reason.member === line.name ? wordsOf(reason) : t('toldBy', { member: reason.member, text: wordsOf(reason) }));
  const said = segment ? [sentenceOf(line, segment), why].filter(Boolean).join(' ') : '';
  const share = goodShare(segments);
  const shown = share && {
    // An outage of a second is not nothing.
    share: String(Math.floor(share.share * PERCENT * PER_PERCENT) / PER_PERCENT),
    bad: format.duration(share.badMs),
  };

  const move = (event: KeyboardEvent) => {
    const last = segments.length - 1;
    const steps: Record<string, number> = {
      ArrowLeft: index < 0 ? last : index - 1,
      ArrowRight: index < 0 ? last : index + 1,
      Home: 0,
      End: last,
    };
    const next = steps[event.key];
    if (next !== undefined) setChosen(segments[Math.min(last, Math.max(0, next))]?.from ?? null);
    else if (event.key === 'Enter' && reason) toEvent(reason);
    else return;
    event.preventDefault();
  };
  return (
    <div className="grid grid-cols-[9rem_1fr_10.5rem] items-center gap-x-2 text-sm max-sm:grid-cols-[1fr_auto]">
      <span className="truncate max-sm:col-span-1">{line.name}</span>
      <div
        ref={ref}
        role="img"
        aria-label={`${line.name}. ${t('bandKeys')}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its segments are gone through by keys
        tabIndex={0}
        onKeyDown={move}
        className="min-w-0 max-sm:order-last max-sm:col-span-2"
      >
        <svg width={width} height={HEIGHT} aria-hidden="true" className="block bg-sunken" onPointerLeave={() => setChosen(null)}>
          <BandPatterns id={id} />
          <rect width={width} height={HEIGHT} fill={`url(#${id}-unknown)`} />
          {drawnSegments(segments, { from, to, width }).map(({ segment: one, left, width: wide }) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: the line around it answers to keys
            <rect
              key={one.from}
              x={left}
              y={1}
              width={wide}
              height={HEIGHT - 2}
              fill={fillOf(one.state, id)}
              stroke={one.from === chosen ? 'var(--ink)' : 'none'}
              strokeWidth={2}
              onPointerEnter={() => setChosen(one.from)}
              onClick={() => {
                const cause = reasonOf(line, one, events);
                if (cause) toEvent(cause);
              }}
            />
          ))}
        </svg>
      </div>
      <span className="min-w-24 text-right tabular-nums">{shown && t(share.badMs === 0 ? 'share' : 'shareAndBad', shown)}</span>
      <p aria-live="polite" className="order-last col-span-full min-h-5 text-ink-soft">
        {said}
      </p>
    </div>
  );
}
