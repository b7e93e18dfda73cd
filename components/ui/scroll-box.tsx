'use client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

/** Wide content scrolls inside its own box, also by keyboard, so that the page never does. With room for it, it is no stop for Tab. */
export function ScrollBox({ name, children }: { name: string; children: ReactNode }) {
  const t = useTranslations('ui');
  const ref = useRef<HTMLElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const look = () => setScrolls(box.scrollWidth > box.clientWidth);
    look();
    const watcher = new ResizeObserver(look);
    watcher.observe(box);
    for (const child of box.children) watcher.observe(child);
    return () => watcher.disconnect();
  }, []);
  return (
    <section
      ref={ref}
      className="relative max-w-full overflow-x-auto rounded-md border border-line print:overflow-visible"
      tabIndex={scrolls ? 0 : undefined}
      aria-label={scrolls ? t('scrollHint', { name }) : undefined}
    >
      {children}
    </section>
  );
}
