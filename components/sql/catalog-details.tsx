'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { SqlTable } from '@/lib/contract/sql.ts';
import { globalsHref, referenceOf } from '../globals/globals-href.ts';
import { Button, TextLink } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ReadOnlyField } from '../ui/field.tsx';
import { nameOf } from './table-name.ts';

interface CatalogDetailsProps {
  readonly target: Target;
  readonly namespace: string;
  readonly table: SqlTable | null;
  readonly onQuery: (table: SqlTable) => void;
}

type Field = SqlTable['columns'][number];
type Index = SqlTable['indexes'][number];

/** Fields, indexes, and where the table lies. */
export function CatalogDetails({ target, namespace, table, onQuery }: CatalogDetailsProps) {
  const t = useTranslations();
  if (!table) return <p className="italic text-ink-soft">{t('sql.chooseTable')}</p>;
  const yesNo = (value: boolean) => (value ? t('ui.yes') : t('ui.no'));
  const name = nameOf(table);
  const fields: Column<Field>[] = [
    { id: 'name', head: t('sql.fieldColumn.name'), cell: (field) => <b>{field.name}</b> },
    { id: 'type', head: t('sql.fieldColumn.type'), cell: (field) => <span className="font-mono">{field.type}</span> },
    { id: 'required', head: t('sql.fieldColumn.required'), cell: (field) => yesNo(field.required) },
    { id: 'primaryKey', head: t('sql.fieldColumn.primaryKey'), cell: (field) => yesNo(field.primaryKey) },
    { id: 'default', head: t('sql.fieldColumn.default'), cell: (field) => field.defaultValue ?? '' },
  ];
  const indexes: Column<Index>[] = [
    { id: 'name', head: t('sql.indexColumn.name'), cell: (index) => <b>{index.name}</b> },
    { id: 'statement', head: t('sql.indexColumn.statement'), cell: (index) => <span className="font-mono">{index.statement}</span> },
  ];
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-[15px] font-bold text-navy">{t('sql.fields', { table: name })}</h2>
        <Button size="small" onClick={() => onQuery(table)}>
          {t('sql.queryTable')}
        </Button>
      </div>
      <DataTable
        caption={t('sql.fields', { table: name })}
        columns={fields}
        rows={table.columns}
        rowKey={(field) => field.name}
        bar={false}
        cards
      />
      <h2 className="text-[15px] font-bold text-navy">{t('sql.indexes', { table: name })}</h2>
      {table.indexes.length === 0 ? (
        <p className="italic text-ink-soft">{t('sql.noIndexes')}</p>
      ) : (
        <DataTable
          caption={t('sql.indexes', { table: name })}
          columns={indexes}
          rows={table.indexes}
          rowKey={(index) => index.name}
          bar={false}
          cards
        />
      )}
      <h2 className="text-[15px] font-bold text-navy">{t('sql.storage')}</h2>
      <div>
        <ReadOnlyField label={t('sql.dataGlobal')}>
          <TextLink className="font-mono" href={globalsHref(target, { namespace }, referenceOf(table.dataGlobal))}>
            {referenceOf(table.dataGlobal)}
          </TextLink>
        </ReadOnlyField>
        <ReadOnlyField label={t('sql.dataDatabase')}>{table.dataDatabase}</ReadOnlyField>
        <ReadOnlyField label={t('sql.definitionDatabase')}>{table.definitionDatabase}</ReadOnlyField>
        <ReadOnlyField label={t('sql.writableHere')}>{yesNo(table.writable)}</ReadOnlyField>
      </div>
    </div>
  );
}
