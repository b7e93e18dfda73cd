'use client';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Checkbox, TextInput } from '../ui/field.tsx';
import { useFormRefusal } from '../ui/form.tsx';
import { Panel } from '../ui/panel.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { databasesOf, type RestoreDraft, type RestorePlan, type RestoreRow, targetField } from './restore-draft.ts';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

export interface RestoreChoicesProps {
  readonly draft: RestoreDraft;
  /** The last one that was answered; `isCurrent` false while a newer one is asked for. */
  readonly plan: RestorePlan;
  readonly isCurrent: boolean;
  /** Where a database that is not here would usually lie. */
  readonly suggestedDirectory: (name: string) => string;
  readonly onChange: (change: Partial<RestoreDraft>) => void;
}

type Choice = ReturnType<typeof databasesOf>[number];

/** Which databases, and where to, with what would happen to each. */
export function RestoreChoices({ draft, plan, isCurrent, suggestedDirectory, onChange }: RestoreChoicesProps) {
  const t = useTranslations('backups.restore');
  const rowOf = (source: string) => plan.rows.find((row) => row.source === source);
  const isTaken = (source: string) => draft.which === 'all' || draft.taken.has(source);
  const take = (source: string, isWanted: boolean) =>
    onChange({ taken: new Set(isWanted ? [...draft.taken, source] : [...draft.taken].filter((one) => one !== source)) });
  const columns: Column<Choice>[] = [
    ...(draft.which === 'selected'
      ? [
          {
            id: 'take',
            head: t('take'),
            cell: ({ name, directory }: Choice) => (
              <Checkbox
                label=""
                aria-label={t('takeOf', { name })}
                checked={draft.taken.has(directory)}
                onChange={(event) => take(directory, event.target.checked)}
              />
            ),
          },
        ]
      : []),
    {
      id: 'database',
      head: t('database'),
      cell: ({ name, directory, mirrorDatabase }) => (
        <>
          <b>{name}</b>
          <span className="block wrap-anywhere text-ink-soft">
            {directory}
            {mirrorDatabase && ` (${mirrorDatabase})`}
          </span>
        </>
      ),
      className: 'min-w-48',
    },
    ...(draft.which === 'selected'
      ? [
          {
            id: 'target',
            head: t('target'),
            cell: ({ name, directory }: Choice) => (
              <TargetInput
                field={targetField(directory)}
                aria-label={t('targetOf', { name })}
                placeholder={t('ownPlace', { directory: rowOf(directory)?.target.directory ?? suggestedDirectory(name) })}
                disabled={!draft.taken.has(directory)}
                value={draft.targets[directory] ?? ''}
                onChange={(event) => onChange({ targets: { ...draft.targets, [directory]: event.target.value } })}
              />
            ),
          },
        ]
      : []),
    {
      id: 'verdict',
      head: t('verdict'),
      cell: ({ directory }) => {
        const row = rowOf(directory);
        if (!isTaken(directory)) return <span className="text-ink-soft">{t('notTaken')}</span>;
        return row ? <Verdict row={row} /> : <span className="text-ink-soft">{isCurrent ? '-' : t('checking')}</span>;
      },
      className: 'min-w-56',
    },
  ];
  return (
    <Panel title={t('table')}>
      <DataTable
        caption={t('table')}
        columns={columns}
        rows={databasesOf(plan.volumes)}
        rowKey={({ directory }) => directory}
        bar={false}
        cards
      />
      {draft.which === 'selected' && <p className="mt-2 text-sm text-ink-soft">{t('tableHelp')}</p>}
    </Panel>
  );
}

/** A field of the form in a cell of the table, whose head is its label. */
function TargetInput({ field, ...input }: ComponentProps<typeof TextInput> & { readonly field: string }) {
  const { refusalText, wayOutText } = useRefusalTexts();
  const ofForm = useFormRefusal(field);
  const refusal = ofForm?.field === field ? ofForm : null;
  return (
    <>
      <TextInput {...input} className="max-w-none sm:min-w-72" aria-invalid={refusal !== null} />
      {refusal && (
        <p role="alert" className="mt-1 text-sm font-bold text-danger">
          {refusalText(refusal)} <span className="font-normal">{wayOutText(refusal)}</span>
        </p>
      )}
    </>
  );
}

function Verdict({ row }: { row: RestoreRow }) {
  const t = useTranslations('backups.restore');
  const { sentenceText, wayOutText } = useRefusalTexts();
  if (row.verdict === 'restore') {
    const { directory, database } = row.target;
    return (
      <StatusWord tone={row.confirm.length > 0 ? 'warning' : 'good'} className="whitespace-normal wrap-anywhere">
        {database ? t('into', { directory, database }) : t('anew', { directory })}
      </StatusWord>
    );
  }
  return (
    <>
      <StatusWord tone={row.verdict === 'skip' ? 'quiet' : 'danger'}>{t(row.verdict === 'skip' ? 'skipped' : 'refused')}</StatusWord>
      {row.reason && (
        <span className="block break-words">
          {sentenceText(row.reason)} <span className="text-ink-soft">{wayOutText(row.reason)}</span>
        </span>
      )}
    </>
  );
}
