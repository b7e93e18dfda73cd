'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { toast } from 'sonner';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

/** Offered while journaling is disabled; while it runs there is nothing to start. */
export function StartJournaling({ target }: { target: Target }) {
  const t = useTranslations('journals');
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asking, setAsking] = useState(false);
  const confirm = async () => {
    const outcome = await send({ kind: 'start-journaling' });
    if (!outcome.ok) return;
    setAsking(false);
    toast.success(t('started'));
  };
  return (
    <>
      <Button
        look="main"
        onClick={() => {
          forget();
          setAsking(true);
        }}
      >
        {t('start')}
      </Button>
      {asking && (
        <ConfirmDialog
          open
          title={t('start')}
          text={t('confirmStart', { instance: target })}
          action={t('start')}
          busy={isPending}
          refusal={refusal}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
