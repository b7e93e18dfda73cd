'use client';
import { Menu } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { buttonStyle } from '../ui/button.tsx';
import { MenuTree } from './menu-tree.tsx';

export function MenuButton({ target }: { target: Target }) {
  const t = useTranslations('chrome');
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={buttonStyle()}>
        <Menu aria-hidden="true" className="size-4" />
        {t('menu')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
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
