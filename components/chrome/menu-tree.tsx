'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { TextLink } from '../ui/button.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';
import { instanceHref, type MenuEntry, menuOf } from './menu.ts';

/** The menu as columns; an entry that is not available is grey and says why. */
export function MenuTree({ target, heading: Heading, onFollow }: { target: Target; heading: 'h2' | 'h3'; onFollow?: () => void }) {
  const t = useTranslations('menu');
  const { value: summary } = useInstance(target, 'summary', {});
  return (
    <div className="grid gap-4 md:grid-cols-3">
      {menuOf(summary).map((column) => (
        <section key={column.label} className="rounded-lg border border-line bg-raised">
          <Heading className="rounded-t-lg border-b border-line bg-sunken px-3 py-2 font-bold text-navy">{t(column.label)}</Heading>
          <div className="space-y-3 p-3">
            {column.groups.map((group) => (
              <div key={group.path.join()}>
                {group.path.length > 0 && (
                  <p className="mb-1 text-xs font-bold text-ink-soft">{group.path.map((label) => t(label)).join(' > ')}</p>
                )}
                <ul className="space-y-0.5">
                  {group.entries.map((entry) => (
                    <li key={entry.label}>
                      <MenuItem target={target} entry={entry} onFollow={onFollow} />
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

function MenuItem({ target, entry, onFollow }: { target: Target; entry: MenuEntry; onFollow?: () => void }) {
  const t = useTranslations('menu');
  if (entry.refusal)
    return (
      <ReasonButton
        refusal={entry.refusal}
        look="quiet"
        className="min-h-8 border-0 px-2 text-left text-[15px] font-normal tracking-normal"
      >
        {t(entry.label)}
      </ReasonButton>
    );
  return (
    <TextLink
      href={instanceHref(target, entry.path)}
      onClick={onFollow}
      className="block rounded px-2 py-1 no-underline hover:bg-sunken hover:underline"
    >
      {t(entry.label)}
    </TextLink>
  );
}
