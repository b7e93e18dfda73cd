'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { BackupVolume } from '@/lib/contract/backups.ts';
import { useFormat } from '../messages/use-format.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { fileNameOf } from './backup-paths.ts';

type BackedUp = BackupVolume['databases'][number];

/** The label as ^DBREST prints it (portal facts 4.2), and what the file holds. */
export function VolumeLabel({ volume }: { volume: BackupVolume }) {
  const t = useTranslations('backups');
  const format = useFormat();
  const made = (at: string, kind?: BackupVolume['kind']) => [format.dateTime(at), ...(kind ? [t(`kind.${kind}`)] : [])].join(' ');
  const isFailover = volume.mirror?.memberType === 'failover';
  const rows: Array<[label: string, value: ReactNode]> = [
    [t('volume.number'), 1],
    [t('volume.volume'), made(volume.madeAt, volume.kind)],
    [t('volume.previous'), volume.previous ? made(volume.previous.madeAt, volume.previous.kind) : t('volume.none')],
    [t('volume.lastFull'), volume.lastFull ? made(volume.lastFull.madeAt) : t('volume.none')],
    [t('volume.description'), volume.description || '-'],
    ...(volume.mirror
      ? ([
          [t('volume.mirrorName'), volume.mirror.name],
          [t(`volume.member.${isFailover ? 'failover' : 'async'}`), volume.mirror.memberName],
        ] satisfies Array<[string, ReactNode]>)
      : ([[t('volume.host'), `${volume.host}/${volume.instance}`]] satisfies Array<[string, ReactNode]>)),
    [t('volume.size'), format.bytes(volume.sizeBytes)],
  ];
  return (
    <div className="space-y-3">
      {volume.damage && <RefusalNotice refusal={volume.damage} alert />}
      <div className="text-sm">
        <p>{t('volume.madeBy')}</p>
        <p className="pl-4 font-bold" lang="en">
          {volume.madeBy}
        </p>
        <p className="mt-2">{t('volume.contains')}</p>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-0.5 pl-4">
          {rows.map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="font-bold">{label}</dt>
              <dd className="break-words tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <VolumeDatabases volume={volume} />
    </div>
  );
}

function VolumeDatabases({ volume }: { volume: BackupVolume }) {
  const t = useTranslations('backups.volume');
  const format = useFormat();
  const columns: Column<BackedUp>[] = [
    { id: 'name', head: t('database'), cell: (database) => <b>{database.name}</b> },
    { id: 'mirror', head: t('mirrorDatabase'), cell: (database) => database.mirrorDatabase || '-', className: 'sm:whitespace-nowrap' },
    { id: 'directory', head: t('directory'), cell: (database) => database.directory, className: 'wrap-anywhere' },
    {
      id: 'contents',
      head: t('contents'),
      cell: (database) =>
        database.contents === 'whole' ? t('whole') : t('changes', { time: database.since ? format.dateTime(database.since) : '-' }),
    },
    { id: 'nodes', head: t('nodes'), cell: (database) => (database.nodes === null ? '-' : format.count(database.nodes)), align: 'right' },
    {
      id: 'journal',
      head: t('journalFrom'),
      cell: (database) =>
        database.journalFile ? t('position', { file: fileNameOf(database.journalFile), offset: database.journalOffset }) : '-',
      className: 'wrap-anywhere',
    },
  ];
  return (
    <DataTable
      caption={t('databases')}
      columns={columns}
      rows={volume.databases}
      rowKey={(database) => database.directory}
      bar={false}
      cards
    />
  );
}
