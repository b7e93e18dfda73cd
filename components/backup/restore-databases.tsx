'use client';
import { useLocale, useTranslations } from 'use-intl';
import { type Locale, type Refusal, refusalText, sentenceText, wayOutText } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { Button } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Checkbox, RadioGroup, TextInput } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { JournalReachNote } from './journal-reach-note.tsx';
import { databasesOf, hasUnmirrored, type RestoreDraft, type RestorePlan, type RestoreRow } from './restore-draft.ts';

interface RestoreDatabasesProps {
  readonly target: Target;
  readonly draft: RestoreDraft;
  /** The last one that was answered; `isCurrent` false while a newer one is asked for. */
  readonly plan: RestorePlan;
  readonly isCurrent: boolean;
  /** Why there is no plan for what is chosen now. */
  readonly planRefusal: Refusal | null;
  /** Of the restore itself, when it was refused because of one of these answers. */
  readonly refusal: Refusal | null;
  readonly refusedSource: string | null;
  /** Where a database that is not here would usually lie. */
  readonly suggestedDirectory: (name: string) => string;
  readonly onChange: (change: Partial<RestoreDraft>) => void;
  readonly onBack: () => void;
  readonly onNext: () => void;
}

/** Step 2: which databases and where to, with what would happen to each, and what to know beforehand. */
export function RestoreDatabases(props: RestoreDatabasesProps) {
  const { target, draft, plan, isCurrent, planRefusal, refusal, refusedSource, onChange, onBack, onNext } = props;
  const t = useTranslations();
  const locale = useLocale() as Locale;
  const newest = plan.volumes.at(-1);
  const reason = planRefusal ?? plan.restore;
  const mustLimit = plan.mustLimitToMirrored;
  return (
    <>
      {refusal && refusedSource === null && <RefusalNotice refusal={refusal} alert />}
      {newest?.mirror && <JournalReachNote target={target} volume={newest} />}
      {plan.warnings.length > 0 && (
        <Note look="warning">
          <p className="font-bold">{t('backups.restore.warnings')}</p>
          <ul className="mt-1 list-disc space-y-1 pl-5">
            {plan.warnings.map((warning) => (
              <li key={`${warning.code} ${warning.args.join()}`}>
                {sentenceText(warning, locale)} {wayOutText(warning, locale)}
              </li>
            ))}
          </ul>
        </Note>
      )}
      <Panel title={t('backups.restore.which')}>
        {plan.volumes.some(({ madeOnOtherMember }) => madeOnOtherMember) && <p className="mb-1">{t('backups.restore.madeOnOther')}</p>}
        <p className="mt-1 font-bold">{t('backups.restore.limit')}</p>
        <RadioGroup
          name="limitToMirrored"
          label={t('backups.restore.limit')}
          value={(mustLimit ?? draft.limitToMirrored) ? 'yes' : 'no'}
          disabled={mustLimit !== null}
          options={[
            { value: 'yes', label: t('ui.yes') },
            { value: 'no', label: t('ui.no') },
          ]}
          onChange={(value) => onChange({ limitToMirrored: value === 'yes' })}
        />
        {mustLimit && <p className="text-sm text-ink-soft">{t('backups.restore.limitMust')}</p>}
        <p className="mt-3 font-bold">{t('backups.restore.each')}</p>
        <RadioGroup
          name="which"
          label={t('backups.restore.each')}
          value={draft.which}
          options={[
            { value: 'selected', label: t('backups.restore.selected') },
            { value: 'all', label: t('backups.restore.all') },
          ]}
          onChange={(which) => onChange({ which })}
        />
        {draft.which === 'all' && <p className="text-sm text-ink-soft">{t('backups.restore.allText')}</p>}
      </Panel>
      <DatabaseChoices {...props} />
      {hasUnmirrored(plan.rows) && (
        <Panel title={t('backups.restore.applyJournal')}>
          <RadioGroup
            name="applyJournal"
            label={t('backups.restore.applyJournal')}
            value={draft.applyJournal}
            options={[
              { value: 'restored', label: t('backups.restore.applyRestored') },
              { value: 'none', label: t('backups.restore.applyNone') },
            ]}
            onChange={(applyJournal) => onChange({ applyJournal })}
          />
        </Panel>
      )}
      {planRefusal && <RefusalNotice refusal={planRefusal} alert />}
      {!isCurrent && !planRefusal && <Spinner label={t('backups.restore.checking')} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack}>{t('ui.back')}</Button>
        {reason && isCurrent ? (
          <ReasonButton refusal={reason} onPress={() => {}}>
            {t('ui.next')}
          </ReasonButton>
        ) : (
          <Button look="main" disabled={!isCurrent} onClick={onNext}>
            {t('ui.next')}
          </Button>
        )}
      </div>
    </>
  );
}

type Choice = ReturnType<typeof databasesOf>[number];

function DatabaseChoices({ draft, plan, isCurrent, refusal, refusedSource, suggestedDirectory, onChange }: RestoreDatabasesProps) {
  const t = useTranslations('backups.restore');
  const rowOf = (source: string) => plan.rows.find((row) => row.source === source);
  const isTaken = (source: string) => draft.which === 'all' || draft.taken.has(source);
  const take = (source: string, isWanted: boolean) => onChange({ taken: new Set(isWanted ? [...draft.taken, source] : [...draft.taken].filter((one) => one !== source)) });
  const columns: Column<Choice>[] = [
    ...(draft.which === 'selected'
      ? [
          {
            id: 'take',
            head: t('take'),
            cell: ({ name, directory }: Choice) => (
              <Checkbox label="" aria-label={t('takeOf', { name })} checked={draft.taken.has(directory)} onChange={(event) => take(directory, event.target.checked)} />
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
              <>
                <TextInput
                  className="max-w-none sm:min-w-72"
                  aria-label={t('targetOf', { name })}
                  aria-invalid={refusedSource === directory}
                  placeholder={t('ownPlace', { directory: rowOf(directory)?.target.directory ?? suggestedDirectory(name) })}
                  disabled={!draft.taken.has(directory)}
                  value={draft.targets[directory] ?? ''}
                  onChange={(event) => onChange({ targets: { ...draft.targets, [directory]: event.target.value } })}
                />
                {refusal && refusedSource === directory && <RefusedHere refusal={refusal} />}
              </>
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
      <DataTable caption={t('table')} columns={columns} rows={databasesOf(plan.volumes)} rowKey={({ directory }) => directory} bar={false} cards />
      {draft.which === 'selected' && <p className="mt-2 text-sm text-ink-soft">{t('tableHelp')}</p>}
    </Panel>
  );
}

function RefusedHere({ refusal }: { refusal: Refusal }) {
  const locale = useLocale() as Locale;
  return (
    <p role="alert" className="mt-1 text-sm font-bold text-danger">
      {refusalText(refusal, locale)} <span className="font-normal">{wayOutText(refusal, locale)}</span>
    </p>
  );
}

function Verdict({ row }: { row: RestoreRow }) {
  const t = useTranslations('backups.restore');
  const locale = useLocale() as Locale;
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
          {row.verdict === 'skip' ? sentenceText(row.reason, locale) : refusalText(row.reason, locale)} <span className="text-ink-soft">{wayOutText(row.reason, locale)}</span>
        </span>
      )}
    </>
  );
}
