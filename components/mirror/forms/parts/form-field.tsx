'use client';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Refusal } from '@/lib/contract/errors.ts';
import { FieldRefusal } from '../../../ui/field-refusal.tsx';
import { Field, type FieldControl } from '../../../ui/field.tsx';
import { useFormRefusal } from '../../../ui/form.tsx';

interface FormFieldProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly required?: boolean;
  readonly help?: ReactNode;
  /** In place of that of the form around it, of the last save: marks the field and takes the focus there. */
  readonly refusal?: Refusal | null;
  /** Found on leaving the field: marks it and leaves the focus where the person went. */
  readonly problem?: Refusal | string | null;
  /** Links to where the refusal's cause can be mended. */
  readonly cures?: ReactNode;
  /** May be right, may be a trap. */
  readonly warning?: ReactNode;
  readonly children: (control: FieldControl) => ReactNode;
}

export function FormField({ name, label, required, help, refusal: own, problem = null, cures, warning, children }: FormFieldProps) {
  const ofForm = useFormRefusal(name);
  const refusal = own === undefined ? ofForm : own;
  const shown = refusal?.field === name ? null : problem;
  const hints = [
    shown && (
      <span key="problem" role="alert" className="block font-bold text-danger">
        {typeof shown === 'string' ? shown : <FieldRefusal refusal={shown} />}
      </span>
    ),
    refusal?.field === name && cures && <span key="cures">{cures}</span>,
    warning && (
      <span key="warning" className="flex items-start gap-1.5 text-warning">
        <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        <span>{warning}</span>
      </span>
    ),
    help && (
      <span key="help" className="block">
        {help}
      </span>
    ),
  ].filter(Boolean);
  return (
    <Field name={name} label={label} required={required} refusal={refusal} help={hints.length > 0 ? hints : undefined}>
      {(control) => children({ ...control, 'aria-invalid': control['aria-invalid'] || Boolean(shown) })}
    </Field>
  );
}
