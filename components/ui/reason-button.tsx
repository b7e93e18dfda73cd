'use client';
import { Tooltip } from 'radix-ui';
import { type ReactNode, useId, useState } from 'react';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Button, type ButtonStyle, buttonStyle } from './button.tsx';
import { cn } from './cn.ts';
import { ReasonText } from './reason-text.tsx';
import { RefusalNumber } from './refusal-number.tsx';
import { useRefusalTexts } from './use-refusal-texts.ts';

interface ReasonButtonProps extends ButtonStyle {
  /** null: offered. Otherwise the button stays visible and tells this reason on hover, focus and press. */
  readonly refusal: Refusal | null;
  readonly onPress: () => void;
  readonly busy?: boolean;
  /** Nothing is chosen yet: what it needs stands beside it. */
  readonly disabled?: boolean;
  readonly className?: string;
  readonly label?: string;
  readonly children: ReactNode;
}

/**
 * A button that is never hidden: when it is not available it says why, in the words of the refusal it would get. Nothing went wrong: it is
 * a reason, not an error.
 */
export function ReasonButton({
  refusal,
  onPress,
  busy = false,
  disabled = false,
  look,
  size,
  className,
  label,
  children,
}: ReasonButtonProps) {
  const { sentenceText, wayOutText } = useRefusalTexts();
  const reasonId = useId();
  const [open, setOpen] = useState(false);
  const style = cn(buttonStyle({ look, size }), className);
  if (!refusal) {
    return (
      <Button look={look} size={size} className={className} onClick={onPress} busy={busy} disabled={disabled} aria-label={label}>
        {children}
      </Button>
    );
  }
  return (
    <>
      <Tooltip.Root open={open} onOpenChange={setOpen} delayDuration={100}>
        <Tooltip.Trigger asChild>
          <button
            type="button"
            className={style}
            aria-disabled="true"
            aria-label={label}
            aria-describedby={reasonId}
            onClick={() => setOpen(true)}
          >
            {children}
          </button>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content
            side="bottom"
            sideOffset={6}
            collisionPadding={12}
            className="z-50 max-w-80 rounded-md border border-line-strong bg-raised p-3 text-sm text-ink shadow-lg"
            aria-hidden="true"
          >
            <p className="font-bold">{sentenceText(refusal)}</p>
            <p className="mt-1 text-ink-soft">{wayOutText(refusal)}</p>
            <RefusalNumber refusal={refusal} />
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
      <span id={reasonId} className="sr-only">
        <ReasonText refusal={refusal} />
      </span>
    </>
  );
}
