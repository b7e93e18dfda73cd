'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

/** Has a database that the mirror has and this member has not made here and downloaded, after a question. */
export function DownloadMissing({ target, name }: { target: Target; name: string }) {
  const t = useTranslations('download');
  const [isAsking, setAsking] = useState(false);
  const { send, isPending, refusal } = useSendCommand(target);
  const confirm = async () => {
    const outcome = await send({ kind: 'download-databases', databases: [name], inBackground: true });
    if (outcome.ok) setAsking(false);
  };
  return (
    <>
      <Button size="small" className="mr-3" aria-label={t('downloadOf', { name })} onClick={() => setAsking(true)}>
        {t('download')}
      </Button>
      {isAsking && (
        <ConfirmDialog open title={t('downloadOf', { name })} text={t('missingText', { name })} action={t('download')} busy={isPending} refusal={refusal} onConfirm={confirm} onClose={() => setAsking(false)} />
      )}
    </>
  );
}
