'use client';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { cn } from './cn.ts';

interface ScrollBoxProps {
  readonly name: string;
  readonly children: ReactNode;
  /** For a box that is lower than what is in it, and scrolls both ways. */
  readonly pane?: RefObject<HTMLElement | null>;
}

/** Wide content scrolls inside its own box, also by keyboard, so that the page never does. With room for it, it is no stop for Tab. */
export function ScrollBox({ name, children, pane }: ScrollBoxProps) {
  const t = useTranslations('ui');
  const own = useRef<HTMLElement>(null);
  const ref = pane ?? own;
  const [scrolls, setScrolls] = useState<'scrollHint' | 'scrollHintBoth' | null>(null);
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const look = () =>
      setScrolls(box.scrollHeight > box.clientHeight + 1 ? 'scrollHintBoth' : box.scrollWidth > box.clientWidth ? 'scrollHint' : null);
    look();
    const watcher = new ResizeObserver(look);
    watcher.observe(box);
    for (const child of box.children) watcher.observe(child);
    return () => watcher.disconnect();
  }, [ref]);
  return (
    <section
      ref={ref}
      data-pane={pane ? '' : undefined}
      className={cn(
        'relative max-w-full overflow-x-auto rounded-md border border-line print:overflow-visible',
        // Its end is in sight below the head of the page.
        pane && 'max-h-[max(18rem,calc(100dvh-23.5rem))] overflow-y-auto max-sm:max-h-[max(18rem,calc(100dvh-33rem))] print:max-h-none',
      )}
      tabIndex={scrolls ? 0 : undefined}
      aria-label={scrolls ? t(scrolls, { name }) : undefined}
    >
      {children}
    </section>
  );
}
