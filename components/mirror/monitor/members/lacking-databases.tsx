'use client';
import { useTranslations } from 'use-intl';
import type { Lacking } from '@/lib/contract/failover.ts';

/** Under the Dejournaling word of a member: which of the mirror's databases it could not serve. */
export function LackingDatabases({ lacking }: { lacking: Lacking }) {
  const t = useTranslations('failover');
  if (lacking.length === 0) return null;
  return (
    <ul className="mt-1 text-sm">
      {lacking.map(({ lack, names }) => (
        <li key={lack} className="break-words">
          {t('lackOf', { names: names.join(', '), lack: t(`lack.${lack}`) })}
        </li>
      ))}
    </ul>
  );
}
