'use client';
import { useTranslations } from 'use-intl';
import { useFormat } from '../../../messages/use-format.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import type { BandLine, Segment } from './band-marks.ts';
import { useSegmentWords } from './use-segment-words.ts';

interface Row {
  readonly line: BandLine;
  readonly segment: Segment;
}

/** The band in words, the newest segments first. */
export function BandTable({ lines }: { lines: readonly BandLine[] }) {
  const t = useTranslations('history');
  const column = useTranslations('monitor.column');
  const format = useFormat();
  const { stateOf } = useSegmentWords();
  const rows = lines
    .flatMap((line) => line.segments.map((segment): Row => ({ line, segment })))
    .sort((one, other) => other.segment.from - one.segment.from);
  const time = (at: number) => format.dateTime(new Date(at).toISOString());
  const columns: Column<Row>[] = [
    { id: 'name', head: column('name'), cell: ({ line }) => line.name },
    { id: 'state', head: t('stateHead'), cell: ({ line, segment }) => stateOf(line, segment) },
    { id: 'from', head: t('from'), cell: ({ segment }) => time(segment.from), className: 'whitespace-nowrap tabular-nums' },
    { id: 'to', head: t('to'), cell: ({ segment }) => time(segment.to), className: 'whitespace-nowrap tabular-nums' },
  ];
  return (
    <DataTable
      caption={t('band')}
      columns={columns}
      rows={rows}
      rowKey={({ line, segment }) => `${line.name} ${segment.from}`}
      bar={false}
    />
  );
}
