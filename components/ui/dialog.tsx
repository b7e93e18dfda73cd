'use client';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { useTranslations } from 'use-intl';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** Buttons of the bottom strip, right-aligned. */
  readonly actions: ReactNode;
  readonly wide?: boolean;
}

/** A modal with the product's shape: title bar with ×, body, strip of buttons. When it closes, the focus returns to what opened it. */
export function Dialog({ open, onClose, title, children, actions, wide = false }: DialogProps) {
  const t = useTranslations('ui');
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(10_14_25/0.55)]" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            // Radix gives the focus back to a trigger of its own, of which there is none here.
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          className={`fixed left-1/2 top-1/2 z-50 flex max-h-[92dvh] w-[calc(100vw-1.5rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-lg border border-line-strong bg-raised shadow-2xl ${wide ? 'max-w-3xl' : 'max-w-lg'}`}
        >
          <div className="flex items-center justify-between gap-3 bg-[#333695] px-4 py-2.5 text-white">
            <Radix.Title className="font-bold">{title}</Radix.Title>
            <Radix.Close aria-label={t('close')} className="rounded p-1 hover:bg-[#5558b8] focus-visible:outline-white">
              <X aria-hidden="true" className="size-4.5" />
            </Radix.Close>
          </div>
          <div className="overflow-y-auto p-4">{children}</div>
          <div className="flex flex-wrap justify-end gap-2 border-t border-line bg-sunken px-4 py-3">{actions}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
