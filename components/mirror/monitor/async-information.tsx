'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { MemberStatusWord } from '../../chrome/member-status.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { ReadOnlyField } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProgressWord } from './progress-word.tsx';

type Monitor = InstanceView<'mirror-monitor'>;
type Member = Monitor['members'][number];

/** Who this async is, and the mirrors that it belongs to (portal facts 2.9). */
export function AsyncInformation({ monitor }: { monitor: Monitor }) {
  const t = useTranslations();
  const own = monitor.members.find(({ guid }) => guid === monitor.thisMember.guid);
  const columns: Column<Member>[] = [
    { id: 'name', head: t('async.monitor.mirrorColumn.name'), cell: () => <b>{monitor.mirrorName}</b> },
    { id: 'status', head: t('async.monitor.mirrorColumn.status'), cell: (member) => <MemberStatusWord status={member.status} /> },
    { id: 'journal-transfer', head: t('async.monitor.mirrorColumn.journalTransfer'), cell: (member) => <ProgressWord progress={member.journalTransfer} behindBytes={member.behindBytes} /> },
    { id: 'dejournaling', head: t('async.monitor.mirrorColumn.dejournaling'), cell: (member) => <ProgressWord progress={member.dejournaling} /> },
  ];
  return (
    <div className="grid gap-4 lg:grid-cols-[2fr_3fr]">
      <Panel title={t('async.monitor.memberInformation')}>
        <ReadOnlyField label={t('async.monitor.memberName')}>{monitor.thisMember.name}</ReadOnlyField>
        <ReadOnlyField label={t('async.monitor.type')}>{t(`memberType.${monitor.thisKind}`)}</ReadOnlyField>
        <ReadOnlyField label={t('async.monitor.address')}>{monitor.thisMember.superserverAddress}</ReadOnlyField>
        <ReadOnlyField label={t('async.monitor.distinguishedName')}>{own?.distinguishedName || t('ui.notAvailable')}</ReadOnlyField>
      </Panel>
      <Panel title={t('async.monitor.mirrors')}>
        <div aria-live="polite">
          <DataTable caption={t('async.monitor.mirrors')} columns={columns} rows={own ? [own] : []} rowKey={({ guid }) => guid} bar={false} cards />
        </div>
        <p className="mt-3 text-sm">
          <span className="font-bold">{t('async.monitor.dejournalStatus')}:</span>{' '}
          {monitor.dejournaling?.isRunning ? t('async.monitor.running', { processId: String(monitor.dejournaling.processId) }) : t('async.monitor.stopped')}
        </p>
      </Panel>
    </div>
  );
}
