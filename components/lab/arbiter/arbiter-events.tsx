'use client';
import { useTranslations } from 'use-intl';
import { useFormat } from '../../messages/use-format.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import type { NamedEvent } from './served-mirrors.ts';

/** What the arbiter has told whom, and who has come and gone. */
export function ArbiterEvents({ events }: { events: readonly NamedEvent[] }) {
  const t = useTranslations('arbiterPage');
  const format = useFormat();
  const columns: Column<NamedEvent>[] = [
    { id: 'time', head: t('time'), cell: ({ at }) => format.stamp(at), className: 'whitespace-nowrap tabular-nums' },
    { id: 'mirror', head: t('mirrorHead'), cell: ({ mirror }) => mirror },
    { id: 'member', head: t('member'), cell: ({ member }) => <span className="break-words">{member}</span> },
    {
      id: 'text',
      head: t('what'),
      cell: ({ kind, address, times }) => (
        <span className={kind === 'connected' || kind === 'ended' ? '' : 'font-bold'}>
          {t(`event.${kind}`, { address })}
          {times > 1 && ` ${t('times', { count: times })}`}
        </span>
      ),
      className: 'w-full min-w-64',
    },
  ];
  return (
    <Panel title={t('events')}>
      <p className="mb-2 text-sm text-ink-soft">{events.length > 0 ? t('eventsText') : t('eventsEmpty')}</p>
      {events.length > 0 && (
        <DataTable
          caption={t('events')}
          columns={columns}
          rows={events}
          rowKey={({ at, kind, memberGuid }) => `${at} ${kind} ${memberGuid}`}
          bar={false}
          cards
        />
      )}
    </Panel>
  );
}
