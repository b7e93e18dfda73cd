'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Leaving } from '@/lib/contract/leaving.ts';
import type { Target } from '@/lib/contract/live.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { LeavingSteps } from './leaving-steps.tsx';
import { RemoveConfigurationDialog } from './remove-configuration-dialog.tsx';

/** In place of the form: an instance that has a mirror's configuration and takes no part in it. */
export function InactiveMirror({ target, leaving }: { target: Target; leaving: Leaving }) {
  const t = useTranslations('leaving');
  const tHome = useTranslations('home');
  const [isOpen, setOpen] = useState(false);
  const [isRestored, setRestored] = useState(false);
  return (
    <Panel title={tHome('inactiveTitle', { mirror: leaving.mirrorName })}>
      <div className="space-y-3">
        <p>{t(leaving.removedByOther ? 'inactiveRemoved' : 'inactiveFlag')}</p>
        {leaving.removedByOther && <p>{t('joinAnew')}</p>}
        {isRestored && <Note look="good">{t('flagRestored')}</Note>}
        {/* Only a primary clears the flag, and only as the last member: it is on its way out. */}
        {leaving.actions.restoreJoinMirror === null ? (
          <LeavingSteps target={target} leaving={leaving} onRestored={() => setRestored(true)} onRemove={() => setOpen(true)} />
        ) : (
          <Button look="danger" onClick={() => setOpen(true)}>
            {t('removeConfiguration')}
          </Button>
        )}
      </div>
      {isOpen && <RemoveConfigurationDialog target={target} leaving={leaving} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
