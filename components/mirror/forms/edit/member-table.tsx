'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { MirrorMember } from '@/lib/contract/mirror-config.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { NetworkAddressDialog } from './network-address-dialog.tsx';
import { announce } from '../../../ui/announce.ts';

/** Mirror Member Information: a click on a name edits the addresses of that member. */
export function MemberTable({ target, edit, title }: { target: Target; edit: InstanceView<'mirror-edit'>; title?: string }) {
  const t = useTranslations();
  /** The version is the one that the person was looking at when the dialog opened. */
  const [opened, setOpened] = useState<{ member: MirrorMember; version: number } | null>(null);
  const { config } = edit;
  const offerOf = ({ guid }: MirrorMember) => edit.editAddresses.find((entry) => entry.guid === guid)?.offer ?? null;
  const thisMember = config.members.find((member) => member.guid === edit.thisMemberGuid);
  const head = (id: ColumnId) => t(`forms.edit.column.${id}`);
  const columns: ReadonlyArray<Column<MirrorMember>> = [
    {
      id: 'name',
      head: head('name'),
      cell: (member) => (
        <ReasonButton
          look="quiet"
          data-prints
          className="min-h-0 border-0 p-0 max-sm:min-h-[24px] font-normal tracking-normal text-link underline aria-disabled:text-ink-soft aria-disabled:no-underline"
          refusal={offerOf(member)}
          label={t('forms.edit.editAddressOf', { name: member.name })}
          onPress={() => setOpened({ member, version: config.version })}
        >
          {member.name}
        </ReasonButton>
      ),
    },
    { id: 'memberType', head: head('memberType'), cell: (member) => t(`memberType.${member.kind}`) },
    {
      id: 'instanceDirectory',
      head: head('instanceDirectory'),
      cell: (member) => <span className="wrap-anywhere">{member.instanceDirectory}</span>,
    },
    { id: 'agentAddress', head: head('agentAddress'), cell: (member) => member.agentAddress },
    { id: 'agentPort', head: head('agentPort'), cell: (member) => member.agentPort },
    { id: 'mirrorPrivateAddress', head: head('mirrorPrivateAddress'), cell: (member) => member.mirrorPrivateAddress },
    { id: 'superserverPort', head: head('superserverPort'), cell: (member) => member.superserverPort },
    { id: 'superserverAddress', head: head('superserverAddress'), cell: (member) => member.superserverAddress },
  ];
  return (
    <Panel title={title ?? t('forms.edit.memberInformation')}>
      <div className="space-y-3">
        {thisMember && <p>{t('forms.edit.thisMemberIs', { name: thisMember.name })}</p>}
        <DataTable
          caption={t('forms.edit.memberInformation')}
          columns={columns}
          rows={config.members}
          rowKey={(member) => member.guid}
          bar={false}
          cards
        />
        {edit.isPrimary && <p className="font-bold">{t('forms.edit.primaryLine')}</p>}
      </div>
      {opened && (
        <NetworkAddressDialog
          target={target}
          member={opened.member}
          expectedVersion={opened.version}
          forThisMemberAlone={!edit.isPrimary}
          onClose={() => setOpened(null)}
          onSaved={() => {
            setOpened(null);
            announce(t('forms.edit.addressesSaved', { name: opened.member.name }));
          }}
        />
      )}
    </Panel>
  );
}

type ColumnId =
  | 'name'
  | 'memberType'
  | 'instanceDirectory'
  | 'agentAddress'
  | 'agentPort'
  | 'mirrorPrivateAddress'
  | 'superserverPort'
  | 'superserverAddress';
