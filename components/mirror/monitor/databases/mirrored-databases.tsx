'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { detailsHref } from '../../../databases/database-href.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { BackgroundTaskList } from '../../../tasks/background-task-list.tsx';
import { TextLink } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Note } from '../../../ui/note.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { RowAction } from '../../../ui/row-action.tsx';
import { StatusWord, type Tone } from '../../../ui/status-word.tsx';
import { useOrder } from '../../../orders/use-order.tsx';
import { databaseActionsOf, type MirroredDatabase, type Monitor, useDatabaseOrder } from './database-actions.tsx';
import { SeveralDatabases } from './several-databases.tsx';
import { useMarks } from '../../../messages/use-marks.ts';
import { PathText } from '../../../ui/path-text.tsx';

const tones: Record<MirroredDatabase['status'], Tone> = {
  normal: 'good',
  dejournaling: 'good',
  'catchup-running': 'warning',
  'needs-catchup': 'warning',
  'needs-activation': 'warning',
  'needs-download': 'warning',
  downloading: 'warning',
  dismounted: 'danger',
  'dejournaling-stopped': 'danger',
  orphaned: 'danger',
  obsolete: 'danger',
};

/** Mirrored Databases, with what can be done to each or to several of them. */
export function MirroredDatabases({ target, monitor }: { target: Target; monitor: Monitor }) {
  const t = useTranslations();
  const marks = useMarks();
  const format = useFormat();
  const { ask, question } = useOrder(target);
  const orderOf = useDatabaseOrder(monitor);
  const [answer, setAnswer] = useState<'done' | 'begun' | null>(null);
  const { databases } = monitor;
  const nextRecord = ({ nextRecord: next }: MirroredDatabase) =>
    next
      ? [next.time === null ? t('monitor.database.current') : format.dateTime(next.time), next.file, next.offset].join(marks.comma)
      : t('ui.notAvailable');
  const columns: Column<MirroredDatabase>[] = [
    {
      id: 'name',
      head: t('monitor.database.name'),
      cell: ({ name, localName }) => (
        <>
          <TextLink
            href={detailsHref(target, localName)}
            aria-label={t('databaseOrder.detailsOf', { name: localName })}
            className="font-bold"
          >
            {name}
          </TextLink>
          {localName !== name && (
            <span className="block text-sm text-ink-soft">{t('monitor.database.localName', { name: localName })}</span>
          )}
        </>
      ),
      value: ({ name }) => name,
    },
    {
      id: 'directory',
      head: t('monitor.database.directory'),
      cell: ({ directory }) => <PathText path={directory} />,
      value: ({ directory }) => directory,
    },
    {
      id: 'status',
      head: t('monitor.database.status'),
      cell: ({ status }) => <StatusWord tone={tones[status]}>{t(`monitor.databaseStatus.${status}`)}</StatusWord>,
      value: ({ status }) => t(`monitor.databaseStatus.${status}`),
    },
    { id: 'next', head: t('monitor.database.nextRecord'), cell: nextRecord, className: 'break-all tabular-nums' },
    ...databaseActionsOf(monitor).map(
      (action): Column<MirroredDatabase> => ({
        id: action,
        head: t(`monitor.databaseAction.${action}`),
        cell: (database) => {
          const order = orderOf(action, database, (isBegun) => setAnswer(isBegun ? 'begun' : 'done'));
          return (
            <RowAction
              label={order.title ?? order.label}
              refusal={order.offer}
              onPress={() => {
                setAnswer(null);
                ask(order);
              }}
            >
              {order.label}
            </RowAction>
          );
        },
      }),
    ),
  ];
  return (
    <>
      <Panel
        title={monitor.thisKind === 'failover' ? t('monitor.databases') : t('async.monitor.databasesOf', { name: monitor.mirrorName })}
      >
        {answer && (
          <Note look="good" className="mb-3">
            {answer === 'done' ? t('databaseOrder.done', { count: 1 }) : t('databaseOrder.begun')}
          </Note>
        )}
        <DataTable caption={t('monitor.databases')} columns={columns} rows={databases} rowKey={({ localName }) => localName} cards />
        {databases.length > 0 && <SeveralDatabases target={target} monitor={monitor} onBegun={() => setAnswer('begun')} />}
        {question}
      </Panel>
      <BackgroundTaskList target={target} kinds={['mount', 'activate', 'catch-up', 'download', 'remove-from-mirror']} />
    </>
  );
}
