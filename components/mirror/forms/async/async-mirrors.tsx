'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { MemberStatusWord } from '../../../chrome/member-status.tsx';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { RowAction } from '../../../ui/row-action.tsx';
import { StatusWord } from '../../../ui/status-word.tsx';
import { type AsyncMirror, AsyncMirrorDialog } from './async-mirror-dialog.tsx';
import { FilterDialog } from './filter-dialog.tsx';
import { LeaveMirrorDialog } from './leave-mirror-dialog.tsx';
import { VerifySsl } from '../tls/verify-ssl.tsx';

/** Mirrors this async member belongs to: what it is in each, its dejournal filter there, and the way out of one (portal facts 2.7). */
export function AsyncMirrors({ target, edit }: { target: Target; edit: InstanceView<'async-edit'> }) {
  const t = useTranslations();
  const filters = useInstance(target, 'dejournal-filters', {}).value;
  const [opened, setOpened] = useState<{ readonly dialog: 'details' | 'leave' | 'filter'; readonly mirrorName: string } | null>(null);
  const open = (dialog: 'details' | 'leave' | 'filter', { mirrorName }: AsyncMirror) => setOpened({ dialog, mirrorName });
  const close = () => setOpened(null);
  const openedMirror = edit.mirrors.find(({ mirrorName }) => mirrorName === opened?.mirrorName);
  const columns: Column<AsyncMirror>[] = [
    {
      id: 'name',
      head: t('asyncForms.edit.mirrorColumn.name'),
      cell: (mirror) => (
        <Button
          look="quiet"
          data-prints
          className="min-h-0 border-0 p-0 text-sm tracking-normal text-link underline"
          aria-haspopup="dialog"
          aria-label={t('asyncForms.mirror.of', { mirror: mirror.mirrorName })}
          onClick={() => open('details', mirror)}
        >
          {mirror.mirrorName}
        </Button>
      ),
    },
    {
      id: 'status',
      head: t('asyncForms.edit.mirrorColumn.status'),
      cell: ({ state, status, removedByOther }) =>
        state === 'inactive' ? (
          <StatusWord tone="danger">{t(removedByOther ? 'asyncForms.edit.removedByOther' : 'asyncForms.edit.inactive')}</StatusWord>
        ) : (
          <MemberStatusWord status={status} />
        ),
    },
    {
      id: 'filter',
      head: t('asyncForms.edit.mirrorColumn.filter'),
      cell: ({ mirrorName, dejournalFilter }) => (
        <FilterOf name={dejournalFilter} filter={filters?.mirrors.find((one) => one.mirrorName === mirrorName) ?? null} />
      ),
    },
    {
      id: 'edit-filter',
      head: <span className="sr-only">{t('asyncForms.filter.edit')}</span>,
      cell: (mirror) => (
        <RowAction
          label={t('asyncForms.filter.editOf', { mirror: mirror.mirrorName })}
          dash={false}
          refusal={
            filters?.edit ??
            (filters?.mirrors.some(({ mirrorName }) => mirrorName === mirror.mirrorName)
              ? null
              : { code: '2051', args: [mirror.mirrorName] })
          }
          onPress={() => open('filter', mirror)}
        >
          {t('asyncForms.filter.edit')}
        </RowAction>
      ),
    },
    {
      id: 'verify',
      head: <span className="sr-only">{t('forms.edit.verifySsl')}</span>,
      cell: ({ mirrorName, useTls, state }) =>
        useTls && state !== 'inactive' && <VerifySsl target={target} mirrorName={mirrorName} refusal={null} isOneOfSeveral />,
    },
    {
      id: 'leave',
      head: <span className="sr-only">{t('asyncForms.leave.action')}</span>,
      cell: (mirror) => (
        <RowAction
          label={t('asyncForms.leave.of', { mirror: mirror.mirrorName })}
          dash={false}
          refusal={mirror.actions.leave}
          onPress={() => open('leave', mirror)}
        >
          {t('asyncForms.leave.action')}
        </RowAction>
      ),
    },
  ];
  return (
    <Panel title={t('asyncForms.edit.mirrors')}>
      <DataTable
        caption={t('asyncForms.edit.mirrors')}
        columns={columns}
        rows={edit.mirrors}
        rowKey={({ mirrorName }) => mirrorName}
        bar={false}
        cards
      />
      {openedMirror && opened?.dialog === 'details' && <AsyncMirrorDialog mirror={openedMirror} onClose={close} />}
      {openedMirror && opened?.dialog === 'leave' && (
        <LeaveMirrorDialog target={target} mirrorName={openedMirror.mirrorName} isLast={edit.mirrors.length === 1} onClose={close} />
      )}
      {openedMirror && opened?.dialog === 'filter' && filters && (
        <FilterDialog target={target} mirrorName={openedMirror.mirrorName} filters={filters} onClose={close} />
      )}
    </Panel>
  );
}

function FilterOf({ name, filter }: { name: string | null; filter: InstanceView<'dejournal-filters'>['mirrors'][number] | null }) {
  const t = useTranslations('asyncForms.filter');
  if (name === null) return t('none');
  return (
    <>
      <span className="font-mono">{name}</span>
      {filter?.failure && <StatusWord tone="danger">{t('hasFailed')}</StatusWord>}
      {filter?.isOutdated && <span className="block text-ink-soft">{t('isOutdated')}</span>}
    </>
  );
}
