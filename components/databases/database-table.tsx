'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { useFormat } from '../messages/use-format.ts';
import { TextLink } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { RowAction } from '../ui/row-action.tsx';
import { deleteHref, propertiesHref } from './database-href.ts';
import { type DatabaseRow, StatusOfDatabase } from './status-of-database.tsx';
import { PathText } from '../ui/path-text.tsx';

export function DatabaseTable({ target, databases }: { target: Target; databases: readonly DatabaseRow[] }) {
  const t = useTranslations();
  const format = useFormat();
  const yesNo = (value: boolean) => (value ? t('ui.yes') : t('ui.no'));
  const columns: Column<DatabaseRow>[] = [
    {
      id: 'name',
      head: t('databases.column.name'),
      cell: (database) => (
        <TextLink
          href={propertiesHref(target, database.name)}
          aria-label={t('databases.propertiesOf', { name: database.name })}
          className="font-bold"
        >
          {database.name}
        </TextLink>
      ),
      value: (database) => database.name,
    },
    {
      id: 'mirror',
      head: t('databases.column.mirror'),
      cell: (database) =>
        database.mirror && database.mirrorDatabaseName !== database.name
          ? `${database.mirror} (${database.mirrorDatabaseName})`
          : database.mirror,
      value: (database) => database.mirror,
    },
    {
      id: 'directory',
      head: t('databases.column.directory'),
      cell: (database) => <PathText path={database.directory} />,
      value: (database) => database.directory,
    },
    {
      id: 'size',
      head: t('databases.column.size'),
      cell: (database) => format.count(database.sizeMb),
      value: (database) => database.sizeMb,
      align: 'right',
    },
    {
      id: 'status',
      head: t('databases.column.status'),
      cell: (database) => <StatusOfDatabase status={database.status} />,
      value: (database) => t(`databases.status.${database.status}`),
    },
    { id: 'resource', head: t('databases.column.resource'), cell: (database) => database.resource, value: (database) => database.resource },
    {
      id: 'encrypted',
      head: t('databases.column.encrypted'),
      cell: (database) => yesNo(database.encrypted),
      value: (database) => yesNo(database.encrypted),
    },
    {
      id: 'journal',
      head: t('databases.column.journal'),
      cell: (database) => yesNo(database.journal),
      value: (database) => yesNo(database.journal),
    },
    {
      id: 'delete',
      head: t('databases.column.delete'),
      cell: (database) => (
        <RowAction
          label={t('databases.deleteOf', { name: database.name })}
          refusal={database.actions.delete}
          href={deleteHref(target, database.name)}
        >
          {t('databases.column.delete')}
        </RowAction>
      ),
    },
    {
      id: 'globals',
      head: t('databases.column.globals'),
      cell: (database) => (
        <TextLink
          href={`${instanceHref(target, '/globals')}?database=${encodeURIComponent(database.name)}`}
          aria-label={t('databases.globalsOf', { name: database.name })}
        >
          {t('databases.column.globals')}
        </TextLink>
      ),
    },
  ];
  return <DataTable caption={t('title.localDatabases')} columns={columns} rows={databases} rowKey={(database) => database.name} cards />;
}
