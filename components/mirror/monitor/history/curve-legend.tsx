'use client';
import { useTranslations } from 'use-intl';
import { type Curve, seriesKeyOf } from './curve-data.ts';
import { seriesDashes, seriesTokens } from './series-looks.ts';
import { useSeriesName, valueText } from './use-values.ts';

interface LegendProps {
  readonly curve: Curve;
  readonly cursor: number | null;
  readonly hidden: readonly string[];
  readonly onToggle: (key: string) => void;
}

/** The names of the series, each of which can be hidden, with the values under the cross-hair; of a fixed width, so that nothing jumps. */
export function CurveLegend({ curve, cursor, hidden, onToggle }: LegendProps) {
  const t = useTranslations('history');
  const nameOf = useSeriesName();
  return (
    <ul className="flex flex-wrap gap-x-4 text-sm">
      {curve.series.map((series, index) => {
        const value = cursor === null ? undefined : (series.values[cursor] ?? null);
        const key = seriesKeyOf(series);
        const isHidden = hidden.includes(key);
        const name = nameOf(series);
        return (
          <li key={key} className="flex items-center gap-1.5">
            <button
              type="button"
              aria-pressed={!isHidden}
              aria-label={t('drawn', { name })}
              onClick={() => onToggle(key)}
              className="flex min-h-[24px] items-center gap-1.5 rounded hover:bg-sunken"
            >
              <svg width="26" height="8" aria-hidden="true" className={isHidden ? 'opacity-30' : undefined}>
                <line
                  x1="0"
                  x2="26"
                  y1="4"
                  y2="4"
                  strokeWidth="2.5"
                  stroke={`var(${seriesTokens[index % seriesTokens.length]})`}
                  strokeDasharray={(seriesDashes[index % seriesDashes.length] ?? []).join(' ')}
                />
              </svg>
              <span className={isHidden ? 'text-ink-soft line-through' : undefined}>{name}</span>
            </button>
            <span className="inline-block min-w-20 font-bold tabular-nums">
              {value === undefined || isHidden ? '' : value === null ? t('unknown') : valueText(curve.kind, value)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
