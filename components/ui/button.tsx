import { cva, type VariantProps } from 'class-variance-authority';
import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export const buttonStyle = cva(
  'inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-md border-2 font-bold tracking-wide transition-colors aria-disabled:cursor-not-allowed aria-disabled:border-dashed aria-disabled:border-line-strong aria-disabled:bg-transparent aria-disabled:text-ink-soft disabled:opacity-60',
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

export function Button({ look, size, className, type = 'button', ...rest }: ComponentProps<'button'> & Style) {
  return <button type={type} className={cn(buttonStyle({ look, size }), className)} {...rest} />;
}

export function LinkButton({ look, size, className, ...rest }: ComponentProps<typeof Link> & Style) {
  return <Link className={cn(buttonStyle({ look, size }), className)} {...rest} />;
}

export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link className={cn('text-link underline decoration-1 underline-offset-2 hover:decoration-2', className)} {...rest} />;
}
