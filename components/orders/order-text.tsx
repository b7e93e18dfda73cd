'use client';
import type { ReactNode } from 'react';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Checkbox, Field, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';

export interface OrderLine {
  /** The command's field that it becomes, which a refusal may name. */
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly lengthMax: number;
}

interface OrderTextProps {
  readonly text: ReactNode;
  readonly tick: { readonly label: string; readonly isTicked: boolean; readonly onTick: (isTicked: boolean) => void } | undefined;
  readonly line: (OrderLine & { readonly written: string; readonly onWrite: (written: string) => void }) | undefined;
  readonly refusal: Refusal | null;
}

/** What a question says, with what the person may tick or write in it. */
export function OrderText({ text, tick, line, refusal }: OrderTextProps) {
  return (
    <>
      {text}
      {tick && (
        <Checkbox
          className="mt-2 flex items-start [&>input]:mt-0.5"
          label={<span className="min-w-0 wrap-anywhere">{tick.label}</span>}
          checked={tick.isTicked}
          onChange={(event) => tick.onTick(event.target.checked)}
        />
      )}
      {line && (
        <Form refusal={refusal}>
          <Field name={line.name} label={line.label} help={line.help}>
            {(control) => (
              <TextInput
                {...control}
                maxLength={line.lengthMax}
                value={line.written}
                onChange={(event) => line.onWrite(event.target.value)}
              />
            )}
          </Field>
        </Form>
      )}
    </>
  );
}
