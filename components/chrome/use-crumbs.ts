'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { instanceHref, menuOf } from './menu.ts';
import type { Crumb } from './page-ribbon.tsx';

/** Every entry of the menu with the names that lead to it. The column is left out, as the product does: its place is taken by System. */
const places = new Map(
  menuOf(null).flatMap(({ groups }) =>
    groups.flatMap(({ path, entries }) => entries.map((entry) => [entry.path, [...path, entry.label]] as const)),
  ),
);

interface Below {
  /** Of a page that has no entry of its own: its name, below the entry that leads to it. */
  readonly below?: string;
  /** Where the entry leads from here, when that is not its page as the menu has it. */
  readonly href?: string;
}

/** The path of a page: that of its entry in the menu. `path` null: a page that the menu does not have. */
export function useCrumbs(target: Target): (path: string | null, options?: Below) => Crumb[] {
  const t = useTranslations();
  return (path, { below, href } = {}) => {
    const labels = path === null ? [] : places.get(path);
    if (!labels) throw new Error(`The menu has no page ${path}.`);
    return [
      { label: t('chrome.system'), href: instanceHref(target) },
      ...labels.map((label, index) => ({
        label: t(`menu.${label}`),
        ...(below !== undefined && path !== null && index === labels.length - 1 && { href: href ?? instanceHref(target, path) }),
      })),
      ...(below === undefined ? [] : [{ label: below }]),
    ];
  };
}
