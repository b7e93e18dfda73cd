'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../../messages/use-format.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StatusWord, type Tone } from '../../ui/status-word.tsx';

type Database = InstanceView<'mirror-monitor'>['databases'][number];

const tones: Record<Database['status'], Tone> = {
  normal: 'good',
  dejournaling: 'good',
  'catchup-running': 'warning',
  'needs-catchup': 'warning',
  'needs-activation': 'warning',
  dismounted: 'danger',
  'dejournaling-stopped': 'danger',
  orphaned: 'danger',
  obsolete: 'danger',
};

export function MirroredDatabases({ databases }: { databases: readonly Database[] }) {
  const t = useTranslations();
  const format = useFormat();
  const nextRecord = (database: Database) => {
    const next = database.nextRecord;
    return next ? `${next.time === null ? t('monitor.database.current') : format.dateTime(next.time)}, ${next.file}, ${next.offset}` : t('ui.notAvailable');
  };
  const columns: Column<Database>[] = [
    { id: 'name', head: t('monitor.database.name'), cell: (database) => <b>{database.name}</b>, value: (database) => database.name },
    { id: 'directory', head: t('monitor.database.directory'), cell: (database) => database.directory, value: (database) => database.directory },
    {
      id: 'status',
      head: t('monitor.database.status'),
      cell: (database) => <StatusWord tone={tones[database.status]}>{t(`monitor.databaseStatus.${database.status}`)}</StatusWord>,
      value: (database) => t(`monitor.databaseStatus.${database.status}`),
    },
    { id: 'next', head: t('monitor.database.nextRecord'), cell: nextRecord, className: 'tabular-nums' },
  ];
  return (
    <Panel title={t('monitor.databases')}>
      <DataTable caption={t('monitor.databases')} columns={columns} rows={databases} rowKey={(database) => database.name} cards />
    </Panel>
  );
}
