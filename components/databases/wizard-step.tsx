'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Field, RadioGroup, ReadOnlyField, TextInput } from '../ui/field.tsx';
import { type DatabaseDraft, directoryOf, mirrorDatabaseNameOf } from './draft.ts';

interface WizardStepProps {
  readonly step: number;
  readonly draft: DatabaseDraft;
  readonly onChange: (change: Partial<DatabaseDraft>) => void;
  readonly parentDirectory: string;
  readonly mirrorName: string | null;
  readonly refusal: Refusal | null;
}

export function WizardStep(props: WizardStepProps) {
  return props.step === 1 ? <NameStep {...props} /> : props.step === 2 ? <DetailsStep {...props} /> : <SummaryStep {...props} />;
}

function NameStep({ draft, onChange, parentDirectory, refusal }: WizardStepProps) {
  const t = useTranslations('databases.wizard');
  return (
    <>
      <Field name="name" label={t('name')} required help={t('nameHelp')} refusal={refusal}>
        {(control) => <TextInput {...control} value={draft.name} onChange={(event) => onChange({ name: event.target.value })} />}
      </Field>
      <Field name="directory" label={t('directory')} required help={t('directoryHelp')} refusal={refusal}>
        {(control) => <TextInput {...control} value={directoryOf(draft, parentDirectory)} onChange={(event) => onChange({ directory: event.target.value })} />}
      </Field>
    </>
  );
}

function DetailsStep({ draft, onChange, mirrorName, refusal }: WizardStepProps) {
  const t = useTranslations();
  const options = [
    { value: 'yes', label: t('ui.yes') },
    { value: 'no', label: t('ui.no') },
  ] as const;
  return (
    <>
      <ReadOnlyField label={t('databases.wizard.journal')}>
        <RadioGroup
          name="journal"
          label={t('databases.wizard.journal')}
          value={draft.mirrored || draft.journal ? 'yes' : 'no'}
          options={options}
          disabled={draft.mirrored}
          onChange={(value) => onChange({ journal: value === 'yes' })}
        />
        {draft.mirrored && <p className="text-sm text-ink-soft">{t('databases.wizard.journalForced')}</p>}
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.mirrored')}>
        <RadioGroup
          name="mirrored"
          label={t('databases.wizard.mirrored')}
          value={draft.mirrored ? 'yes' : 'no'}
          options={options}
          disabled={mirrorName === null}
          onChange={(value) => onChange({ mirrored: value === 'yes' })}
        />
        {mirrorName === null && <p className="text-sm text-ink-soft">{t('databases.wizard.notMember')}</p>}
      </ReadOnlyField>
      {draft.mirrored && (
        <Field name="mirrorDatabaseName" label={t('databases.wizard.mirrorDatabaseName')} required help={t('databases.wizard.mirrorDatabaseNameHelp')} refusal={refusal}>
          {(control) => <TextInput {...control} value={mirrorDatabaseNameOf(draft)} onChange={(event) => onChange({ mirrorDatabaseName: event.target.value })} />}
        </Field>
      )}
    </>
  );
}

function SummaryStep({ draft, parentDirectory, mirrorName }: WizardStepProps) {
  const t = useTranslations();
  return (
    <>
      <p className="mb-2">{t('databases.wizard.summaryText')}</p>
      <ReadOnlyField label={t('databases.column.name')}>{draft.name.trim().toUpperCase()}</ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.directory')}>{directoryOf(draft, parentDirectory)}</ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.journal')}>{draft.mirrored || draft.journal ? t('ui.yes') : t('ui.no')}</ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.mirrored')}>
        {draft.mirrored ? t('databases.wizard.mirrorOf', { name: mirrorDatabaseNameOf(draft).toUpperCase(), mirror: mirrorName ?? '' }) : t('ui.no')}
      </ReadOnlyField>
    </>
  );
}
