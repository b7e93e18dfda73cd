'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../messages/use-format.ts';
import { TextLink } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { detailsHref } from './database-href.ts';
import { PathText } from '../ui/path-text.tsx';

type Space = InstanceView<'database-space'>['databases'][number];
const BYTES_PER_MB = 1_048_576;
const percentFree = ({ availableBytes, sizeBytes }: Space) => (sizeBytes === 0 ? 0 : Math.round((availableBytes / sizeBytes) * 1000) / 10);

/** The free space view: how much of each file, and of its disk, is still to be used. */
export function FreeSpaceTable({ target, databases }: { target: Target; databases: readonly Space[] }) {
  const t = useTranslations('databases');
  const order = useTranslations('databaseOrder');
  const format = useFormat();
  const bytes = (id: 'sizeBytes' | 'availableBytes', head: string): Column<Space> => ({
    id,
    head,
    cell: (row) => format.bytes(row[id]),
    value: (row) => row[id],
    align: 'right',
    className: 'whitespace-nowrap',
  });
  const columns: Column<Space>[] = [
    {
      id: 'name',
      head: t('column.name'),
      cell: ({ name }) => (
        <TextLink href={detailsHref(target, name)} aria-label={order('detailsOf', { name })} className="font-bold">
          {name}
        </TextLink>
      ),
      value: ({ name }) => name,
    },
    {
      id: 'directory',
      head: t('column.directory'),
      cell: ({ directory }) => <PathText path={directory} />,
      value: ({ directory }) => directory,
    },
    {
      id: 'maximum',
      head: t('details.maximumSize'),
      cell: ({ maximumSizeMb }) => (maximumSizeMb === 0 ? t('unlimited') : format.bytes(maximumSizeMb * BYTES_PER_MB)),
      value: ({ maximumSizeMb }) => (maximumSizeMb === 0 ? Number.POSITIVE_INFINITY : maximumSizeMb),
      align: 'right',
    },
    bytes('sizeBytes', t('details.size')),
    { id: 'blocks', head: t('details.blocks'), cell: ({ blocks }) => format.count(blocks), value: ({ blocks }) => blocks, align: 'right' },
    bytes('availableBytes', t('details.available')),
    { id: 'percent', head: t('details.percentFree'), cell: (row) => `${percentFree(row)}%`, value: percentFree, align: 'right' },
    {
      id: 'disk',
      head: t('details.diskFree'),
      cell: ({ diskFreeBytes }) => (diskFreeBytes === null ? t('details.unknown') : format.bytes(diskFreeBytes)),
      value: ({ diskFreeBytes }) => diskFreeBytes ?? -1,
      align: 'right',
      className: 'whitespace-nowrap',
    },
  ];
  return (
    <>
      <p className="max-w-4xl text-sm text-ink-soft">{t('operation.freeSpaceText')}</p>
      <DataTable caption={t('operation.freeSpace')} columns={columns} rows={databases} rowKey={({ name }) => name} cards />
    </>
  );
}
