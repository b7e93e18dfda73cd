'use client';
import { Menu } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { buttonStyle } from '../ui/button.tsx';
import { MenuTree } from './menu-tree.tsx';

/** Arrows, Home and End go from entry to entry, the grey ones too: they tell why. */
function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('li :is(a, button)')];
  const at = document.activeElement instanceof HTMLElement ? entries.indexOf(document.activeElement) : -1;
  const next = { ArrowDown: Math.min(at + 1, entries.length - 1), ArrowUp: Math.max(at - 1, 0), Home: 0, End: entries.length - 1 }[
    event.key
  ];
  if (next === undefined) return;
  event.preventDefault();
  entries[next]?.focus();
}

export function MenuButton({ target }: { target: Target }) {
  const t = useTranslations('chrome');
  const [open, setOpen] = useState(false);
  const content = useRef<HTMLDivElement>(null);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={buttonStyle()}>
        <Menu aria-hidden="true" className="size-4" />
        {t('menu')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          ref={content}
          onOpenAutoFocus={(event) => {
            // The first entry that leads somewhere: Radix passes over links.
            event.preventDefault();
            content.current?.querySelector<HTMLElement>('a[href]')?.focus();
          }}
          onKeyDown={moveByArrow}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={t('menu')}
          className="z-40 max-h-[80dvh] w-[min(54rem,calc(100vw-1rem))] overflow-y-auto rounded-lg border border-line-strong bg-surface p-3 shadow-2xl"
        >
          <MenuTree target={target} heading="h2" onFollow={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
