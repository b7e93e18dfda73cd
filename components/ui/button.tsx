import { cva, type VariantProps } from 'class-variance-authority';
import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export const buttonStyle = cva(
  'inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-md border-2 font-bold tracking-wide transition-colors aria-disabled:not-aria-busy:cursor-not-allowed aria-disabled:not-aria-busy:border-dashed aria-disabled:not-aria-busy:border-line-strong aria-disabled:not-aria-busy:bg-transparent aria-disabled:not-aria-busy:text-ink-soft aria-busy:cursor-progress aria-busy:opacity-60 disabled:opacity-60',
  {
    variants: {
      look: {
        plain: 'border-navy bg-raised text-navy hover:bg-sunken',
        main: 'border-navy-fill bg-navy-fill text-white hover:brightness-110',
        danger: 'border-danger bg-raised text-danger hover:bg-danger-fill',
        quiet: 'border-transparent bg-transparent text-navy hover:bg-sunken',
      },
      size: { normal: 'min-h-9 px-3.5 py-1 text-sm', small: 'min-h-7 px-2 py-0.5 text-xs' },
    },
    defaultVariants: { look: 'plain', size: 'normal' },
  },
);
type Style = VariantProps<typeof buttonStyle>;

/** While it is `busy` it does nothing, and keeps the focus: a button that is disabled under the person's fingers drops it. */
export function Button({
  look,
  size,
  className,
  type = 'button',
  busy = false,
  onClick,
  ...rest
}: ComponentProps<'button'> & Style & { busy?: boolean }) {
  const idle = busy
    ? { onClick: (event: { preventDefault: () => void }) => event.preventDefault(), 'aria-busy': true, 'aria-disabled': true }
    : { onClick };
  return <button type={type} className={cn(buttonStyle({ look, size }), className)} {...rest} {...idle} />;
}

export function LinkButton({ look, size, className, ...rest }: ComponentProps<typeof Link> & Style) {
  return <Link className={cn(buttonStyle({ look, size }), className)} {...rest} />;
}

export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link className={cn('text-link underline decoration-1 underline-offset-2 hover:decoration-2', className)} {...rest} />;
}
