'use client';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { Field, RadioGroup, ReadOnlyField, Select, TextInput } from '../ui/field.tsx';
import { type DatabaseDraft, directoryOf, mirrorDatabaseNameOf, nameOf, newResourceOf, resourceOf, warningsOf } from './draft.ts';
import { WizardWarning } from './wizard-warning.tsx';

interface WizardStepProps {
  readonly target: Target;
  readonly step: number;
  readonly draft: DatabaseDraft;
  readonly onChange: (change: Partial<DatabaseDraft>) => void;
  readonly view: InstanceView<'databases'>;
  readonly catalogue: InstanceView<'mirror-catalogue'> | null;
  /** Of an async in several mirrors; otherwise there is nothing to choose. */
  readonly mirrorNames: readonly string[];
  /** The file that lies in the directory will be used. */
  readonly usesFile: boolean;
  readonly refusal: Refusal | null;
}

const steps = [NameStep, DetailsStep, ResourceStep, SummaryStep];

export function WizardStep(props: WizardStepProps) {
  const Step = steps[props.step - 1] ?? SummaryStep;
  return <Step {...props} />;
}

function NameStep({ draft, onChange, view, refusal }: WizardStepProps) {
  const t = useTranslations('databases.wizard');
  return (
    <>
      <Field name="name" label={t('name')} required help={t('nameHelp')} refusal={refusal}>
        {(control) => <TextInput {...control} value={draft.name} onChange={(event) => onChange({ name: event.target.value })} />}
      </Field>
      <Field name="directory" label={t('directory')} required help={t('directoryHelp')} refusal={refusal}>
        {(control) => (
          <TextInput
            {...control}
            value={directoryOf(draft, view.defaultParentDirectory)}
            onChange={(event) => onChange({ directory: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function DetailsStep({ target, draft, onChange, view, catalogue, mirrorNames, usesFile, refusal }: WizardStepProps) {
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

function ResourceStep({ draft, onChange, view, refusal }: WizardStepProps) {
  const t = useTranslations('databases.wizard');
  const known = [...new Set(view.databases.map(({ resource }) => resource))].sort();
  return (
    <>
      <p className="mb-2 text-sm text-ink-soft">{t('resourceText')}</p>
      <ReadOnlyField label={t('resource')}>
        <RadioGroup
          name="resourceChoice"
          label={t('resource')}
          value={draft.resourceChoice}
          options={[
            { value: 'default', label: t('resourceDefault') },
            { value: 'existing', label: t('resourceExisting') },
            { value: 'new', label: t('resourceNew') },
          ]}
          onChange={(resourceChoice) => onChange({ resourceChoice })}
        />
      </ReadOnlyField>
      {draft.resourceChoice === 'existing' && (
        <Field name="resource" label={t('resourceName')} required refusal={refusal}>
          {(control) => (
            <Select {...control} value={resourceOf(draft)} onChange={(event) => onChange({ existingResource: event.target.value })}>
              {(known.includes(resourceOf(draft)) ? known : [resourceOf(draft), ...known]).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {draft.resourceChoice === 'new' && (
        <Field name="resource" label={t('resourceName')} required refusal={refusal}>
          {(control) => (
            <TextInput {...control} value={newResourceOf(draft)} onChange={(event) => onChange({ newResource: event.target.value })} />
          )}
        </Field>
      )}
    </>
  );
}

function SummaryStep({ target, draft, view, catalogue, usesFile }: WizardStepProps) {
  const t = useTranslations();
  const directory = directoryOf(draft, view.defaultParentDirectory);
  return (
    <>
      <p className="mb-2">{usesFile ? t('databases.wizard.summaryOfFile') : t('databases.wizard.summaryText')}</p>
      <ReadOnlyField label={t('databases.column.name')}>{nameOf(draft)}</ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.directory')}>
        <span className="break-all">{directory}</span>
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.properties.maximumSizeMb')}>
        {Number(draft.maximumSize) === 0 ? t('databases.unlimited') : draft.maximumSize.trim()}
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.journal')}>{draft.mirrored || draft.journal ? t('ui.yes') : t('ui.no')}</ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.mirrored')}>
        {usesFile
          ? t('databases.wizard.asTheFileSays')
          : draft.mirrored
            ? t('databases.wizard.mirrorOf', {
                name: mirrorDatabaseNameOf(draft).toUpperCase(),
                mirror: draft.mirrorName || (view.mirrorName ?? ''),
              })
            : t('ui.no')}
      </ReadOnlyField>
      <ReadOnlyField label={t('databases.wizard.resource')}>{resourceOf(draft)}</ReadOnlyField>
      <div className="mt-2 space-y-2">
        {!usesFile &&
          warningsOf(draft, directory, catalogue).map((warning) => <WizardWarning key={warning.kind} target={target} warning={warning} />)}
      </div>
    </>
  );
}
