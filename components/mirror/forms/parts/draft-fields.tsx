'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { isIpv4 } from '@/lib/contract/names.ts';
import { cn } from '../../../ui/cn.ts';
import { Checkbox, TextInput } from '../../../ui/field.tsx';
import { CureLinks } from './cure-links.tsx';
import { FormField } from './form-field.tsx';
import { messageKeyOf } from './message-key.ts';
import type { TextName } from './mirror-draft.ts';
import type { MirrorForm } from './use-mirror-form.ts';

interface DraftTextProps {
  readonly form: MirrorForm;
  readonly name: TextName;
  /** In place of the usual one. */
  readonly label?: string;
  readonly required?: boolean;
  readonly help?: ReactNode;
  readonly warning?: ReactNode;
  /** Shown in upper case while typed, stored so on leaving. */
  readonly upperCase?: boolean;
  readonly numeric?: boolean;
}

/** A text field of the draft: checked as it is left. */
export function DraftText({ form, name, label, required, help, warning, upperCase = false, numeric = false }: DraftTextProps) {
  const t = useTranslations('forms.label');
  return (
    <FormField
      name={name}
      label={label ?? t(messageKeyOf(name))}
      required={required && !form.readOnly}
      help={form.readOnly ? undefined : help}
      warning={warning}
      refusal={form.refusal}
      problem={form.problemOf(name)}
      cures={form.refusal && <CureLinks refusal={form.refusal} target={form.target} newTab />}
    >
      {(control) => (
        <TextInput
          {...control}
          value={form.draft[name]}
          disabled={form.readOnly}
          inputMode={numeric ? 'numeric' : undefined}
          className={cn(upperCase && 'uppercase', numeric && 'max-w-32')}
          onChange={(event) => form.set(name, event.target.value)}
          onBlur={() => {
            if (upperCase) form.tidy(name, form.draft[name].trim().toUpperCase());
            form.leave(name);
          }}
        />
      )}
    </FormField>
  );
}

/** An address of a member or of the arbiter. A host name may not resolve elsewhere, which shows only later (#2086, #2088): said at once. */
export function DraftAddress({ form, name, label, required, help }: Pick<DraftTextProps, 'form' | 'name' | 'label' | 'required' | 'help'>) {
  const t = useTranslations('forms');
  const text = form.draft[name].trim();
  return (
    <DraftText
      form={form}
      name={name}
      label={label}
      required={required}
      help={help}
      warning={
        text !== '' && !isIpv4(text) && !form.readOnly ? t(name === 'other.agentAddress' ? 'hostNameWarningHere' : 'hostNameWarning') : null
      }
    />
  );
}

interface DraftCheckProps {
  readonly form: MirrorForm;
  readonly name: 'useTls' | 'useArbiter' | 'useVirtualIp' | 'observeOnly';
  readonly label: string;
  readonly help?: ReactNode;
  readonly warning?: ReactNode;
  /** Beside the box. */
  readonly beside?: ReactNode;
}

export function DraftCheck({ form, name, label, help, warning, beside }: DraftCheckProps) {
  return (
    <FormField name={name} label={label} help={help} warning={warning} refusal={form.refusal}>
      {(control) => (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <Checkbox
            {...control}
            label=""
            checked={form.draft[name]}
            disabled={form.readOnly}
            onChange={(event) => form.set(name, event.target.checked)}
          />
          {beside}
        </div>
      )}
    </FormField>
  );
}
