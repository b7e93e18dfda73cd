'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useFormat } from '../messages/use-format.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';

type Process = InstanceView<'processes'>['processes'][number];

export function ProcessesPage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const format = useFormat();
  const live = useInstance(target, 'processes', {});
  const text = (id: string, head: string, value: (process: Process) => string): Column<Process> => ({
    id,
    head,
    value,
    cell: (process) => value(process) || '-',
  });
  const number = (
    id: string,
    head: string,
    value: (process: Process) => number,
    cell = value as (process: Process) => number | string,
  ): Column<Process> => ({ id, head, value, cell, align: 'right' });
  const columns = [
    number('job', t('processes.column.job'), (process) => process.job),
    number('pid', t('processes.column.processId'), (process) => process.processId),
    text('user', t('processes.column.user'), (process) => process.user),
    text('device', t('processes.column.device'), (process) => process.device),
    text('namespace', t('processes.column.namespace'), (process) => process.namespace),
    text('routine', t('processes.column.routine'), (process) => process.routine),
    number(
      'commands',
      t('processes.column.commands'),
      (process) => process.commands,
      (process) => format.count(process.commands),
    ),
    number(
      'globals',
      t('processes.column.globals'),
      (process) => process.globals,
      (process) => format.count(process.globals),
    ),
    text('state', t('processes.column.state'), (process) => process.state),
    text('client', t('processes.column.client'), (process) => process.clientAddress),
  ];
  return (
    <>
      <PageRibbon crumbs={crumbsTo('/processes')} title={t('title.processes')} answeredAt={live.answeredAt} stale={live.stale !== null} />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!live.value && !live.refusal && !live.stale && <Spinner />}
        {live.value && (
          <DataTable
            caption={t('processes.caption', { instance: target })}
            columns={columns}
            rows={live.value.processes}
            rowKey={(process) => String(process.job)}
            cards
          />
        )}
      </PageBody>
    </>
  );
}
