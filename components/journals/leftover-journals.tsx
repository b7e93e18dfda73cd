'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Note } from '../ui/note.tsx';

/** Files of a mirror this instance has left: they make the next create or join fail, so the page says so before it happens. */
export function LeftoverJournals({ target, mirror }: { target: Target; mirror: string }) {
  const t = useTranslations('journals');
  const { send, isPending, refusal } = useSendCommand(target);
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    const outcome = await send({ kind: 'delete-leftover-mirror-journals', mirrorName: mirror });
    if (outcome.ok) setAsking(false);
  };
  return (
    <Note look="warning">
      <p className="mb-2">{t('leftoverText', { name: mirror })}</p>
      <Button look="danger" size="small" onClick={() => setAsking(true)}>
        {t('deleteLeftover', { name: mirror })}
      </Button>
      {asking && (
        <ConfirmDialog
          open
          danger
          title={t('deleteLeftover', { name: mirror })}
          text={t('confirmDelete', { name: mirror, instance: target })}
          action={t('deleteLeftover', { name: mirror })}
          busy={isPending}
          refusal={refusal}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </Note>
  );
}
