'use client';
import { useTranslations } from 'use-intl';
import type { AsyncKind } from '@/lib/contract/async-members.ts';
import { asyncKinds } from '@/lib/contract/choices.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Select } from '../../../ui/field.tsx';
import { FormField } from '../parts/form-field.tsx';

interface AsyncTypeFieldProps {
  readonly value: AsyncKind;
  readonly refusal: Refusal | null;
  /** What is wrong with the choice, before it is saved. */
  readonly problem?: Refusal | null;
  readonly disabled?: boolean;
  readonly onChange: (kind: AsyncKind) => void;
}

/** Async Member System Type, with what the chosen one is for. */
export function AsyncTypeField({ value, refusal, problem = null, disabled = false, onChange }: AsyncTypeFieldProps) {
  const t = useTranslations('asyncForms');
  return (
    <FormField name="memberKind" label={t('join.type')} refusal={refusal} problem={problem} help={t(`join.typeHelp.${value}`)}>
      {(control) => (
        <Select {...control} value={value} disabled={disabled} onChange={(event) => onChange(event.target.value as AsyncKind)}>
          {asyncKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`types.${kind}`)}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}
