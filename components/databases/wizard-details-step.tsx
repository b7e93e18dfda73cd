'use client';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { Field, RadioGroup, ReadOnlyField, Select, TextInput } from '../ui/field.tsx';
import { directoryOf, mirrorDatabaseNameOf, warningsOf } from './draft.ts';
import type { WizardStepProps } from './wizard-step-props.ts';
import { WizardWarning } from './wizard-warning.tsx';

export function DetailsStep({ target, draft, onChange, view, catalogue, mirrorNames, usesFile, refusal }: WizardStepProps) {
  const t = useTranslations();
  const listId = useId();
  const options = [
    { value: 'yes', label: t('ui.yes') },
    { value: 'no', label: t('ui.no') },
  ] as const;
  const missing =
    catalogue && !catalogue.isPrimary
      ? catalogue.databases.filter(({ isHere, createdAsMirrored }) => !isHere && (createdAsMirrored || catalogue.downloads))
      : [];
  return (
    <>
      <Field
        name="maximumSizeMb"
        label={t('databases.properties.maximumSizeMb')}
        help={t('databases.properties.maximumHelp')}
        refusal={refusal}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            className="max-w-40"
            value={draft.maximumSize}
            onChange={(event) => onChange({ maximumSize: event.target.value })}
          />
        )}
      </Field>
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
          disabled={view.mirrorName === null || usesFile}
          onChange={(value) => onChange({ mirrored: value === 'yes' })}
        />
        {view.mirrorName === null && <p className="text-sm text-ink-soft">{t('databases.wizard.notMember')}</p>}
        {usesFile && <p className="text-sm text-ink-soft">{t('databases.wizard.fileKnows')}</p>}
      </ReadOnlyField>
      {draft.mirrored && mirrorNames.length > 0 && (
        <Field name="mirrorName" label={t('databases.wizard.mirrorName')} refusal={refusal}>
          {(control) => (
            <Select {...control} value={draft.mirrorName} onChange={(event) => onChange({ mirrorName: event.target.value })}>
              {mirrorNames.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {draft.mirrored && (
        <Field
          name="mirrorDatabaseName"
          label={t('databases.wizard.mirrorDatabaseName')}
          required
          help={t('databases.wizard.mirrorDatabaseNameHelp')}
          refusal={refusal}
        >
          {(control) => (
            <>
              <TextInput
                {...control}
                list={listId}
                value={mirrorDatabaseNameOf(draft)}
                onChange={(event) => onChange({ mirrorDatabaseName: event.target.value })}
              />
              <datalist id={listId}>
                {missing.map(({ name }) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
      <div className="mt-2 space-y-2">
        {!usesFile &&
          warningsOf(draft, directoryOf(draft, view.defaultParentDirectory), catalogue).map((warning) => (
            <WizardWarning key={warning.kind} target={target} warning={warning} />
          ))}
      </div>
    </>
  );
}
