'use client';
import { type ComponentProps, createContext, type ReactNode, useCallback, useContext, useLayoutEffect, useMemo, useState } from 'react';
import type { Refusal } from '@/lib/contract/errors.ts';
import { RefusalNotice } from './refusal-notice.tsx';

interface FormState {
  readonly refusal: Refusal | null;
  /** Returns how to take it back. */
  readonly bear: (name: string) => () => void;
}
const FormContext = createContext<FormState | null>(null);

/** The refusal of the form around it, which learns that a control of this name is on the page. */
export function useFormRefusal(name: string): Refusal | null {
  const form = useContext(FormContext);
  const bear = form?.bear;
  useLayoutEffect(() => bear?.(name), [bear, name]);
  return form?.refusal ?? null;
}

interface FormProps extends Omit<ComponentProps<'form'>, 'onSubmit'> {
  readonly refusal: Refusal | null;
  /** Missing: it is saved from elsewhere on the page, and Enter in a field does nothing. */
  readonly onSubmit?: ComponentProps<'form'>['onSubmit'];
  /** In place of the usual one. */
  readonly notice?: (refusal: Refusal) => ReactNode;
}

/**
 * A form that knows its fields: a refusal stands at the field that it names, with the focus, and at the head when no control that is on the
 * page bears that name. None is ever invisible. What was typed is the page's and stays.
 */
export function Form({ refusal, notice = (shown) => <RefusalNotice refusal={shown} alert />, onSubmit, children, ...rest }: FormProps) {
  const [borne, setBorne] = useState<readonly string[]>([]);
  const bear = useCallback((name: string) => {
    setBorne((before) => [...before, name]);
    return () => setBorne((before) => before.toSpliced(before.indexOf(name), 1));
  }, []);
  const state = useMemo(() => ({ refusal, bear }), [refusal, bear]);
  const fields = (
    <FormContext value={state}>
      {refusal && !(refusal.field && borne.includes(refusal.field)) && notice(refusal)}
      {children}
    </FormContext>
  );
  if (!onSubmit) return fields;
  return (
    <form noValidate onSubmit={onSubmit} {...rest}>
      {fields}
    </form>
  );
}
