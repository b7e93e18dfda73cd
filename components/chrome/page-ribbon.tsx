'use client';
import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useFormat } from '../messages/use-format.ts';

export interface Crumb {
  readonly label: string;
  /** Without: a step of the path that has no page of its own. */
  readonly href?: string;
}

interface PageRibbonProps {
  readonly crumbs: readonly Crumb[];
  readonly title: string;
  /** Buttons of the page, on the title's line. */
  readonly actions?: ReactNode;
  /** Time of the newest answer shown; leave out on pages that show none. */
  readonly answeredAt?: string | null;
  readonly stale?: boolean;
  /** Unsaved edits: an asterisk after the path. */
  readonly edited?: boolean;
}

/** Breadcrumb, the one h1 of the page, its buttons, and how fresh it is. */
export function PageRibbon({ crumbs, title, actions, answeredAt, stale = false, edited = false }: PageRibbonProps) {
  const t = useTranslations('chrome');
  const format = useFormat();
  return (
    <div className="border-b border-line bg-raised">
      <div className="mx-auto max-w-[92rem] px-4 pb-3 pt-2.5">
        <div className="flex flex-wrap items-center gap-x-5 gap-y-1">
          <nav aria-label={t('breadcrumb')}>
            <ol className="flex flex-wrap items-center gap-x-1.5 text-xs font-bold text-navy">
              {crumbs.map((crumb, position) => (
                <Fragment key={crumb.label}>
                  {position > 0 && (
                    <li aria-hidden="true" className="text-ink">
                      {'>'}
                    </li>
                  )}
                  <li
                    aria-current={position === crumbs.length - 1 ? 'page' : undefined}
                    className={crumb.href ? undefined : 'text-ink-soft'}
                  >
                    {crumb.href ? (
                      <Link href={crumb.href} className="hover:underline max-sm:inline-block max-sm:min-w-6 max-sm:px-0.5">
                        {crumb.label}
                      </Link>
                    ) : (
                      crumb.label
                    )}
                    {edited && position === crumbs.length - 1 && ' *'}
                  </li>
                </Fragment>
              ))}
            </ol>
          </nav>
          {answeredAt && (
            <p className="ml-auto text-xs text-ink-soft">
              {!stale && <span className="mr-2 rounded-full border border-good px-2 py-0.5 font-bold text-good">{t('live')}</span>}
              {t('lastUpdate')} <time dateTime={answeredAt}>{format.stamp(answeredAt)}</time>
            </p>
          )}
        </div>
        <div className="mt-1 flex flex-wrap items-center gap-x-5 gap-y-2">
          <h1 className="text-[28px] font-normal leading-tight text-teal">{title}</h1>
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        </div>
      </div>
    </div>
  );
}
