'use client';
import { useTranslations } from 'use-intl';
import { useFormat } from '../../messages/use-format.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StatusWord } from '../../ui/status-word.tsx';
import type { ServedMember, ServedMirror } from './served-mirrors.ts';

/** A mirror as its arbiter knows it. `isServing` false: the agent does not run, so nobody can be connected. */
export function ServedMirrorPanel({ mirror, isServing }: { mirror: ServedMirror; isServing: boolean }) {
  const t = useTranslations('arbiterPage');
  const format = useFormat();
  const columns: Column<ServedMember>[] = [
    { id: 'member', head: t('member'), cell: ({ name }) => <span className="break-words font-bold">{name}</span> },
    {
      id: 'connection',
      head: t('connection'),
      cell: ({ session }) => <StatusWord tone={session ? 'good' : 'danger'}>{t(session ? 'connected' : 'notConnected')}</StatusWord>,
    },
    {
      id: 'since',
      head: t('connectedSince'),
      cell: ({ session }) => (session ? format.dateTime(session.since) : '-'),
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'from', head: t('from'), cell: ({ session }) => session?.address ?? '-', className: 'tabular-nums' },
    {
      id: 'heard',
      head: t('lastWord'),
      cell: ({ session }) =>
        !session ? '-' : session.lastHeardAgoMs === 0 ? t('justNow') : t('ago', { age: format.duration(session.lastHeardAgoMs) }),
      className: 'whitespace-nowrap tabular-nums',
    },
    {
      id: 'standing',
      head: t('arrangedAs'),
      cell: ({ isPrimary }) => (mirror.arrangement === null ? '-' : t(isPrimary ? 'primary' : 'backup')),
    },
  ];
  const primary = mirror.members.find(({ isPrimary }) => isPrimary)?.name ?? mirror.arrangement?.primaryGuid ?? '';
  return (
    <Panel title={t('mirror', { name: mirror.name })}>
      <p className="mb-3" aria-live="polite">
        {isServing && (mirror.arrangement === null ? t('verdict.none') : t(`verdict.${mirror.arrangement.verdict}`, { primary }))}
      </p>
      <DataTable
        caption={t('mirror', { name: mirror.name })}
        columns={columns}
        rows={mirror.members}
        rowKey={({ guid }) => guid}
        bar={false}
        cards
      />
    </Panel>
  );
}
