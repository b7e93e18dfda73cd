'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { isSameSubnet } from '@/lib/contract/names.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';

interface PromoteDialogProps {
  readonly target: Target;
  readonly monitor: InstanceView<'mirror-monitor'>;
  readonly onClose: () => void;
}

/** Promote to Failover Member while a primary runs: what happens to whom, and the card for the virtual IP, chosen by itself when only one fits (portal facts 2.9). */
export function PromoteDialog({ target, monitor, onClose }: PromoteDialogProps) {
  const t = useTranslations('async.promote');
  const ui = useTranslations('ui');
  const { value: defaults } = useInstance(target, 'form-defaults', {});
  const { send, isPending, refusal } = useSendCommand(target);
  const [chosen, setChosen] = useState<string | null>(null);
  const { virtualIp } = monitor;
  const [address = '', prefixLength = '24'] = (virtualIp ?? '').split('/');
  const fitting = (defaults?.interfaces ?? []).filter(({ addresses }) => virtualIp !== null && addresses.some((own) => isSameSubnet(own.address, address, Number(prefixLength)))).map(({ name }) => name);
  const card = chosen ?? fitting[0] ?? null;
  const primary = monitor.members.find(({ status }) => status === 'primary')?.name ?? '';
  const backup = monitor.members.find(({ type, status }) => type === 'failover' && status !== 'primary')?.name;
  const member = monitor.thisMember.name;
  const promote = async () => {
    const outcome = await send({ kind: 'promote', networkInterface: virtualIp === null ? null : card });
    if (outcome.ok) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('title')}
      actions={
        <>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button look="main" disabled={isPending} aria-busy={isPending} onClick={promote}>
            {isPending ? ui('working') : t('title')}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        <p>{t('text', { member, primary })}</p>
        <p>{backup === undefined ? t('noBackup') : t('backup', { backup })}</p>
        {virtualIp !== null &&
          (fitting.length > 0 ? (
            <Field name="networkInterface" label={t('networkInterface', { virtualIp })} refusal={refusal}>
              {(control) => (
                <Select {...control} value={card ?? ''} onChange={(event) => setChosen(event.target.value)}>
                  {fitting.map((name) => (
                    <option key={name}>{name}</option>
                  ))}
                </Select>
              )}
            </Field>
          ) : (
            <p className="font-bold text-warning">{t('noInterface', { virtualIp })}</p>
          ))}
        {isPending && <Spinner label={t('promoting')} />}
        {refusal && !(refusal.field === 'networkInterface' && fitting.length > 0) && <RefusalNotice refusal={refusal} alert />}
      </div>
    </Dialog>
  );
}
