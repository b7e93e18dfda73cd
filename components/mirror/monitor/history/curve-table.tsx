'use client';
import { useTranslations } from 'use-intl';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { type Curve, type TableRow, tableOf } from './curve-data.ts';
import { useMoment, useSeriesName, valueText } from './use-values.ts';

const ROWS_MAX = 60;

/** The same as the curve, in numbers. */
export function CurveTable({ curve, at, isLong }: { curve: Curve; at: readonly number[]; isLong: boolean }) {
  const t = useTranslations('history');
  const nameOf = useSeriesName();
  const moment = useMoment();
  const columns: Column<TableRow>[] = [
    { id: 'time', head: t('time'), cell: (row) => moment(row.at, isLong), className: 'whitespace-nowrap tabular-nums' },
    ...curve.series.map(
      (series, index): Column<TableRow> => ({
        id: nameOf(series),
        head: nameOf(series),
        align: 'right',
        className: 'tabular-nums',
        cell: ({ values }) => {
          const value = values[index] ?? null;
          return value === null ? <span className="text-ink-soft">{t('unknown')}</span> : valueText(curve.kind, value);
        },
      }),
    ),
  ];
  return (
    <DataTable
      caption={t(`curve.${curve.kind}`)}
      columns={columns}
      rows={tableOf(curve.series, at, ROWS_MAX)}
      rowKey={(row) => String(row.at)}
      bar={false}
    />
  );
}
