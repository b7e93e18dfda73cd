'use client';
import { DismissableLayer, Popper } from 'radix-ui/internal';
import type { RefObject } from 'react';
import { createPortal } from 'react-dom';
import type { Refusal } from '@/lib/contract/errors.ts';
import { RefusalNumber } from './refusal-number.tsx';
import { useRefusalTexts } from './use-refusal-texts.ts';

interface ReasonTipProps {
  readonly opener: RefObject<HTMLButtonElement | null>;
  readonly refusal: Refusal;
  readonly onClose: () => void;
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
}

/** Why a button is not available, beside it. Escape closes it and nothing behind it. Hidden from those who hear the same already. */
export function ReasonTip({ opener, refusal, onClose, ...pointer }: ReasonTipProps) {
  const { sentenceText, wayOutText } = useRefusalTexts();
  return createPortal(
    <Popper.Root>
      <Popper.Anchor virtualRef={opener} />
      <DismissableLayer.Root
        asChild
        onDismiss={onClose}
        onFocusOutside={(event) => event.preventDefault()}
        onPointerDownOutside={(event) => {
          if (event.target instanceof Node && opener.current?.contains(event.target)) event.preventDefault();
        }}
      >
        <Popper.Content
          side="bottom"
          sideOffset={6}
          collisionPadding={12}
          className="z-50 max-w-80 rounded-md border border-line-strong bg-raised p-3 text-sm text-ink shadow-lg"
          aria-hidden="true"
          {...pointer}
        >
          <p className="font-bold">{sentenceText(refusal)}</p>
          <p className="mt-1 text-ink-soft">{wayOutText(refusal)}</p>
          <RefusalNumber refusal={refusal} />
        </Popper.Content>
      </DismissableLayer.Root>
    </Popper.Root>,
    document.body,
  );
}
