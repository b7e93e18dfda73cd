'use client';
import { useTranslations } from 'use-intl';
import type { LabView } from '@/lib/contract/views.ts';
import { useFormat } from '../messages/use-format.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { flowKey } from './flow-key.ts';
import { useServiceName } from './use-service-name.ts';
import { useMarks } from '../messages/use-marks.ts';

type Flow = LabView['flows'][number];

export function FlowTable({ flows }: { flows: readonly Flow[] }) {
  const t = useTranslations('lab');
  const marks = useMarks();
  const format = useFormat();
  const serviceName = useServiceName();
  const columns: Column<Flow>[] = [
    { id: 'from', head: t('flowFrom'), cell: (flow) => flow.from },
    { id: 'to', head: t('flowTo'), cell: (flow) => flow.to },
    {
      id: 'address',
      head: t('flowAddress'),
      cell: (flow) => `${flow.address}|${flow.port}${marks.inBrackets(serviceName(flow.port))}`,
      className: 'whitespace-nowrap',
    },
    { id: 'count', head: t('flowCount'), cell: (flow) => flow.count, align: 'right' },
    { id: 'rate', head: t('flowRate'), cell: (flow) => format.count(Math.round(flow.bytesPerSecond)), align: 'right' },
    {
      id: 'state',
      head: t('flowState'),
      cell: (flow) => <StatusWord tone={flow.blocked ? 'danger' : 'good'}>{flow.blocked ? t('flowBlocked') : t('flowOpen')}</StatusWord>,
    },
  ];
  return <DataTable caption={t('flowsCaption')} columns={columns} rows={flows} rowKey={flowKey} bar={false} cards />;
}
