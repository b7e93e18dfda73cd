'use client';
import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { buttonStyle } from '../ui/button.tsx';
import { UnfoldingButton } from '../ui/unfolding-button.tsx';
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx';

/** On a phone: what the header has no room for. */
export function MoreButton({ links }: { links: ReadonlyArray<{ href: string; label: string }> }) {
  const t = useTranslations('chrome');
  return (
    <UnfoldingButton
      className={`${buttonStyle()} px-2 sm:hidden`}
      face={<Ellipsis aria-hidden="true" className="size-4" />}
      isPicture
      label={t('more')}
      contentClassName="z-40 space-y-3 rounded-lg border border-line-strong bg-surface p-4 shadow-2xl sm:hidden"
    >
      {(close) => (
        <>
          <nav aria-label={t('links')}>
            <ul className="space-y-2 font-bold">
              {links.map((link) => (
                <li key={link.href}>
                  <Link href={link.href} onClick={close} className="block underline-offset-4 hover:underline">
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
        </>
      )}
    </UnfoldingButton>
  );
}
