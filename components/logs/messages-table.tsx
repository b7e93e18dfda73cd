'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../messages/use-format.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { StatusWord, type Tone } from '../ui/status-word.tsx';

export type LogLine = InstanceView<'messages-log'>['lines'][number] & { readonly key: string };

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
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'pid', head: t('messagesLog.column.pid'), cell: (line) => line.pid, value: (line) => line.pid, align: 'right' },
    {
      id: 'severity',
      head: t('messagesLog.column.severity'),
      cell: (line) => <StatusWord tone={tones[line.severity] ?? 'danger'}>{t(severityKey(line.severity))}</StatusWord>,
      value: (line) => line.severity,
    },
    { id: 'event', head: t('messagesLog.column.event'), cell: (line) => line.event, value: (line) => line.event },
    {
      id: 'text',
      head: t('messagesLog.column.text'),
      cell: (line) => <span lang="en">{line.text}</span>,
      value: (line) => line.text,
      className: 'w-full sm:min-w-80',
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={lines} rowKey={(line) => line.key} maxRows={5000} cards />;
}
