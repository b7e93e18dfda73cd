import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export interface ButtonStyle {
  readonly look?: 'plain' | 'main' | 'danger' | 'quiet' | undefined;
  readonly size?: 'normal' | 'small' | undefined;
}
/** For what looks like a button and is none of these. The looks stand in the style sheet of the portal. */
export const buttonStyle = ({ look = 'plain', size = 'normal' }: ButtonStyle = {}) => `button button-${look} button-${size}`;

/** What is not available is a `ReasonButton`: it can be reached, and says why. */
export type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & ButtonStyle & { busy?: boolean };

/** While it is `busy` it does nothing, and keeps the focus: a button that is disabled under the person's fingers drops it. */
export function Button({ look, size, className, type = 'button', busy = false, onClick, ...rest }: ButtonProps) {
  const idle = busy
    ? { onClick: (event: { preventDefault: () => void }) => event.preventDefault(), 'aria-busy': true, 'aria-disabled': true }
    : { onClick };
  return <button type={type} className={cn(buttonStyle({ look, size }), className)} {...rest} {...idle} />;
}

export function LinkButton({ look, size, className, ...rest }: ComponentProps<typeof Link> & ButtonStyle) {
  return <Link className={cn(buttonStyle({ look, size }), className)} {...rest} />;
}

export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link className={cn('link', className)} {...rest} />;
}
