'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';

/**
 * Has a database that the mirror has and this member has not made here and downloaded, after a question. `mirrorName`: of an async in
 * several mirrors, which.
 */
export function DownloadMissing({ target, mirrorName, name }: { target: Target; mirrorName: string | null; name: string }) {
  const t = useTranslations('download');
  const [isAsking, setAsking] = useState(false);
  const { send, isPending, refusal } = useSendCommand(target);
  const confirm = async () => {
    const outcome = await send({
      kind: 'download-databases',
      databases: [name],
      ...(mirrorName !== null && { mirrorName }),
      inBackground: true,
    });
    if (outcome.ok) setAsking(false);
  };
  return (
    <>
      <Button size="small" className="mr-3" aria-label={t('downloadOf', { name })} onClick={() => setAsking(true)}>
        {t('download')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          open
          title={t('downloadOf', { name })}
          text={t('missingText', { name })}
          action={t('download')}
          busy={isPending}
          refusal={refusal}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
