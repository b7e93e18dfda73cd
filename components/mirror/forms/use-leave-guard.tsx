'use client';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks before unsaved edits are lost: by the browser when the page is closed or reloaded, by a dialog when a link is followed. Render what it returns. */
export function useLeaveGuard(isEdited: boolean): ReactNode {
  const t = useTranslations('forms.leave');
  const router = useRouter();
  const [wanted, setWanted] = useState<string | null>(null);

  useEffect(() => {
    if (!isEdited) return;
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const href = hrefOfLeaving(event);
      if (!href) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted(href);
    };
    window.addEventListener('beforeunload', beforeUnload);
    window.addEventListener('click', onClick, true);
    return () => {
      window.removeEventListener('beforeunload', beforeUnload);
      window.removeEventListener('click', onClick, true);
    };
  }, [isEdited]);

  return (
    <Dialog
      open={wanted !== null}
      onClose={() => setWanted(null)}
      title={t('title')}
      actions={
        <>
          <Button onClick={() => setWanted(null)}>{t('stay')}</Button>
          <Button
            look="danger"
            onClick={() => {
              setWanted(null);
              if (wanted) router.push(wanted);
            }}
          >
            {t('action')}
          </Button>
        </>
      }
    >
      <p>{t('text')}</p>
    </Dialog>
  );
}

/** Where a click would take this tab inside the portal; null for anything else. */
function hrefOfLeaving(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
  if (!link || link.target === '_blank' || link.origin !== window.location.origin || link.getAttribute('href')?.startsWith('#')) return null;
  return link.pathname === window.location.pathname ? null : link.pathname + link.search;
}
