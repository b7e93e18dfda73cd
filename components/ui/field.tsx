'use client';
import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { cn } from './cn.ts';
import { FieldRefusal } from './field-refusal.tsx';
import { useFormRefusal } from './form.tsx';

export const inputStyle = 'input';

/** Spread onto the control inside a Field. */
export interface FieldControl {
  readonly id: string;
  readonly name: string;
  readonly required: boolean;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

interface FieldProps {
  /** The name that a refusal's `field` carries. */
  readonly name: string;
  readonly label: ReactNode;
  readonly required?: boolean;
  readonly help?: ReactNode;
  /** In place of that of the form around it: marked here, with focus, when it is about this field. */
  readonly refusal?: Refusal | null;
  readonly children: (control: FieldControl) => ReactNode;
}

/** One row of a form: bold label right-aligned at the left, the control, `Required.`, help, and what is wrong with it. */
export function Field({ name, label, required = false, help, refusal: own, children }: FieldProps) {
  const id = useId();
  const t = useTranslations('ui');
  const row = useRef<HTMLDivElement>(null);
  const ofForm = useFormRefusal(name);
  const refusal = own === undefined ? ofForm : own;
  const mine = refusal?.field === name ? refusal : null;
  useEffect(() => {
    if (mine) row.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [mine]);
  const hintIds = [required && `${id}-required`, help && `${id}-help`, mine && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div ref={row} className="grid items-start gap-x-4 gap-y-1 py-1.5 sm:grid-cols-[minmax(9rem,15rem)_minmax(0,1fr)]">
      <label htmlFor={id} className="pt-1.5 font-bold sm:text-right">
        {label}
      </label>
      <div className="min-w-0">
        {children({ id, name, required, 'aria-invalid': mine !== null, 'aria-describedby': hintIds || undefined })}
        {mine && (
          <p id={`${id}-error`} role="alert" className="mt-1 text-sm font-bold text-danger">
            <FieldRefusal refusal={mine} />
          </p>
        )}
        {required && (
          <p id={`${id}-required`} className="mt-0.5 text-sm text-ink-soft">
            {t('required')}
          </p>
        )}
        {help && (
          <p id={`${id}-help`} className="mt-0.5 text-sm text-ink-soft">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}

/** A row of a form that only shows a value. */
export function ReadOnlyField({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="grid items-start gap-x-4 py-1.5 sm:grid-cols-[minmax(9rem,15rem)_minmax(0,1fr)]">
      <span className="font-bold sm:text-right">{label}</span>
      <span className="min-w-0 break-words">{children}</span>
    </div>
  );
}

export function TextInput({ className, type = 'text', autoComplete = 'off', spellCheck = false, ...rest }: ComponentProps<'input'>) {
  return <input type={type} autoComplete={autoComplete} spellCheck={spellCheck} className={cn(inputStyle, className)} {...rest} />;
}

export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <select className={cn(inputStyle, className)} {...rest}>
      {children}
    </select>
  );
}

export function Checkbox({ label, className, ...rest }: ComponentProps<'input'> & { label: ReactNode }) {
  return (
    <label className={cn('check', className)}>
      <input type="checkbox" className="size-4.5 shrink-0 accent-navy-fill" {...rest} />
      {label}
    </label>
  );
}

interface RadioGroupProps<Value extends string> {
  readonly name: string;
  readonly value: Value;
  readonly options: ReadonlyArray<{ value: Value; label: ReactNode }>;
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
  /** Id of the text that names the group; inside a Field pass its label's. */
  readonly labelledBy?: string;
  readonly label?: string;
  /** Inside a Field, its control's: the choice is refused, and takes the focus. */
  readonly 'aria-invalid'?: boolean;
}

export function RadioGroup<Value extends string>({
  name,
  value,
  options,
  onChange,
  disabled,
  labelledBy,
  label,
  'aria-invalid': isInvalid,
}: RadioGroupProps<Value>) {
  return (
    <div
      role="radiogroup"
      tabIndex={-1}
      aria-labelledby={labelledBy}
      aria-label={label}
      aria-invalid={isInvalid}
      className="flex flex-wrap gap-x-5"
    >
      {options.map((option) => (
        <label key={option.value} className="inline-flex min-h-9 items-center gap-2">
          <input
            type="radio"
            className="size-4.5 shrink-0 accent-navy-fill"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
