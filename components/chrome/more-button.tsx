'use client';
import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { buttonStyle } from '../ui/button.tsx';
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx';

/** On a phone: what the header has no room for. */
export function MoreButton({ links }: { links: ReadonlyArray<{ href: string; label: string }> }) {
  const t = useTranslations('chrome');
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={`${buttonStyle()} px-2 sm:hidden`} aria-label={t('more')}>
        <Ellipsis aria-hidden="true" className="size-4" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={t('more')}
          className="z-40 space-y-3 rounded-lg border border-line-strong bg-surface p-4 shadow-2xl sm:hidden"
        >
          <nav aria-label={t('links')}>
            <ul className="space-y-2 font-bold">
              {links.map((link) => (
                <li key={link.href}>
                  <Link href={link.href} onClick={() => setOpen(false)} className="block min-h-6 underline-offset-4 hover:underline">
                    {link.label}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <div className="flex flex-wrap gap-2">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
