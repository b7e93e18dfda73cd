'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useFormat } from '../messages/use-format.ts';
import { TextLink } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { detailsHref } from './database-href.ts';
import { type DatabaseRow, StatusOfDatabase } from './status-of-database.tsx';
import { PathText } from '../ui/path-text.tsx';

const MB_PER_GB = 1024;
const toGb = (megabytes: number) => Math.round((megabytes / MB_PER_GB) * 100) / 100;

export function OperationTable({ target, databases }: { target: Target; databases: readonly DatabaseRow[] }) {
  const t = useTranslations();
  const format = useFormat();
  const yesNo = (value: boolean) => (value ? t('ui.yes') : t('ui.no'));
  const columns: Column<DatabaseRow>[] = [
    {
      id: 'name',
      head: t('databases.column.name'),
      cell: ({ name }) => (
        <TextLink href={detailsHref(target, name)} aria-label={t('databaseOrder.detailsOf', { name })} className="font-bold">
          {name}
        </TextLink>
      ),
      value: ({ name }) => name,
    },
    {
      id: 'directory',
      head: t('databases.column.directory'),
      cell: ({ directory }) => <PathText path={directory} />,
      value: ({ directory }) => directory,
    },
    {
      id: 'maximum',
      head: t('databases.column.maximumSizeGb'),
      cell: ({ maximumSizeMb }) => (maximumSizeMb === 0 ? t('databases.unlimited') : toGb(maximumSizeMb)),
      value: ({ maximumSizeMb }) => (maximumSizeMb === 0 ? Number.POSITIVE_INFINITY : maximumSizeMb),
      align: 'right',
    },
    {
      id: 'size',
      head: t('databases.column.size'),
      cell: ({ sizeMb }) => format.count(sizeMb),
      value: ({ sizeMb }) => sizeMb,
      align: 'right',
    },
    {
      id: 'status',
      head: t('databases.column.status'),
      cell: ({ status }) => <StatusOfDatabase status={status} />,
      value: ({ status }) => t(`databases.status.${status}`),
    },
    {
      id: 'encrypted',
      head: t('databases.column.encrypted'),
      cell: ({ encrypted }) => yesNo(encrypted),
      value: ({ encrypted }) => yesNo(encrypted),
    },
    { id: 'journal', head: t('databases.column.journal'), cell: ({ journal }) => yesNo(journal), value: ({ journal }) => yesNo(journal) },
  ];
  return <DataTable caption={t('title.databases')} columns={columns} rows={databases} rowKey={({ name }) => name} cards />;
}
