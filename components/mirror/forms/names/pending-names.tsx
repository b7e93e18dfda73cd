'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { PendingNames as PendingNamesView } from '@/lib/contract/pending-names.ts';
import { useInstance, useLab } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { LinkButton } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Note } from '../../../ui/note.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { RowAction } from '../../../ui/row-action.tsx';
import { instanceOfMember } from '../../instance-of-member.ts';
import { announce } from '../../../ui/announce.ts';

type NameUpdate = PendingNamesView['updates'][number];
type Decision = 'authorize' | 'reject';

/** Changed X.509 DNs that wait here for a person, and the own one that waits elsewhere. Nothing while there are none. */
export function PendingNames({ target }: { target: Target }) {
  const pending = useInstance(target, 'pending-names', {});
  return pending.value?.mirrors.map((mirror) => (
    <div key={mirror.mirrorName} className="space-y-4 empty:hidden">
      {mirror.own && <OwnName own={mirror.own} mirrorName={mirror.mirrorName} />}
      {mirror.updates.length > 0 && <NameUpdates target={target} mirror={mirror} />}
    </div>
  ));
}

function OwnName({ own, mirrorName }: { own: NonNullable<PendingNamesView['own']>; mirrorName: string }) {
  const t = useTranslations('pendingNames');
  const { value: lab } = useLab();
  const primary = instanceOfMember(lab, ({ name, status }) => name === mirrorName && status === 'primary');
  return (
    <Note look="warning">
      <p className="mb-2 wrap-anywhere">{t('own', { mirror: mirrorName, shown: own.distinguishedName, authorized: own.authorized })}</p>
      {primary && <LinkButton href={instanceHref(primary, '/mirror/edit')}>{t('openPrimary')}</LinkButton>}
    </Note>
  );
}

function NameUpdates({ target, mirror }: { target: Target; mirror: PendingNamesView }) {
  const t = useTranslations();
  const format = useFormat();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asked, setAsked] = useState<{ decision: Decision; update: NameUpdate } | null>(null);
  const title = t(mirror.isPrimary ? 'pendingNames.titlePrimary' : 'pendingNames.title');

  async function decide({ decision, update }: NonNullable<typeof asked>) {
    const updates = [{ guid: update.guid, distinguishedName: update.distinguishedName }];
    const outcome = await send({ kind: decision === 'authorize' ? 'authorize-names' : 'reject-names', updates });
    if (!outcome.ok) return;
    setAsked(null);
    announce(t(decision === 'authorize' ? 'pendingNames.authorized' : 'pendingNames.rejected', { name: update.name }));
  }
  const action = (decision: Decision): Column<NameUpdate> => ({
    id: decision,
    head: <span className="sr-only">{t(`pendingNames.column.${decision}`)}</span>,
    cell: (update) => (
      <RowAction
        label={t(`pendingNames.${decision}Of`, { name: update.name })}
        dash={false}
        refusal={mirror.actions[decision]}
        onPress={() => {
          forget();
          setAsked({ decision, update });
        }}
      >
        {t(`pendingNames.${decision}`)}
      </RowAction>
    ),
  });
  const columns: ReadonlyArray<Column<NameUpdate>> = [
    { id: 'name', head: t('pendingNames.column.name'), cell: ({ name }) => name },
    { id: 'type', head: t('pendingNames.column.type'), cell: ({ kind }) => t(`memberType.${kind}`) },
    {
      id: 'authorized',
      head: t('pendingNames.column.authorized'),
      cell: ({ authorized }) => <span className="wrap-anywhere">{authorized}</span>,
    },
    {
      id: 'shown',
      head: t('pendingNames.column.shown'),
      cell: ({ distinguishedName }) => <b className="wrap-anywhere">{distinguishedName}</b>,
    },
    { id: 'requestedAt', head: t('pendingNames.column.requestedAt'), cell: ({ requestedAt }) => format.dateTime(requestedAt) },
    action('authorize'),
    // It cannot be rejected where it is the primary's name that waits.
    ...(mirror.isPrimary ? [action('reject')] : []),
  ];

  return (
    <Panel title={title}>
      <div className="space-y-3">
        <p>{t(mirror.isPrimary ? 'pendingNames.textPrimary' : 'pendingNames.text', { mirror: mirror.mirrorName })}</p>
        <DataTable caption={title} columns={columns} rows={mirror.updates} rowKey={({ guid }) => guid} bar={false} cards />
      </div>
      {asked && (
        <ConfirmDialog
          open
          title={t(asked.decision === 'authorize' ? 'pendingNames.authorizeTitle' : 'pendingNames.rejectTitle')}
          text={
            <>
              {t(
                asked.decision === 'reject'
                  ? 'pendingNames.rejectText'
                  : mirror.isPrimary
                    ? 'pendingNames.authorizeText'
                    : 'pendingNames.authorizeTextHere',
                { name: asked.update.name },
              )}
              <b className="mt-1 block pl-4 wrap-anywhere">{asked.update.distinguishedName}</b>
            </>
          }
          action={t(`pendingNames.${asked.decision}`)}
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
