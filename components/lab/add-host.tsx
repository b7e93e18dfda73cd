'use client';
import { useTranslations } from 'use-intl';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { announce } from '../ui/announce.ts';

/** One more host with an instance, for mirrors with many members. */
export function AddHost() {
  const t = useTranslations('async.lab');
  const { send, isPending, refusal } = useSendCommand('lab');
  const add = async () => {
    const outcome = await send({ kind: 'add-host' });
    if (outcome.ok) announce(t('hostAdded', { host: outcome.value.host }));
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      {refusal && <RefusalNotice refusal={refusal} alert />}
      <Button busy={isPending} onClick={add}>
        {isPending ? t('addingHost') : t('addHost')}
      </Button>
    </div>
  );
}
