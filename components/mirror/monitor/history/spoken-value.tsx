'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Curve } from './curve-data.ts';
import { useMoment, useSeriesName, valueText } from './use-values.ts';

/** While the cross-hair moves on nothing is said. */
const RESTED_MS = 500;

/** What stands under the cross-hair, for those who hear the page, once it has come to rest. `cursor` null: nothing. */
export function SpokenValue({
  curve,
  at,
  cursor,
  isLong,
}: {
  curve: Curve;
  at: readonly number[];
  cursor: number | null;
  isLong: boolean;
}) {
  const t = useTranslations('history');
  const nameOf = useSeriesName();
  const moment = useMoment();
  const time = cursor === null ? undefined : at[cursor];
  const text =
    cursor === null || time === undefined
      ? ''
      : t('valueAt', {
          at: moment(time, isLong),
          values: curve.series
            .map((series) => {
              const value = series.values[cursor] ?? null;
              return `${nameOf(series)} ${value === null ? t('unknown') : valueText(curve.kind, value)}`;
            })
            .join(t('valueAnd')),
        });
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), RESTED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p role="status" aria-label={t('valueLabel')} className="sr-only">
      {said}
    </p>
  );
}
