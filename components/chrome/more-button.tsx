'use client';
import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { buttonStyle } from '../ui/button.tsx';
import { lazily } from '../ui/lazily.tsx';
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx';

const Unfolded = lazily(() => import('../ui/unfolded.tsx').then(({ Unfolded }) => Unfolded));

/** On a phone: what the header has no room for. */
export function MoreButton({ links }: { links: ReadonlyArray<{ href: string; label: string }> }) {
  const t = useTranslations('chrome');
  const [open, setOpen] = useState<boolean | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${buttonStyle()} px-2 sm:hidden`}
        aria-label={t('more')}
        aria-haspopup="dialog"
        aria-expanded={open === true}
        onClick={() => setOpen(open !== true)}
      >
        <Ellipsis aria-hidden="true" className="size-4" />
      </button>
      {open !== null && (
        <Unfolded
          opener={button}
          open={open}
          onClose={() => setOpen(false)}
          label={t('more')}
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
        </Unfolded>
      )}
    </>
  );
}
