'use client';
import { useTranslations } from 'use-intl';
import { Field, TextInput } from '../../../ui/field.tsx';

interface Props {
  /** What has to be typed; upper and lower case are the same. */
  readonly word: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export const isTyped = (word: string, value: string) => value.trim().toUpperCase() === word.toUpperCase();

/** For what cannot be taken back: the name of the mirror is typed, so that nobody gets there by pressing Enter. */
export function TypedConfirmation({ word, value, onChange }: Props) {
  const t = useTranslations('promotion');
  return (
    <Field name="confirmation" label={t('typeToConfirm', { word })}>
      {(control) => <TextInput {...control} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
