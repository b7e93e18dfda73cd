'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';

/** Second header row: what this portal is looking at. */
export function InfoLine({ target }: { target: Target }) {
  const t = useTranslations('chrome');
  const { value: summary } = useInstance(target, 'summary', {});
  const [host, instance] = target.split('/');
  const pairs = [
    { label: t('server'), value: host },
    { label: t('instance'), value: instance },
    ...(summary
      ? [
          { label: t('version'), value: summary.version },
          { label: t('superserverPort'), value: summary.superserverPort },
        ]
      : []),
  ];
  return (
    <dl className="mx-auto flex max-w-[92rem] flex-wrap gap-x-6 gap-y-0.5 px-4 pb-2 text-sm max-sm:hidden">
      {pairs.map((pair) => (
        <div key={pair.label} className="flex gap-1.5">
          <dt className="font-bold">{pair.label}</dt>
          <dd>{pair.value}</dd>
        </div>
      ))}
    </dl>
  );
}
