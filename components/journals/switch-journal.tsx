'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';

/** Switch Journal, with the reason that will stand in the list. */
export function SwitchJournal({ target, onSwitched }: { target: Target; onSwitched: (isDone: boolean) => void }) {
  const t = useTranslations('journals');
  const ui = useTranslations('ui');
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const open = () => {
    forget();
    setReason('');
    onSwitched(false);
    setAsking(true);
  };
  const confirm = async () => {
    const outcome = await send({ kind: 'switch-journal', reason });
    if (!outcome.ok) return;
    setAsking(false);
    onSwitched(true);
  };
  return (
    <>
      <Button onClick={open}>{t('switch')}</Button>
      {asking && (
        <ConfirmDialog
          open
          title={t('switch')}
          text={
            <>
              {t('confirmSwitch', { instance: target })}
              <Field name="reason" label={t('switchReason')} help={t('switchReasonHelp')} refusal={refusal}>
                {(control) => <TextInput {...control} maxLength={80} value={reason} onChange={(event) => setReason(event.target.value)} />}
              </Field>
            </>
          }
          action={ui('ok')}
          busy={isPending}
          refusal={refusal}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
