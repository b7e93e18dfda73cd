'use client';
import { useTranslations } from 'use-intl';
import { Field, TextInput } from '../ui/field.tsx';
import { directoryOf } from './draft.ts';
import type { WizardStepProps } from './wizard-step-props.ts';

export function NameStep({ draft, onChange, view, refusal }: WizardStepProps) {
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
