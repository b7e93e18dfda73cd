'use client';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ButtonStrip } from '../ui/button-strip.tsx';
import { Button } from '../ui/button.tsx';
import { Field, inputStyle, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';

interface SetNodeFormProps {
  readonly target: Target;
  readonly databaseOf: (reference: string) => Promise<string>;
  /** Why nothing can be written here, or null. */
  readonly writable: Refusal | null;
  readonly start: { readonly reference: string; readonly value: string };
  /** Whether it holds what is not set. */
  readonly onEdited: (isEdited: boolean) => void;
}

export function SetNodeForm({ target, databaseOf, writable, start, onEdited }: SetNodeFormProps) {
  const t = useTranslations('globals');
  const [reference, setReference] = useState(start.reference);
  const [value, setValue] = useState(start.value);
  const [done, setDone] = useState<string | null>(null);
  const { send, isPending, refusal } = useSendCommand(target);
  const valueBox = useRef<HTMLTextAreaElement>(null);
  // A node chosen in the list below is ready to be changed.
  useEffect(() => {
    if (start.reference) valueBox.current?.focus();
  }, [start.reference]);
  const set = async (event: FormEvent) => {
    event.preventDefault();
    setDone(null);
    const outcome = await send({ kind: 'set-node', database: await databaseOf(reference.trim()), reference: reference.trim(), value });
    if (!outcome.ok) return;
    setDone(reference.trim());
    onEdited(false);
  };
  const write = (part: { readonly reference: string } | { readonly value: string }) => {
    const next = { reference, value, ...part };
    setReference(next.reference);
    setValue(next.value);
    onEdited(next.reference !== start.reference || next.value !== start.value);
  };
  return (
    <Panel title={t('setNode')}>
      {writable && <RefusalNotice refusal={writable} />}
      {!writable && (
        <Form refusal={refusal} onSubmit={set}>
          {done && <Note look="good">{t('setDone', { reference: done })}</Note>}
          <Field name="reference" label={t('setReference')} required help={t('setReferenceHelp')} refusal={refusal}>
            {(control) => (
              <TextInput
                {...control}
                className="font-mono"
                value={reference}
                onChange={(event) => write({ reference: event.target.value })}
              />
            )}
          </Field>
          <Field name="value" label={t('value')} refusal={refusal}>
            {(control) => (
              <textarea
                {...control}
                ref={valueBox}
                rows={2}
                spellCheck={false}
                className={`${inputStyle} font-mono`}
                value={value}
                onChange={(event) => write({ value: event.target.value })}
              />
            )}
          </Field>
          <ButtonStrip>
            <Button type="submit" look="main" busy={isPending}>
              {t('set')}
            </Button>
          </ButtonStrip>
        </Form>
      )}
    </Panel>
  );
}
