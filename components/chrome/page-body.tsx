import type { ReactNode } from 'react';
import { cn } from '../ui/cn.ts';

/** The content below the ribbon, as wide as the header. */
export function PageBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn('mx-auto max-w-[92rem] space-y-4 px-4 py-4', className)}>{children}</div>;
}
