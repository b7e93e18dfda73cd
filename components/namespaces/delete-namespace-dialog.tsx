'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { NOT_CONFIRMED } from '../ui/not-yet.ts';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { announce } from '../ui/announce.ts';

/** The product's page for it has a check box and Perform Action Now: nothing is deleted by one press. */
export function DeleteNamespaceDialog({ target, name, onClose }: { target: Target; name: string; onClose: () => void }) {
  const t = useTranslations();
  const { send, isPending, refusal } = useSendCommand(target);
  const [confirmed, setConfirmed] = useState(false);
  const remove = async () => {
    const outcome = await send({ kind: 'delete-namespace', name });
    if (outcome.ok) onClose();
    if (outcome.ok) announce(t('namespaces.deleteOf', { name }));
  };
  return (
    <Dialog
      open
      busy={isPending}
      onClose={onClose}
      title={t('namespaces.deleteOf', { name })}
      actions={
        <ReasonButton look="danger" refusal={confirmed ? null : NOT_CONFIRMED} busy={isPending} onPress={() => void remove()}>
          {isPending ? t('ui.working') : t('namespaces.performNow')}
        </ReasonButton>
      }
    >
      <div className="space-y-3">
        <p>{t('namespaces.deleteText', { name })}</p>
        <Checkbox
          label={t('namespaces.deleteConfirm', { name })}
          checked={confirmed}
          onChange={(event) => setConfirmed(event.target.checked)}
        />
        {refusal && <RefusalNotice refusal={refusal} alert />}
      </div>
    </Dialog>
  );
}
