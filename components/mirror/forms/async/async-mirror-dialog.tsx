'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ReadOnlyField } from '../../../ui/field.tsx';

export type AsyncMirror = InstanceView<'async-mirrors'>['mirrors'][number];
type FailoverMember = AsyncMirror['failoverMembers'][number];

/** What this async knows of one of its mirrors: its own addresses there, and where the failover members are. */
export function AsyncMirrorDialog({ mirror, onClose }: { mirror: AsyncMirror; onClose: () => void }) {
  const t = useTranslations();
  const { self } = mirror;
  const columns: Column<FailoverMember>[] = [
    {
      id: 'name',
      head: t('forms.edit.column.name'),
      cell: ({ name, isPrimary }) => <b>{isPrimary ? t('asyncForms.mirror.primary', { name }) : name}</b>,
    },
    { id: 'agent', head: t('forms.edit.column.agentAddress'), cell: ({ agentAddress, agentPort }) => `${agentAddress}|${agentPort}` },
    { id: 'private', head: t('forms.edit.column.mirrorPrivateAddress'), cell: ({ mirrorPrivateAddress }) => mirrorPrivateAddress },
    {
      id: 'superserver',
      head: t('forms.edit.column.superserverAddress'),
      cell: ({ superserverAddress, superserverPort }) => `${superserverAddress}|${superserverPort}`,
    },
  ];
  return (
    <Dialog open wide onClose={onClose} title={t('asyncForms.mirror.title', { mirror: mirror.mirrorName })}>
      <div className="space-y-4">
        <div>
          <ReadOnlyField
            label={t('forms.edit.column.superserverAddress')}
          >{`${self.superserverAddress}|${self.superserverPort}`}</ReadOnlyField>
          <ReadOnlyField label={t('forms.edit.column.mirrorPrivateAddress')}>{self.mirrorPrivateAddress}</ReadOnlyField>
          <ReadOnlyField label={t('forms.edit.column.agentAddress')}>{`${self.agentAddress}|${self.agentPort}`}</ReadOnlyField>
          <ReadOnlyField label={t('asyncForms.mirror.databases')}>{mirror.databaseCount}</ReadOnlyField>
          <ReadOnlyField label={t('asyncForms.edit.tls')}>
            {t(mirror.useTls ? 'asyncForms.mirror.usesTls' : 'asyncForms.edit.noTls')}
          </ReadOnlyField>
        </div>
        <DataTable
          caption={t('asyncForms.mirror.failoverMembers')}
          columns={columns}
          rows={mirror.failoverMembers}
          rowKey={({ name }) => name}
          bar={false}
          cards
        />
      </div>
    </Dialog>
  );
}
