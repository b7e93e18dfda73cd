'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { ButtonStrip } from '../../../ui/button-strip.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { NOTHING_CHOSEN } from '../../../ui/not-yet.ts';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { announce } from '../../../ui/announce.ts';

type PendingMember = InstanceView<'mirror-edit'>['pendingMembers'][number];
type Decision = 'authorize' | 'reject';

/** Pending New Members: with TLS a member that has joined waits here until a person lets it in. */
export function PendingMembers({ target, edit }: { target: Target; edit: InstanceView<'mirror-edit'> }) {
  const t = useTranslations();
  const format = useFormat();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<{ decision: Decision; members: readonly PendingMember[] } | null>(null);
  const chosen = edit.pendingMembers.filter((member) => ticked.has(member.guid));
  const notOffered = edit.actions.authorize ?? (chosen.length === 0 ? NOTHING_CHOSEN : null);
  const head = (id: 'choose' | 'name' | 'type' | 'distinguishedName' | 'superserverAddress' | 'requestedAt') =>
    t(`forms.edit.pendingColumn.${id}`);

  function tick(guid: string, isOn: boolean) {
    const next = new Set(ticked);
    if (isOn) next.add(guid);
    else next.delete(guid);
    setTicked(next);
  }
  async function decide({ decision, members }: NonNullable<typeof asked>) {
    const guids = members.map((member) => member.guid);
    const outcome = await send({ kind: decision === 'authorize' ? 'authorize-members' : 'reject-members', guids });
    if (!outcome.ok) return;
    setAsked(null);
    setTicked(new Set());
    announce(
      t(decision === 'authorize' ? 'forms.edit.authorized' : 'forms.edit.rejected', {
        names: members.map((member) => member.name).join(', '),
      }),
    );
  }
  const ask = (decision: Decision) => () => {
    forget();
    setAsked({ decision, members: chosen });
  };

  const columns: ReadonlyArray<Column<PendingMember>> = [
    {
      id: 'choose',
      head: head('choose'),
      cell: (member) => (
        <input
          type="checkbox"
          className="size-4.5 accent-navy-fill"
          aria-label={t('forms.edit.pendingChosen', { name: member.name })}
          checked={ticked.has(member.guid)}
          onChange={(event) => tick(member.guid, event.target.checked)}
        />
      ),
    },
    { id: 'name', head: head('name'), cell: (member) => member.name },
    { id: 'type', head: head('type'), cell: (member) => t(`memberType.${member.kind}`) },
    { id: 'distinguishedName', head: head('distinguishedName'), cell: (member) => member.distinguishedName },
    { id: 'superserverAddress', head: head('superserverAddress'), cell: (member) => member.superserverAddress },
    { id: 'requestedAt', head: head('requestedAt'), cell: (member) => format.dateTime(member.requestedAt) },
  ];

  return (
    <Panel title={t('forms.edit.pending')}>
      {edit.pendingMembers.length === 0 && <p className="italic text-ink-soft">{t('forms.edit.pendingNone')}</p>}
      {edit.pendingMembers.length > 0 && (
        <div className="space-y-3">
          <p>{t('forms.edit.pendingText')}</p>
          <DataTable
            caption={t('forms.edit.pending')}
            columns={columns}
            rows={edit.pendingMembers}
            rowKey={(member) => member.guid}
            bar={false}
            cards
          />
          <ButtonStrip>
            <ReasonButton look="danger" refusal={notOffered} onPress={ask('reject')}>
              {t('forms.edit.reject')}
            </ReasonButton>
            <ReasonButton look="main" refusal={notOffered} onPress={ask('authorize')}>
              {t('forms.edit.authorize')}
            </ReasonButton>
          </ButtonStrip>
        </div>
      )}
      {asked && (
        <ConfirmDialog
          open
          title={t(asked.decision === 'authorize' ? 'forms.edit.authorizeTitle' : 'forms.edit.rejectTitle')}
          text={
            <PendingList
              text={t(asked.decision === 'authorize' ? 'forms.edit.authorizeText' : 'forms.edit.rejectText', { name: edit.config.name })}
              members={asked.members}
            />
          }
          action={t(asked.decision === 'authorize' ? 'forms.edit.authorize' : 'forms.edit.reject')}
          danger={asked.decision === 'reject'}
          busy={isPending}
          refusal={refusal}
          onConfirm={() => decide(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </Panel>
  );
}

function PendingList({ text, members }: { text: string; members: readonly PendingMember[] }) {
  return (
    <>
      {text}
      {members.map((member) => (
        <span key={member.guid} className="mt-1 block pl-4">
          <b>{member.name}</b> <span className="wrap-anywhere">{member.distinguishedName}</span>
        </span>
      ))}
    </>
  );
}
