'use client';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ButtonStrip } from '../ui/button-strip.tsx';
import { Button } from '../ui/button.tsx';
import { Field, inputStyle, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';

interface SetNodeFormProps {
  readonly target: Target;
  readonly databaseOf: (reference: string) => Promise<string>;
  /** Whose nodes are shown. */
  readonly reference: string;
  readonly onClose: () => void;
}

/** Sets any node, also one that is not there yet. */
export function SetNodeForm({ target, databaseOf, reference: shown, onClose }: SetNodeFormProps) {
  const t = useTranslations('globals');
  const ui = useTranslations('ui');
  const [reference, setReference] = useState(shown);
  const [value, setValue] = useState('');
  const [done, setDone] = useState<string | null>(null);
  const { send, isPending, refusal } = useSendCommand(target);
  const nodeBox = useRef<HTMLInputElement>(null);
  // Whoever has opened it writes.
  useEffect(() => nodeBox.current?.focus(), []);
  const set = async (event: FormEvent) => {
    event.preventDefault();
    setDone(null);
    const outcome = await send({ kind: 'set-node', database: await databaseOf(reference.trim()), reference: reference.trim(), value });
    if (outcome.ok) setDone(reference.trim());
  };
  return (
    <Panel title={t('setNode')}>
      <Form refusal={refusal} onSubmit={set}>
        {done && <Note look="good">{t('setDone', { reference: done })}</Note>}
        <Field name="reference" label={t('setReference')} required help={t('setReferenceHelp')} refusal={refusal}>
          {(control) => (
            <TextInput
              {...control}
              ref={nodeBox}
              className="font-mono"
              value={reference}
              onChange={(event) => setReference(event.target.value)}
            />
          )}
        </Field>
        <Field name="value" label={t('value')} refusal={refusal}>
          {(control) => (
            <textarea
              {...control}
              rows={2}
              spellCheck={false}
              className={`${inputStyle} font-mono`}
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
        <ButtonStrip>
          <Button onClick={onClose}>{ui('close')}</Button>
          <Button type="submit" look="main" busy={isPending}>
            {t('set')}
          </Button>
        </ButtonStrip>
      </Form>
    </Panel>
  );
}
