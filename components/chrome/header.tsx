'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { InfoLine } from './info-line.tsx';
import { InstanceSwitcher } from './instance-switcher.tsx';
import { instanceHref } from './menu.ts';
import { MenuButton } from './menu-button.tsx';
import { MoreButton } from './more-button.tsx';
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx';
import { ProductMark } from './product-mark.tsx';

/** Mark, Management Portal, links, switches; on an instance also the Menu button and the info line. On a phone one row. */
export function Header({ target }: { target: Target | null }) {
  const t = useTranslations();
  const links = [
    ...(target
      ? [
          { href: instanceHref(target), label: t('chrome.home') },
          { href: instanceHref(target, '/about'), label: t('chrome.about') },
        ]
      : []),
    { href: '/', label: t('chrome.instances') },
    { href: '/lab', label: t('chrome.lab') },
  ];
  return (
    <header className="border-b border-line bg-raised print:hidden">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded focus:bg-raised focus:p-2">
        {t('chrome.skipToContent')}
      </a>
      <div className="mx-auto flex max-w-[92rem] items-center gap-x-5 gap-y-2 px-4 py-2.5 max-sm:gap-x-2 sm:flex-wrap">
        <Link href="/" className="flex items-center gap-2.5">
          <ProductMark />
          <span className="leading-tight max-sm:sr-only">
            <span className="block font-bold text-navy">{t('product')}</span>
            <span className="block text-sm text-ink-soft">{t('chrome.managementPortal')}</span>
          </span>
        </Link>
        <nav aria-label={t('chrome.links')} className="flex flex-wrap gap-x-5 gap-y-1 font-bold max-sm:hidden">
          {links.map((link) => (
            <Link key={link.href} href={link.href} className="underline-offset-4 hover:underline">
              {link.label}
            </Link>
          ))}
        </nav>
        <div className="ml-auto flex min-w-0 items-center gap-2 sm:flex-wrap">
          <InstanceSwitcher target={target} />
          <span className="flex gap-2 max-sm:hidden">
            <LanguageSwitch />
            <ThemeSwitch />
          </span>
          <MoreButton links={links} />
          {target && <MenuButton target={target} />}
        </div>
      </div>
      {target && <InfoLine target={target} />}
    </header>
  );
}
