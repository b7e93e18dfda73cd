'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { TlsDialog } from './tls-dialog.tsx';
import { announce } from '../../../ui/announce.ts';

/** "Set up SSL/TLS" until this instance has its configurations, then "Edit SSL/TLS". Opens the dialog. */
export function TlsLink({ target, onSaved }: { target: Target; onSaved?: () => void }) {
  const t = useTranslations('forms.tls');
  const { value: defaults } = useInstance(target, 'form-defaults', {});
  const [open, setOpen] = useState(false);
  if (!defaults) return null;
  return (
    <>
      <button
        type="button"
        className="rounded text-link underline decoration-1 underline-offset-2 hover:decoration-2"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {defaults.tls ? t('edit') : t('setUp')}
      </button>
      {defaults.tls && defaults.distinguishedName && (
        <span className="order-last basis-full text-sm wrap-anywhere text-ink-soft">
          {t('distinguishedName', { name: defaults.distinguishedName })}
        </span>
      )}
      {open && (
        <TlsDialog
          target={target}
          stored={defaults.tls}
          certificateFiles={defaults.certificateFiles}
          onClose={() => setOpen(false)}
          onSaved={() => {
            setOpen(false);
            announce(t('saved'));
            onSaved?.();
          }}
        />
      )}
    </>
  );
}
