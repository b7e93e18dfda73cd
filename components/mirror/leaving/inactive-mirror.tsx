'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Leaving } from '@/lib/contract/leaving.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReasonButton } from '../../ui/reason-button.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';
import { RemoveConfigurationDialog } from './remove-configuration-dialog.tsx';

/** In place of the form: an instance that has a mirror's configuration and takes no part in it. */
export function InactiveMirror({ target, leaving }: { target: Target; leaving: Leaving }) {
  const t = useTranslations('leaving');
  const tHome = useTranslations('home');
  const { send, isPending, refusal } = useSendCommand(target);
  const [isOpen, setOpen] = useState(false);
  const [isRestored, setRestored] = useState(false);
  const restore = async () => setRestored((await send({ kind: 'clear-join-mirror', cleared: false })).ok);
  return (
    <Panel title={tHome('inactiveTitle', { mirror: leaving.mirrorName })}>
      <div className="space-y-3">
        <p>{t(leaving.removedByOther ? 'inactiveRemoved' : 'inactiveFlag')}</p>
        {leaving.removedByOther && <p>{t('joinAnew')}</p>}
        {isRestored && <Note look="good">{t('flagRestored')}</Note>}
        <div className="flex flex-wrap gap-2">
          <Button look="danger" onClick={() => setOpen(true)}>
            {t('removeConfiguration')}
          </Button>
          <ReasonButton refusal={leaving.actions.restoreJoinMirror} busy={isPending} onPress={() => void restore()}>
            {t('restoreFlag')}
          </ReasonButton>
        </div>
        {refusal && <RefusalNotice refusal={refusal} alert />}
      </div>
      {isOpen && <RemoveConfigurationDialog target={target} leaving={leaving} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
