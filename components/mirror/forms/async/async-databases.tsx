'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { PathText } from '../../../ui/path-text.tsx';

type Edit = InstanceView<'async-edit'>;
type Database = Edit['databases'][number];

/** The mirrored databases of an async with their FailoverDB flags, which only a reporting async may clear (engine facts 1.4). */
export function AsyncDatabases({ target, edit }: { target: Target; edit: Edit }) {
  const t = useTranslations('asyncForms.edit');
  const { send, isPending, refusal, forget } = useSendCommand(target);
  /** Names of the databases whose flags are to be cleared. */
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  const ask = (names: readonly string[]) => {
    forget();
    setAsked(names);
  };
  const clearable = edit.databases.filter(({ clear }) => clear === null).map(({ name }) => name);
  const columns: Column<Database>[] = [
    { id: 'name', head: t('databaseColumn.name'), cell: ({ name }) => <b>{name}</b> },
    ...(edit.mirrors.length > 1
      ? [{ id: 'mirror', head: t('databaseColumn.mirror'), cell: ({ mirrorName }: Database) => mirrorName }]
      : []),
    { id: 'mirror-name', head: t('databaseColumn.mirrorName'), cell: ({ mirrorDatabaseName }) => mirrorDatabaseName },
    { id: 'directory', head: t('databaseColumn.directory'), cell: ({ directory }) => <PathText path={directory} /> },
    { id: 'flag', head: t('databaseColumn.flag'), cell: ({ failoverDatabase }) => (failoverDatabase ? t('flagSet') : t('flagCleared')) },
    {
      id: 'clear',
      head: <span className="sr-only">{t('databaseColumn.clear')}</span>,
      cell: ({ name, clear }) => (
        <ReasonButton size="small" refusal={clear} label={t('clearFlagOf', { name })} onPress={() => ask([name])}>
          {t('clearFlag')}
        </ReasonButton>
      ),
    },
  ];
  const confirm = async (databases: readonly string[]) => {
    const outcome = await send({ kind: 'clear-failover-flags', databases: [...databases] });
    if (outcome.ok) setAsked(null);
  };
  return (
    <Panel
      title={t('databases')}
      aside={
        <ReasonButton size="small" refusal={edit.actions.clearAll} onPress={() => ask(clearable)}>
          {t('clearFlags')}
        </ReasonButton>
      }
    >
      <DataTable caption={t('databases')} columns={columns} rows={edit.databases} rowKey={({ name }) => name} bar={false} cards />
      {asked && (
        <ConfirmDialog
          open
          danger
          title={asked.length === 1 ? t('clearFlag') : t('clearFlags')}
          text={asked.length === 1 ? t('clearFlagText', { name: asked[0] ?? '' }) : t('clearFlagsText')}
          action={asked.length === 1 ? t('clearFlag') : t('clearFlags')}
          busy={isPending}
          refusal={refusal}
          onConfirm={() => confirm(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </Panel>
  );
}
