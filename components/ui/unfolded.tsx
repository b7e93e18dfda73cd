'use client';
import { Popover } from 'radix-ui';
import { type KeyboardEventHandler, type ReactNode, type RefObject, useRef } from 'react';

export interface UnfoldedProps {
  /** The button that it belongs to: it hangs below, and the focus returns there. */
  readonly opener: RefObject<HTMLButtonElement | null>;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly label: string;
  readonly className: string;
  readonly onKeyDown?: KeyboardEventHandler<HTMLElement>;
  readonly children: ReactNode;
}

/** What a button of the header unfolds. The focus begins at the first entry that leads somewhere: links are passed over otherwise. */
export function Unfolded({ opener, open, onClose, label, className, onKeyDown, children }: UnfoldedProps) {
  const content = useRef<HTMLDivElement>(null);
  const isLeft = useRef(false);
  return (
    <Popover.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Popover.Anchor virtualRef={opener} />
      <Popover.Portal>
        <Popover.Content
          ref={content}
          onOpenAutoFocus={(event) => {
            isLeft.current = false;
            const link = content.current?.querySelector<HTMLElement>('a[href]');
            if (!link) return;
            event.preventDefault();
            link.focus();
          }}
          onInteractOutside={(event) => {
            // The button itself folds it up: it must not unfold at once again.
            if (event.target instanceof Node && opener.current?.contains(event.target)) event.preventDefault();
            else isLeft.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!isLeft.current) opener.current?.focus();
          }}
          onKeyDown={onKeyDown}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className={className}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
