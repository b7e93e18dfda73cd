'use client';
import { useTranslations } from 'use-intl';
import { Field, RadioGroup, ReadOnlyField, Select, TextInput } from '../ui/field.tsx';
import { newResourceOf, resourceOf } from './draft.ts';
import type { WizardStepProps } from './wizard-step-props.ts';

export function ResourceStep({ draft, onChange, view, refusal }: WizardStepProps) {
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
