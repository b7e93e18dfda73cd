'use client';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { SpokenWords } from '@/lib/contract/qos-advice.ts';
import { latenessMaxMs } from '@/lib/contract/quality-of-service.ts';
import { PictureText } from '../../../drawing/picture-text.tsx';
import { useWidth } from '../../../drawing/use-width.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { BandPatterns, fillOf } from '../../monitor/history/band-patterns.tsx';
import { barsOf, type DelayBar, heightOf, placeOf } from './delay-bars.ts';

const PLOT_TOP = 34;
const PLOT_HEIGHT = 96;
const AXIS_HEIGHT = 18;
const HEIGHT = PLOT_TOP + PLOT_HEIGHT + AXIS_HEIGHT;
const GAP = 2;
const FONT = 11;
/** A picture wider than this says no more. */
const WIDTH_MAX = 620;

/** The limit that a timeout sets is drawn in; bars behind it are false alarms, and have another pattern. `sentence` says what it shows. */
export function DelayPicture({
  words,
  timeoutMs,
  measuredMs,
  sentence,
}: {
  words: SpokenWords;
  /** null: no limit is drawn. */
  timeoutMs: number | null;
  /** The timeout under which was measured. */
  measuredMs: number;
  sentence: string;
}) {
  const t = useTranslations('qos');
  const format = useFormat();
  const id = useId();
  const { ref, width: found } = useWidth<HTMLDivElement>();
  const width = Math.min(found || WIDTH_MAX, WIDTH_MAX);
  const bars = barsOf(words);
  const most = Math.max(...bars.map(({ count }) => count));
  const step = width / bars.length;
  const limitMs = timeoutMs === null ? null : latenessMaxMs(timeoutMs, measuredMs);
  const limitX = limitMs === null ? null : placeOf(limitMs) * step;
  const axis = ({ endMs }: DelayBar) =>
    endMs === null
      ? t('inTime')
      : endMs === Number.POSITIVE_INFINITY
        ? '…'
        : endMs < 1000
          ? String(endMs)
          : t('axisSeconds', { seconds: endMs / 1000 });
  return (
    <div ref={ref} className="min-w-0">
      <svg role="img" aria-label={sentence} width={width} height={HEIGHT} className="block">
        <BandPatterns id={id} />
        {bars.map((bar, index) => {
          const height = heightOf(bar.count, most) * (PLOT_HEIGHT - FONT - 2);
          const isBeyond = limitX !== null && (index + 0.5) * step > limitX;
          const [left, top] = [index * step + GAP, PLOT_TOP + PLOT_HEIGHT - height];
          const label = (y: number, room: number, text: string) => (
            <PictureText x={left + step / 2 - GAP} y={y} width={room} size={FONT - 1} anchor="middle" className="fill-ink-soft">
              {text}
            </PictureText>
          );
          return (
            <g key={bar.endMs ?? 'in time'}>
              <rect x={left} y={top} width={step - 2 * GAP} height={height} fill={fillOf(isBeyond ? 'down' : 'in-step', id)} />
              {bar.count > 0 && label(top - 3, step + 6, shortCount(bar.count))}
              {label(HEIGHT - 4, step + 4, axis(bar))}
            </g>
          );
        })}
        <path d={`M0 ${PLOT_TOP + PLOT_HEIGHT + 0.5}H${width}`} className="stroke-line-strong" />
        {limitX !== null && limitMs !== null && timeoutMs !== null && (
          <g>
            <path
              d={`M${limitX} ${PLOT_TOP - 16}V${PLOT_TOP + PLOT_HEIGHT}`}
              strokeWidth="2"
              strokeDasharray="5 3"
              className="stroke-danger"
            />
            <PictureText
              x={limitX + (limitX > width / 2 ? -5 : 5)}
              y={PLOT_TOP - 20}
              width={width}
              size={FONT}
              bold
              anchor={limitX > width / 2 ? 'end' : 'start'}
              className="fill-danger"
            >
              {t('limit', { timeout: format.count(timeoutMs) })}
            </PictureText>
          </g>
        )}
      </svg>
    </div>
  );
}

/** 12345 → 12k: there is room for a few letters above a bar; the table has all digits. */
function shortCount(count: number): string {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${Math.floor(count / 1000)}k` : `${Math.floor(count / 1_000_000)}M`;
}
