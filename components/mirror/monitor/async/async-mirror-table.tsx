'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { MemberStatusWord } from '../../../chrome/member-status.tsx';
import { type Order, useOrder } from '../../../orders/use-order.tsx';
import { TextLink } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { RowAction } from '../../../ui/row-action.tsx';
import { StatusWord } from '../../../ui/status-word.tsx';
import { monitorHref } from '../monitor-href.ts';
import { ProgressWord } from '../members/progress-word.tsx';

type Mirrors = InstanceView<'async-mirrors'>;
type Mirror = Mirrors['mirrors'][number];
interface AsyncMirrorTableProps {
  readonly target: Target;
  readonly mirrors: Mirrors;
  /** Whose members and databases the page shows below. */
  readonly shown: string;
}

/**
 * Mirrors this async member belongs to, each with its state (portal facts 2.9). An async in several mirrors stops and starts each by
 * itself.
 */
export function AsyncMirrorTable({ target, mirrors, shown }: AsyncMirrorTableProps) {
  const t = useTranslations();
  const { ask, question } = useOrder(target);
  const member = mirrors.memberName;
  const mirroringOf = ({ mirrorName, actions }: Mirror): Order =>
    actions.startMirror
      ? {
          label: t('async.monitor.stopMirroring'),
          text: t('async.monitor.confirmStopIn', { member, mirror: mirrorName }),
          offer: actions.stopMirror,
          command: () => ({ kind: 'stop-mirror', mirrorName }),
        }
      : {
          label: t('async.monitor.startMirroring'),
          text: t('async.monitor.confirmStartIn', { member, mirror: mirrorName }),
          offer: null,
          command: () => ({ kind: 'start-mirror', mirrorName }),
        };
  const dejournalingOf = ({ mirrorName, actions }: Mirror): Order =>
    actions.startDejournaling
      ? {
          label: t('async.monitor.stopDejournaling'),
          text: t('async.monitor.confirmStopDejournalingIn', { mirror: mirrorName }),
          offer: actions.stopDejournaling,
          command: () => ({ kind: 'set-dejournaling', running: false, mirrorName }),
        }
      : {
          label: t('async.monitor.startDejournaling'),
          text: t('async.monitor.confirmStartDejournalingIn', { mirror: mirrorName }),
          offer: null,
          command: () => ({ kind: 'set-dejournaling', running: true, mirrorName }),
        };
  const orderColumn = (id: string, head: string, orderOf: (mirror: Mirror) => Order): Column<Mirror> => ({
    id,
    head: <span className="sr-only">{head}</span>,
    cell: (mirror) => {
      const order = orderOf(mirror);
      const label = t('async.monitor.actionOf', { action: order.label, mirror: mirror.mirrorName });
      return (
        <RowAction label={label} dash={false} refusal={order.offer} onPress={() => ask({ ...order, label })}>
          {order.label}
        </RowAction>
      );
    },
  });
  const detailsOf = ({ mirrorName }: Mirror) =>
    mirrorName === shown ? (
      <span className="text-ink-soft">{t('async.monitor.shownBelow')}</span>
    ) : (
      <TextLink
        href={monitorHref(target, mirrorName)}
        scroll={false}
        aria-label={t('async.monitor.actionOf', { action: t('async.monitor.details'), mirror: mirrorName })}
      >
        {t('async.monitor.details')}
      </TextLink>
    );
  const columns: Column<Mirror>[] = [
    { id: 'name', head: t('async.monitor.mirrorColumn.name'), cell: ({ mirrorName }) => <b>{mirrorName}</b> },
    {
      id: 'status',
      head: t('async.monitor.mirrorColumn.status'),
      cell: ({ state, status }) =>
        state === 'inactive' ? <StatusWord tone="danger">{t('async.monitor.inactive')}</StatusWord> : <MemberStatusWord status={status} />,
    },
    {
      id: 'journal-transfer',
      head: t('async.monitor.mirrorColumn.journalTransfer'),
      cell: ({ journalTransfer, behindBytes }) => <ProgressWord progress={journalTransfer} behindBytes={behindBytes} />,
    },
    {
      id: 'dejournaling',
      head: t('async.monitor.mirrorColumn.dejournaling'),
      cell: ({ dejournaling }) => <ProgressWord progress={dejournaling} />,
    },
    { id: 'databases', head: t('async.monitor.mirrorColumn.databases'), cell: ({ databaseCount }) => databaseCount, align: 'right' },
  ];
  const several: Column<Mirror>[] = [
    { id: 'details', head: <span className="sr-only">{t('async.monitor.details')}</span>, cell: detailsOf },
    orderColumn('mirroring', t('async.monitor.mirroring'), mirroringOf),
    orderColumn('dejournaling-action', t('async.monitor.dejournalStatus'), dejournalingOf),
  ];
  return (
    <>
      <DataTable
        caption={t('async.monitor.mirrors')}
        columns={mirrors.mirrors.length > 1 ? [...columns, ...several] : columns}
        rows={mirrors.mirrors}
        rowKey={({ mirrorName }) => mirrorName}
        bar={false}
        cards
      />
      {question}
    </>
  );
}
