'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { MemberStatusWord } from '../../../chrome/member-status.tsx';
import { TextLink } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { RowAction } from '../../../ui/row-action.tsx';
import { StatusWord } from '../../../ui/status-word.tsx';
import { monitorHref } from '../monitor-href.ts';
import { ProgressWord } from '../members/progress-word.tsx';

type Mirrors = InstanceView<'async-mirrors'>;
type Mirror = Mirrors['mirrors'][number];
interface Asked {
  readonly label: string;
  readonly text: string;
  readonly command: InstanceCommand;
}

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
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asked, setAsked] = useState<Asked | null>(null);
  const member = mirrors.memberName;
  const ask = (next: Asked) => {
    forget();
    setAsked(next);
  };
  const mirroringOf = ({ mirrorName, actions }: Mirror) =>
    actions.startMirror
      ? {
          word: t('async.monitor.stopMirroring'),
          refusal: actions.stopMirror,
          text: t('async.monitor.confirmStopIn', { member, mirror: mirrorName }),
          command: { kind: 'stop-mirror', mirrorName } as const,
        }
      : {
          word: t('async.monitor.startMirroring'),
          refusal: null,
          text: t('async.monitor.confirmStartIn', { member, mirror: mirrorName }),
          command: { kind: 'start-mirror', mirrorName } as const,
        };
  const dejournalingOf = ({ mirrorName, actions }: Mirror) =>
    actions.startDejournaling
      ? {
          word: t('async.monitor.stopDejournaling'),
          refusal: actions.stopDejournaling,
          text: t('async.monitor.confirmStopDejournalingIn', { mirror: mirrorName }),
          command: { kind: 'set-dejournaling', running: false, mirrorName } as const,
        }
      : {
          word: t('async.monitor.startDejournaling'),
          refusal: null,
          text: t('async.monitor.confirmStartDejournalingIn', { mirror: mirrorName }),
          command: { kind: 'set-dejournaling', running: true, mirrorName } as const,
        };
  const actionColumn = (id: string, head: string, actionOf: typeof mirroringOf | typeof dejournalingOf): Column<Mirror> => ({
    id,
    head: <span className="sr-only">{head}</span>,
    cell: (mirror) => {
      const action = actionOf(mirror);
      const label = t('async.monitor.actionOf', { action: action.word, mirror: mirror.mirrorName });
      return (
        <RowAction
          label={label}
          dash={false}
          refusal={action.refusal}
          onPress={() => ask({ label, text: action.text, command: action.command })}
        >
          {action.word}
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
        state === 'inactive' ? <StatusWord tone="danger">{t('async.edit.inactive')}</StatusWord> : <MemberStatusWord status={status} />,
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
    actionColumn('mirroring', t('async.monitor.mirroring'), mirroringOf),
    actionColumn('dejournaling-action', t('async.monitor.dejournalStatus'), dejournalingOf),
  ];
  const confirm = async ({ command }: Asked) => {
    const outcome = await send(command);
    if (outcome.ok) setAsked(null);
  };
  return (
    <>
      <div aria-live="polite">
        <DataTable
          caption={t('async.monitor.mirrors')}
          columns={mirrors.mirrors.length > 1 ? [...columns, ...several] : columns}
          rows={mirrors.mirrors}
          rowKey={({ mirrorName }) => mirrorName}
          bar={false}
          cards
        />
      </div>
      {asked && (
        <ConfirmDialog
          open
          title={asked.label}
          text={asked.text}
          action={asked.label}
          busy={isPending}
          refusal={refusal}
          onConfirm={() => void confirm(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
