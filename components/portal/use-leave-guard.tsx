'use client';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { guardLeaving } from './leave-request.ts';
import { addOwnEntry, isOwnEntry } from './own-entry.ts';

/**
 * Asks before unsaved edits are lost: by the browser when the page is closed or reloaded, by a dialog when a link is followed, another
 * instance chosen, or Back pressed. Render what it returns.
 */
export function useLeaveGuard(isEdited: boolean): ReactNode {
  const t = useTranslations('ui.leave');
  const router = useRouter();
  const [wanted, setWanted] = useState<string | null>(null);
  const goesBack = useRef(false);

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
    const onBack = () => {
      if (goesBack.current || isOwnEntry(window.history.state)) return;
      addOwnEntry();
      setWanted(BACK);
    };
    addOwnEntry();
    const unguard = guardLeaving(setWanted);
    window.addEventListener('popstate', onBack);
    window.addEventListener('beforeunload', beforeUnload);
    window.addEventListener('click', onClick, true);
    return () => {
      unguard();
      window.removeEventListener('popstate', onBack);
      window.removeEventListener('beforeunload', beforeUnload);
      window.removeEventListener('click', onClick, true);
    };
  }, [isEdited]);

  return (
    <Dialog
      open={wanted !== null}
      onClose={() => setWanted(null)}
      title={t('title')}
      closeLabel={t('stay')}
      actions={
        <Button
          look="danger"
          onClick={() => {
            setWanted(null);
            if (wanted === BACK) {
              goesBack.current = true;
              window.history.go(-2);
            } else if (wanted) router.push(wanted);
          }}
        >
          {t('action')}
        </Button>
      }
    >
      <p>{t('text')}</p>
    </Dialog>
  );
}

/** In place of an address: where the browser was before this page. */
const BACK = 'back';

/** Where a click would take this tab inside the portal; null for anything else. */
function hrefOfLeaving(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
  if (!link || link.target === '_blank' || link.origin !== window.location.origin || link.getAttribute('href')?.startsWith('#'))
    return null;
  return link.pathname === window.location.pathname ? null : link.pathname + link.search;
}
