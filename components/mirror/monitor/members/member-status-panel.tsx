'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { MemberStatusWord } from '../../../chrome/member-status.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { IncomingRate } from './incoming-rate.tsx';
import { LackingDatabases } from './lacking-databases.tsx';
import { ProgressWord } from './progress-word.tsx';
import { useMarks } from '../../../messages/use-marks.ts';

type Monitor = InstanceView<'mirror-monitor'>;
type Member = Monitor['members'][number];

export function MemberStatusPanel({ monitor }: { monitor: Monitor }) {
  const t = useTranslations();
  const marks = useMarks();
  const columns: Column<Member>[] = [
    {
      id: 'name',
      head: t('monitor.column.name'),
      cell: (member) => (
        <>
          <b>{member.name}</b>
          {member.guid === monitor.thisMember.guid && <span className="text-ink-soft">{marks.inBrackets(t('monitor.thisSystem'))}</span>}
        </>
      ),
      className: 'whitespace-nowrap',
    },
    { id: 'type', head: t('monitor.column.type'), cell: (member) => t(`memberType.${member.type}`) },
    { id: 'status', head: t('monitor.column.status'), cell: (member) => <MemberStatusWord status={member.status} /> },
    {
      id: 'journal-transfer',
      head: t('monitor.column.journalTransfer'),
      cell: (member) => <ProgressWord progress={member.journalTransfer} behindBytes={member.behindBytes} />,
    },
    {
      id: 'dejournaling',
      head: t('monitor.column.dejournaling'),
      cell: (member) => (
        <>
          <ProgressWord progress={member.dejournaling} />
          <LackingDatabases lacking={member.lacking} />
        </>
      ),
    },
    {
      id: 'dn',
      head: t('monitor.column.distinguishedName'),
      cell: (member) => member.distinguishedName || t('ui.notAvailable'),
      className: 'break-words',
    },
  ];
  return (
    <Panel title={t('monitor.memberStatus')}>
      <DataTable
        caption={t('monitor.memberStatus')}
        columns={columns}
        rows={monitor.members}
        rowKey={(member) => member.guid}
        bar={false}
        cards
      />
      {monitor.incomingRate && <IncomingRate rate={monitor.incomingRate} />}
    </Panel>
  );
}
