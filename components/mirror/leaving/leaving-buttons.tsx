'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { Button } from '../../ui/button.tsx';
import { RemoveConfigurationDialog } from './remove-configuration-dialog.tsx';
import { RemoveMemberDialog } from './remove-member-dialog.tsx';

/**
 * The two ways out of a mirror, for the ribbon of Edit Mirror; of Edit Async the one (`version` null): an async removes no other member.
 * `mirrorNames`: all that an async leaves with it.
 */
export function LeavingButtons({
  target,
  version,
  mirrorNames,
}: {
  target: Target;
  version: number | null;
  mirrorNames?: readonly string[];
}) {
  const t = useTranslations('leaving');
  const { value: leaving } = useInstance(target, 'leaving', {});
  const [open, setOpen] = useState<'self' | 'other' | 'other-first' | null>(null);
  if (!leaving) return null;
  const close = () => setOpen(null);
  return (
    <>
      <Button onClick={() => setOpen('self')}>{t('removeConfiguration')}</Button>
      {version !== null && <Button onClick={() => setOpen('other')}>{t('removeOther')}</Button>}
      {open === 'self' && (
        <RemoveConfigurationDialog
          target={target}
          leaving={mirrorNames ? { ...leaving, mirrorName: mirrorNames.join(', ') } : leaving}
          onRemoveOthers={version === null ? undefined : () => setOpen('other-first')}
          onClose={close}
        />
      )}
      {(open === 'other' || open === 'other-first') && version !== null && (
        // Whoever came from the steps goes on with them.
        <RemoveMemberDialog
          target={target}
          leaving={leaving}
          version={version}
          onClose={() => setOpen(open === 'other-first' ? 'self' : null)}
        />
      )}
    </>
  );
}
