'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { FollowBox } from './follow-box.tsx';
import type { NumberedLine } from './grown-log.ts';
import { useFormat } from '../messages/use-format.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { StatusWord, type Tone } from '../ui/status-word.tsx';

export type LogLine = NumberedLine<InstanceView<'messages-log'>['lines'][number]>;

/** From here on a line is marked at its edge as well. */
const SEVERE = 2;
const tones: readonly Tone[] = ['quiet', 'warning', 'danger', 'danger'];

/** Message key of a severity's name; the log knows 0 to 3. */
export const severityKey = (severity: number) => `messagesLog.severityName.${Math.max(0, Math.min(3, severity)) as 0 | 1 | 2 | 3}` as const;

export function MessagesTable({ caption, lines }: { caption: string; lines: readonly LogLine[] }) {
  const t = useTranslations();
  const format = useFormat();
  const columns: Column<LogLine>[] = [
    {
      id: 'time',
      head: t('messagesLog.column.time'),
      cell: (line) => format.stamp(line.at),
      value: (line) => line.at,
      text: (line) => format.stamp(line.at),
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'pid', head: t('messagesLog.column.pid'), cell: (line) => line.pid, value: (line) => line.pid, align: 'right' },
    {
      id: 'severity',
      head: t('messagesLog.column.severity'),
      cell: (line) => <StatusWord tone={tones[line.severity] ?? 'danger'}>{t(severityKey(line.severity))}</StatusWord>,
      value: (line) => line.severity,
      text: (line) => t(severityKey(line.severity)),
    },
    { id: 'event', head: t('messagesLog.column.event'), cell: (line) => line.event, value: (line) => line.event },
    {
      id: 'text',
      head: t('messagesLog.column.text'),
      cell: (line) => <span lang="en">{line.text}</span>,
      value: (line) => line.text,
      className: 'w-full sm:min-w-80',
      dense: 'own-line',
    },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={lines}
      rowKey={(line) => String(line.number)}
      rowClassName={(line) => (line.severity >= SEVERE ? 'border-l-4 border-l-danger font-bold' : undefined)}
      maxRows={5000}
      box={FollowBox}
      newestLast
      cards="dense"
    />
  );
}
