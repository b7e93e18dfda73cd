'use client';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button.tsx';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** Of the button that changes nothing, which is the first of the bottom strip: Cancel, or Close where there is no other. */
  readonly closeLabel?: string;
  /** The others, the main one last. */
  readonly actions?: ReactNode;
  readonly wide?: boolean;
  /** Its command runs: it stays open, so that the answer arrives where the person looks. */
  readonly busy?: boolean;
  /** It holds what a person has typed: Escape and × ask before that is lost. */
  readonly edited?: boolean;
}

/** Where the focus begins: at the first field of a form, else at the first button of the strip, which changes nothing. */
function focusFirst(dialog: HTMLElement | null): void {
  const field = dialog?.querySelector<HTMLElement>(
    'form input:not([disabled]), form select:not([disabled]), form textarea:not([disabled])',
  );
  const button = dialog?.querySelector<HTMLElement>('[data-strip] button');
  (field ?? button ?? dialog)?.focus();
}

/** On what opened it, or, where that is folded away meanwhile, on what unfolds it. */
function focusAgain(opener: Element | null): void {
  if (!(opener instanceof HTMLElement || opener instanceof SVGElement)) return;
  const summary = opener.closest('details:not([open])')?.querySelector('summary');
  (summary ?? opener).focus();
}

/**
 * A modal with the product's shape: title bar with ×, body, strip of buttons. When it closes, the focus returns to what opened it, unless
 * the answer has brought it elsewhere.
 */
export function DialogWindow({
  open,
  onClose,
  title,
  children,
  closeLabel,
  actions,
  wide = false,
  busy = false,
  edited = false,
}: DialogProps) {
  const t = useTranslations();
  const content = useRef<HTMLDivElement>(null);
  const opener = useRef<Element | null>(null);
  const [asksToLeave, setAsksToLeave] = useState(false);
  function close() {
    if (busy) return;
    if (edited) setAsksToLeave(true);
    else onClose();
  }
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && close()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(10_14_25/0.55)]" />
        <Radix.Content
          ref={content}
          aria-describedby={undefined}
          aria-busy={busy}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            opener.current = document.activeElement;
            focusFirst(content.current);
          }}
          onEscapeKeyDown={(event) => {
            // What is unfolded inside, as a list of files, goes first.
            const unfolded = content.current?.querySelector<HTMLElement>('[aria-expanded="true"]');
            if (!unfolded) return;
            event.preventDefault();
            unfolded.click();
            unfolded.focus();
          }}
          onCloseAutoFocus={(event) => {
            // Radix gives the focus back to a trigger of its own, of which there is none here.
            event.preventDefault();
            if (document.activeElement === null || document.activeElement === document.body) focusAgain(opener.current);
          }}
          className={`fixed left-1/2 top-1/2 z-50 flex max-h-[92dvh] w-[calc(100vw-1.5rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-lg border border-line-strong bg-raised shadow-2xl ${wide ? 'max-w-3xl' : 'max-w-lg'}`}
        >
          <div className="flex items-center justify-between gap-3 bg-[#333695] px-4 py-2.5 text-white">
            <Radix.Title className="font-bold">{title}</Radix.Title>
            <Radix.Close
              aria-label={t('ui.close')}
              aria-disabled={busy}
              className="grid place-items-center rounded p-1 max-sm:size-[44px] hover:bg-[#5558b8] focus-visible:outline-white aria-disabled:cursor-progress aria-disabled:opacity-60"
            >
              <X aria-hidden="true" className="size-4.5" />
            </Radix.Close>
          </div>
          <div className="overflow-y-auto p-4">{children}</div>
          {asksToLeave && edited ? (
            <div role="alert" className="flex flex-wrap items-center justify-end gap-2 border-t border-line bg-sunken px-4 py-3">
              <span className="mr-auto min-w-0">{t('ui.leave.dialog')}</span>
              <Button autoFocus onClick={() => setAsksToLeave(false)}>
                {t('ui.leave.stayInDialog')}
              </Button>
              <Button look="danger" onClick={onClose}>
                {t('ui.leave.action')}
              </Button>
            </div>
          ) : (
            <div data-strip="" className="flex flex-wrap justify-end gap-2 border-t border-line bg-sunken px-4 py-3">
              <Button busy={busy} onClick={onClose}>
                {closeLabel ?? t(actions ? 'ui.cancel' : 'ui.close')}
              </Button>
              {actions}
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
