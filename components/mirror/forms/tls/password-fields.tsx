'use client';
import { useId, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { RadioGroup, TextInput } from '../../../ui/field.tsx';
import { useFormRefusal } from '../../../ui/form.tsx';
import { FormField } from '../parts/form-field.tsx';
import type { PasswordChoice, TlsDraft } from './tls-draft.ts';

interface PasswordFieldsProps {
  readonly draft: TlsDraft;
  readonly set: (change: Partial<TlsDraft>) => void;
  /** Configurations are stored already, so there is something to leave as it is. */
  readonly hasStored: boolean;
  readonly hasPassword: boolean;
  readonly confirmProblem: string | null;
}

/** Stored passwords never travel to the browser: enter a new one, clear it, or leave it. */
export function PasswordFields({ draft, set, hasStored, hasPassword, confirmProblem }: PasswordFieldsProps) {
  const t = useTranslations('forms.tls');
  const groupName = useId();
  const choices: readonly PasswordChoice[] = hasStored ? ['enter', 'clear', 'leave'] : ['enter', 'clear'];
  // A refusal of the password is marked where it can be mended: at the input, or at the choice when there is none.
  const hasInput = draft.passwordChoice === 'enter';
  const refusal = useFormRefusal('privateKeyPassword');
  const refusalOfChoice = useMemo(
    () => (refusal?.field === 'privateKeyPassword' && !hasInput ? { ...refusal, field: 'passwordChoice' } : null),
    [refusal, hasInput],
  );
  return (
    <>
      <FormField
        name="passwordChoice"
        label={t('password')}
        refusal={refusalOfChoice}
        help={hasStored ? (hasPassword ? t('passwordStored') : t('passwordNotStored')) : undefined}
      >
        {(control) => (
          <RadioGroup
            aria-invalid={control['aria-invalid']}
            name={groupName}
            label={t('password')}
            value={draft.passwordChoice}
            options={choices.map((value) => ({ value, label: t(`passwordChoice.${value}`) }))}
            onChange={(passwordChoice) => set({ passwordChoice })}
          />
        )}
      </FormField>
      {hasInput && (
        <>
          <FormField name="privateKeyPassword" label={t('privateKeyPassword')}>
            {(control) => (
              <TextInput
                {...control}
                type="password"
                autoComplete="new-password"
                value={draft.privateKeyPassword}
                onChange={(event) => set({ privateKeyPassword: event.target.value })}
              />
            )}
          </FormField>
          <FormField name="passwordConfirm" label={t('passwordConfirm')} refusal={null} problem={confirmProblem}>
            {(control) => (
              <TextInput
                {...control}
                type="password"
                autoComplete="new-password"
                value={draft.passwordConfirm}
                onChange={(event) => set({ passwordConfirm: event.target.value })}
              />
            )}
          </FormField>
        </>
      )}
    </>
  );
}
