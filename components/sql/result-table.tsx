'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { SqlResult } from '@/lib/contract/sql.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';

interface Row {
  readonly number: number;
  readonly cells: SqlResult['rows'][number];
}

/** Columns keep the order and names of the statement, also when two have the same name. */
export function ResultTable({ caption, result }: { caption: string; result: SqlResult }) {
  const t = useTranslations('sql');
  const rows = useMemo(() => result.rows.map((cells, index): Row => ({ number: index + 1, cells })), [result]);
  const numeric = useMemo(() => result.columns.map((_, index) => isNumeric(result.rows, index)), [result]);
  const columns: Column<Row>[] = [
    {
      id: 'number',
      head: t('rowNumber'),
      cell: ({ number }) => number,
      value: ({ number }) => number,
      align: 'right',
      className: 'w-12 text-ink-soft',
    },
    ...result.columns.map(
      ({ name }, index): Column<Row> => ({
        id: String(index),
        head: name,
        cell: ({ cells }) => (cells[index] === null ? <i className="text-ink-soft">{t('null')}</i> : cells[index]),
        value: ({ cells }) => cells[index] ?? '',
        className: 'max-w-[40rem] whitespace-pre-wrap break-words font-mono',
        align: numeric[index] ? 'right' : undefined,
      }),
    ),
  ];
  return (
    <DataTable
      key={result.endedAt}
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={({ number }) => String(number)}
      maxRows={Math.max(1000, rows.length)}
    />
  );
}

const isNumeric = (rows: SqlResult['rows'], column: number) =>
  rows.length > 0 && rows.every((cells) => typeof cells[column] === 'number' || cells[column] === null);
