'use client';
import { useTranslations } from 'use-intl';
import type { Curve } from './curve-data.ts';
import { seriesDashes, seriesTokens } from './series-looks.ts';
import { useSeriesName, valueText } from './use-values.ts';

/** The names of the series with the values under the cross-hair; of a fixed width, so that nothing jumps. */
export function CurveLegend({ curve, cursor }: { curve: Curve; cursor: number | null }) {
  const t = useTranslations('history');
  const nameOf = useSeriesName();
  return (
    <ul className="flex flex-wrap gap-x-4 text-sm">
      {curve.series.map((series, index) => {
        const value = cursor === null ? undefined : (series.values[cursor] ?? null);
        return (
          <li key={nameOf(series)} className="flex items-center gap-1.5">
            <svg width="26" height="8" aria-hidden="true">
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
            <span>{nameOf(series)}</span>
            <span className="inline-block min-w-20 font-bold tabular-nums">
              {value === undefined ? '' : value === null ? t('unknown') : valueText(curve.kind, value)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
