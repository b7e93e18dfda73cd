'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../../messages/use-format.ts';
import { TextLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { lostHref } from './lost-href.ts';

type Report = InstanceView<'lost-updates'>['reports'][number];
/** The rest is in the report. */
const GLOBALS_SHOWN = 3;

export function ReportTable({ target, reports, shown }: { target: Target; reports: readonly Report[]; shown: string | null }) {
  const t = useTranslations('lost');
  const format = useFormat();
  const columns: Column<Report>[] = [
    {
      id: 'kept',
      head: t('keptAt'),
      cell: ({ id, keptAt }) => (
        <TextLink href={lostHref(target, id)} aria-current={id === shown ? 'true' : undefined}>
          {format.dateTime(keptAt)}
        </TextLink>
      ),
      value: ({ keptAt }) => keptAt,
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'mirror', head: t('mirror'), cell: ({ mirrorName }) => mirrorName, value: ({ mirrorName }) => mirrorName },
    { id: 'cause', head: t('why'), cell: ({ cause }) => t(`cause.${cause}`), value: ({ cause }) => cause },
    {
      id: 'count',
      head: t('updates'),
      cell: ({ count }) => format.count(count),
      value: ({ count }) => count,
      align: 'right',
      className: 'tabular-nums',
    },
    {
      id: 'globals',
      head: t('globals'),
      cell: ({ globals }) => (
        <span className="break-all">
          {globals
            .slice(0, GLOBALS_SHOWN)
            .map(({ database, global }) => `${global} (${database})`)
            .join(', ')}
          {globals.length > GLOBALS_SHOWN && ' …'}
        </span>
      ),
    },
  ];
  return <DataTable caption={t('reports')} columns={columns} rows={reports} rowKey={({ id }) => id} cards />;
}
