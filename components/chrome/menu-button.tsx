'use client';
import { Menu } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { buttonStyle } from '../ui/button.tsx';
import { UnfoldingButton } from '../ui/unfolding-button.tsx';
import { MenuTree } from './menu-tree.tsx';

/** Typed within this time, letters are one beginning of a name. */
const TYPING_PAUSE_MS = 700;
let typed = { text: '', at: Number.NEGATIVE_INFINITY };
const isTyping = (now: number) => now - typed.at < TYPING_PAUSE_MS;

/**
 * Where a letter leads: to the next entry that begins with what was typed. The same letter again goes on to the next one; a name that grows
 * stays where it is while it fits.
 */
function byLetter(letter: string, names: readonly string[], at: number, now: number): number | undefined {
  const text = isTyping(now) && typed.text !== letter ? typed.text + letter : letter;
  typed = { text, at: now };
  const from = text.length > 1 ? Math.max(at, 0) : at + 1;
  const order = names.map((_, index) => (from + index) % names.length);
  return order.find((index) => names[index]?.toLocaleLowerCase().startsWith(text));
}

/** Arrows, Home, End and letters go from entry to entry, the grey ones too: they tell why. */
function moveByKey(event: KeyboardEvent<HTMLElement>): void {
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('li :is(a, button)')];
  const at = document.activeElement instanceof HTMLElement ? entries.indexOf(document.activeElement) : -1;
  const next = { ArrowDown: Math.min(at + 1, entries.length - 1), ArrowUp: Math.max(at - 1, 0), Home: 0, End: entries.length - 1 }[
    event.key
  ];
  const isLetter =
    [...event.key].length === 1 && (event.key !== ' ' || isTyping(event.timeStamp)) && !event.ctrlKey && !event.altKey && !event.metaKey;
  const names = entries.map((entry) => entry.textContent?.trim() ?? '');
  const found = isLetter ? byLetter(event.key.toLocaleLowerCase(), names, at, event.timeStamp) : next;
  if (found === undefined) return;
  event.preventDefault();
  entries[found]?.focus();
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
      onKeyDown={moveByKey}
      contentClassName="z-40 max-h-[80dvh] w-[min(54rem,calc(100vw-1rem))] overflow-y-auto rounded-lg border border-line-strong bg-surface p-3 shadow-2xl"
    >
      {(close) => <MenuTree target={target} heading="h2" onFollow={close} />}
    </UnfoldingButton>
  );
}
