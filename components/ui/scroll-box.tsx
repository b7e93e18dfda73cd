'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

/** Wide content scrolls inside its own box, also by keyboard, so that the page never does. */
export function ScrollBox({ name, children }: { name: string; children: ReactNode }) {
  const t = useTranslations('ui');
  return (
    <section
      className="relative max-w-full overflow-x-auto rounded-md border border-line"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('scrollHint', { name })}
    >
      {children}
    </section>
  );
}
