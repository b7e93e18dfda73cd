'use client';
import type { Refusal } from '@/lib/contract/errors.ts';
import { TextLink } from './button.tsx';
import { ReasonButton } from './reason-button.tsx';

interface RowActionProps {
  /** What is done to what, for those who hear the table and not see its heads: "Delete DEMO". */
  readonly label: string;
  readonly children: string;
  /** null: offered. Otherwise the product's `-`, which tells this reason. */
  readonly refusal: Refusal | null;
  /** Where the action has a page of its own. */
  readonly href?: string;
  /** False: outside a table the words stay when it is not offered. */
  readonly dash?: boolean;
  readonly onPress?: () => void;
}

const linkStyle =
  'min-h-0 border-0 p-0 max-sm:min-h-[24px] max-sm:min-w-[24px] text-sm font-normal tracking-normal text-link underline decoration-1 underline-offset-2 hover:bg-transparent hover:decoration-2';

/** An action in the row of a table: a link, or `-` where it does not apply. */
export function RowAction({ label, children, refusal, href, dash = true, onPress = () => {} }: RowActionProps) {
  if (!refusal && href !== undefined) {
    return (
      <TextLink href={href} aria-label={label}>
        {children}
      </TextLink>
    );
  }
  return (
    <ReasonButton
      look="quiet"
      refusal={refusal}
      label={label}
      onPress={onPress}
      className={
        refusal
          ? 'min-h-0 min-w-6 border-0 px-2 py-0 max-sm:min-h-[24px] max-sm:min-w-[24px] text-sm font-normal tracking-normal'
          : linkStyle
      }
    >
      {refusal && dash ? '-' : children}
    </ReasonButton>
  );
}
