'use client';
import { type ReactNode, useId, useRef } from 'react';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Button, type ButtonStyle } from './button.tsx';
import { lazily } from './lazily.tsx';
import { ReasonText } from './reason-text.tsx';
import { useTipOpening } from './use-tip-opening.ts';

const ReasonTip = lazily(() => import('./reason-tip.tsx').then(({ ReasonTip }) => ReasonTip));

interface ReasonButtonProps extends ButtonStyle {
  /** null: offered. Otherwise the button stays visible and tells this reason on hover, focus and press. */
  readonly refusal: Refusal | null;
  /** Missing: it submits a form. */
  readonly onPress?: () => void;
  readonly type?: 'button' | 'submit';
  /** Id of the form that it submits, when it stands outside. */
  readonly form?: string;
  readonly busy?: boolean;
  readonly className?: string;
  readonly label?: string;
  /** For the pointer, where a picture stands on it alone. */
  readonly title?: string;
  readonly children: ReactNode;
}

/**
 * A button that is never hidden: when it is not available it says why, in the words of the refusal it would get. Nothing went wrong: it is
 * a reason, not an error. It is one button whether it is offered or not, so it keeps the focus when that changes; the sentence is there
 * for whoever hears the page, and the tip for whoever sees it comes with the first one that is looked at.
 */
export function ReasonButton({ refusal, onPress, busy = false, label, children, ...rest }: ReasonButtonProps) {
  const reasonId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const tip = useTipOpening();
  const reason = busy ? null : refusal;
  return (
    <>
      <Button
        ref={button}
        busy={busy}
        aria-label={label}
        onClick={onPress}
        {...rest}
        {...(reason && { ...tip.openers, onClick: tip.press, 'aria-disabled': true, 'aria-describedby': reasonId })}
      >
        {children}
      </Button>
      {reason && (
        <span id={reasonId} className="sr-only">
          <ReasonText refusal={reason} />
        </span>
      )}
      {reason && tip.isOpen && <ReasonTip opener={button} refusal={reason} onClose={tip.close} {...tip.keepers} />}
    </>
  );
}
