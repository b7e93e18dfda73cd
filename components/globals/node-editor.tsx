'use client';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { inputStyle } from '../ui/field.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';

interface NodeEditorProps {
  readonly target: Target;
  readonly database: string;
  readonly reference: string;
  readonly value: string;
  /** Whether it holds what is not set. */
  readonly onEdited: (isEdited: boolean) => void;
  readonly onSet: () => void;
  readonly onCancel: () => void;
}

/** The value of a node, changed where it stands. The focus returns to what opened it. */
export function NodeEditor({ target, database, reference, value, onEdited, onSet, onCancel }: NodeEditorProps) {
  const t = useTranslations('globals');
  const ui = useTranslations('ui');
  const [text, setText] = useState(value);
  const { send, isPending, refusal } = useSendCommand(target);
  const form = useRef<HTMLFormElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(box.current.value.length, box.current.value.length);
  }, []);
  const leave = (how: () => void) => {
    const row = form.current?.closest('tr');
    flushSync(how);
    row?.querySelector<HTMLElement>('button')?.focus();
  };
  const set = async (event?: FormEvent) => {
    event?.preventDefault();
    if (isPending) return;
    const outcome = await send({ kind: 'set-node', database, reference, value: text });
    if (outcome.ok) leave(onSet);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void set();
    // What has been typed is lost by its button alone.
    else if (event.key === 'Escape' && text === value) leave(onCancel);
  };
  return (
    <form ref={form} onSubmit={set} className="space-y-1.5 font-sans">
      <textarea
        ref={box}
        aria-label={t('valueOf', { reference })}
        rows={Math.min(8, text.split('\n').length + 1)}
        spellCheck={false}
        className={`${inputStyle} max-w-none font-mono`}
        value={text}
        onKeyDown={press}
        onChange={(event) => {
          setText(event.target.value);
          onEdited(event.target.value !== value);
        }}
      />
      {refusal && <RefusalNotice refusal={refusal} alert />}
      <span className="flex gap-1.5">
        <Button size="small" onClick={() => leave(onCancel)}>
          {ui('cancel')}
        </Button>
        <Button size="small" type="submit" busy={isPending}>
          {t('set')}
        </Button>
      </span>
    </form>
  );
}
