'use client';
import { useTranslations } from 'use-intl';
import type { journalRecordTypes } from '@/lib/contract/choices.ts';
import type { LostUpdate } from '@/lib/contract/lost-updates.ts';
import { useFormat } from '../../messages/use-format.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';

/** As View Journal names them. */
const shownTypes: Record<LostUpdate['type'], (typeof journalRecordTypes)[number]> = { set: 'Set', kill: 'KillNode', 'kill-node': 'ZKill' };
/** A longer value is cut here; the files have it whole. */
const SHOWN_CHARACTERS = 300;

export function RowTable({ rows }: { rows: readonly LostUpdate[] }) {
  const t = useTranslations('lost');
  const format = useFormat();
  const shown = (value: string) =>
    value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}… (${format.count(value.length)})` : value;
  const textOf = (value: string | null | undefined) =>
    value === undefined ? <i>{t('unknown')}</i> : value === null ? <i>{t('noValue')}</i> : value === '' ? '""' : shown(value);
  const columns: Column<LostUpdate>[] = [
    {
      id: 'node',
      head: t('node'),
      cell: ({ reference }) => reference,
      value: ({ reference }) => reference,
      className: 'font-mono break-all min-w-40',
    },
    {
      id: 'type',
      head: t('type'),
      cell: ({ type, isOpen }) => (isOpen ? t('openType', { type: shownTypes[type] }) : shownTypes[type]),
      value: ({ type }) => type,
    },
    { id: 'old', head: t('oldValue'), cell: ({ oldValue }) => textOf(oldValue), className: 'font-mono break-all' },
    { id: 'new', head: t('newValue'), cell: ({ type, value }) => textOf(type === 'set' ? value : null), className: 'font-mono break-all' },
    { id: 'database', head: t('database'), cell: ({ database }) => database, value: ({ database }) => database },
    {
      id: 'time',
      head: t('time'),
      cell: ({ time }) => format.stamp(time),
      value: ({ time }) => time,
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'address', head: t('address'), cell: ({ file, offset }) => `${file}: ${format.count(offset)}`, className: 'tabular-nums' },
  ];
  return (
    <DataTable caption={t('rows')} columns={columns} rows={rows} rowKey={({ file, offset }) => `${file} ${offset}`} cards bar={false} />
  );
}
