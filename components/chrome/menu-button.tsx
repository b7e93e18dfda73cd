'use client';
import { Menu } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { buttonStyle } from '../ui/button.tsx';
import { UnfoldingButton } from '../ui/unfolding-button.tsx';
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
  return (
    <UnfoldingButton
      className={buttonStyle()}
      face={
        <>
          <Menu aria-hidden="true" className="size-4" />
          {t('menu')}
        </>
      }
      label={t('menu')}
      onKeyDown={moveByArrow}
      contentClassName="z-40 max-h-[80dvh] w-[min(54rem,calc(100vw-1rem))] overflow-y-auto rounded-lg border border-line-strong bg-surface p-3 shadow-2xl"
    >
      {(close) => <MenuTree target={target} heading="h2" onFollow={close} />}
    </UnfoldingButton>
  );
}
