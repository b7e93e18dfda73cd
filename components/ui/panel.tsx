import { type ReactNode, useId } from 'react';
import { cn } from './cn.ts';

/** A framed group with its name on the frame's upper edge, like the product's fieldsets. */
export function Panel({
  title,
  aside,
  children,
  className,
}: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={cn('min-w-0 rounded-lg border border-line bg-raised shadow-[0_1px_2px_var(--shade)]', className)}
    >
      <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2.5">
        <h2 id={id} className="text-[15px] font-bold text-navy">
          {title}
        </h2>
        {aside}
      </div>
      <div className="p-4">{children}</div>
    </section>
  );
}
