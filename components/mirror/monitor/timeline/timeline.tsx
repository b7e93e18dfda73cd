'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { eventId } from '../history/event-marks.ts';
import { StoryText } from './story-text.tsx';

type Entry = InstanceView<'mirror-monitor'>['timeline'][number];

/** Role changes with their reasons. */
export function Timeline({ entries }: { entries: readonly Entry[] }) {
  const t = useTranslations('monitor');
  const format = useFormat();
  const columns: Column<Entry>[] = [
    {
      id: 'time',
      head: t('time'),
      cell: (entry) => (
        // Curves and the band lead here.
        <span id={eventId(entry)} tabIndex={-1}>
          {format.stamp(entry.at)}
        </span>
      ),
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'member', head: t('column.name'), cell: (entry) => entry.member, className: 'whitespace-nowrap' },
    {
      id: 'text',
      head: t('event'),
      cell: (entry) => (
        <span className={entry.severity > 0 ? 'font-bold' : ''}>
          <StoryText entry={entry} />
        </span>
      ),
      className: 'w-full min-w-72',
    },
  ];
  return (
    <Panel title={t('timeline')}>
      <p className="mb-2 text-sm text-ink-soft">{entries.length > 0 ? t('timelineText') : t('timelineEmpty')}</p>
      {entries.length > 0 && (
        <DataTable
          caption={t('timeline')}
          columns={columns}
          rows={entries}
          rowKey={(entry) => `${entry.at} ${entry.text}`}
          bar={false}
          cards
        />
      )}
    </Panel>
  );
}
