'use client';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useShownTimeZone } from '../../../messages/use-shown-time-zone.ts';
import { Button } from '../../../ui/button.tsx';
import { csvOf } from './csv-of.ts';
import { type Curve, type Curves, withoutHidden } from './curve-data.ts';
import { CurveLegend } from './curve-legend.tsx';
import { useCurveSentence } from './curve-sentence.tsx';
import { CurveTable } from './curve-table.tsx';
import { saveFile } from './save-file.ts';
import { SpokenValue } from './spoken-value.tsx';
import { UplotCanvas } from './uplot-canvas.tsx';
import { useMoment } from './use-values.ts';
import type { Zoom } from './use-view.ts';

const LONG_STEP = 10;
/** Of `2026-11-30 07:00:00` what an axis has room for. */
const DAY_AND_MINUTE = [5, 16] as const;

interface FigureProps {
  readonly curve: Curve;
  readonly curves: Curves;
  readonly view: Zoom;
  readonly isLong: boolean;
  readonly events: readonly number[];
  readonly cursor: number | null;
  readonly onCursor: (index: number | null) => void;
  readonly onZoom: (zoom: Zoom) => void;
  readonly hidden: readonly string[];
  readonly onToggle: (key: string) => void;
  /** Of a file with its numbers, without the ending. */
  readonly fileName: string;
}

/** One curve with its legend, its sentence and, when asked for, its table; its numbers as a file. */
export function CurveFigure({
  curve: whole,
  curves,
  view,
  isLong,
  events,
  cursor,
  onCursor,
  onZoom,
  hidden,
  onToggle,
  fileName,
}: FigureProps) {
  const t = useTranslations('history');
  const [isTable, setTable] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const curve = useMemo(() => withoutHidden(whole, hidden), [whole, hidden]);
  const sentence = useCurveSentence()(curve, curves, isLong);
  const moment = useMoment();
  const timeZone = useShownTimeZone();
  const move = (event: KeyboardEvent) => {
    const next = movedTo(event, { cursor, curves, events });
    if (next === null) return;
    event.preventDefault();
    onCursor(next);
  };
  return (
    <figure className="min-w-0">
      <figcaption className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-bold">{t(`curve.${curve.kind}`)}</h3>
        <span className="flex gap-2">
          <Button
            size="small"
            onClick={() => setTable(!isTable)}
            aria-label={`${t(isTable ? 'asCurve' : 'asTable')}: ${t(`curve.${curve.kind}`)}`}
          >
            {t(isTable ? 'asCurve' : 'asTable')}
          </Button>
          <Button
            size="small"
            onClick={() => saveFile(`${fileName}-${curve.kind}.csv`, csvOf(whole, curves.at))}
            aria-label={`${t('asFile')}: ${t(`curve.${curve.kind}`)}`}
          >
            {t('asFile')}
          </Button>
        </span>
      </figcaption>
      {isTable ? (
        <CurveTable curve={curve} at={curves.at} isLong={isLong} />
      ) : (
        <>
          <CurveLegend curve={curve} cursor={cursor} hidden={hidden} onToggle={onToggle} />
          <div
            role="img"
            aria-label={`${t(`curve.${curve.kind}`)}. ${sentence} ${t('keys')}`}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the cross-hair is moved by keys
            tabIndex={0}
            onKeyDown={move}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
          >
            <UplotCanvas
              curve={curve}
              at={curves.at}
              view={view}
              events={events}
              cursor={cursor}
              timeZone={timeZone}
              axisText={(at) => (isLong ? moment(at, true).slice(...DAY_AND_MINUTE) : moment(at, false))}
              onCursor={onCursor}
              onZoom={onZoom}
            />
          </div>
          {isFocused && <SpokenValue curve={curve} at={curves.at} cursor={cursor} isLong={isLong} />}
        </>
      )}
      <p className="text-sm text-ink-soft">{sentence}</p>
    </figure>
  );
}

/** Where a key brings the cross-hair; null: it is none of its keys. */
function movedTo(
  { key, shiftKey }: KeyboardEvent,
  { cursor, curves: { at, bucketMs }, events }: { cursor: number | null; curves: Curves; events: readonly number[] },
): number | null {
  const last = at.length - 1;
  const within = (index: number) => Math.min(last, Math.max(0, index));
  const from = cursor ?? last;
  const step = shiftKey ? LONG_STEP : 1;
  switch (key) {
    case 'ArrowLeft':
      return within(from - step);
    case 'ArrowRight':
      return within(cursor === null ? last : from + step);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'e':
    case 'E': {
      const places = events.map((time) => Math.floor((time - (at[0] ?? 0)) / bucketMs)).filter((index) => index >= 0 && index <= last);
      return places.sort((one, other) => one - other).find((index) => index > from) ?? places[0] ?? null;
    }
    default:
      return null;
  }
}
