'use client';
import { type ReactNode, useRef, useState } from 'react';
import { lazily } from './lazily.tsx';
import type { UnfoldedProps } from './unfolded.tsx';

const Unfolded = lazily(() => import('./unfolded.tsx').then(({ Unfolded }) => Unfolded));

interface UnfoldingButtonProps extends Pick<UnfoldedProps, 'label' | 'onKeyDown'> {
  readonly className: string;
  /** What stands on the button: words, or else a picture alone. */
  readonly face: ReactNode;
  readonly isPicture?: boolean;
  readonly contentClassName: string;
  readonly children: (close: () => void) => ReactNode;
}

/** A button of the header that unfolds something below; the script for that comes when it is first pressed. */
export function UnfoldingButton({ className, face, isPicture, contentClassName, children, ...content }: UnfoldingButtonProps) {
  /** null: never pressed. */
  const [open, setOpen] = useState<boolean | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={isPicture ? content.label : undefined}
        aria-haspopup="dialog"
        aria-expanded={open === true}
        onClick={() => setOpen(open !== true)}
      >
        {face}
      </button>
      {open !== null && (
        <Unfolded opener={button} open={open} onClose={close} className={contentClassName} {...content}>
          {children(close)}
        </Unfolded>
      )}
    </>
  );
}
