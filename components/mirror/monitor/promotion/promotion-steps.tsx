'use client';
import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { PlanLine } from './promotion-plan.ts';

/** What will happen to whom, before anything does. */
export function PromotionSteps({ member, plan }: { member: string; plan: readonly PlanLine[] }) {
  const t = useTranslations('promotion');
  return (
    <section aria-label={t('plan')} className="rounded-md border border-line bg-sunken p-3">
      <h3 className="font-bold">{t('plan')}</h3>
      {plan.length === 0 && <p className="italic text-ink-soft">{t('planOpen')}</p>}
      <ol className="mt-1 list-decimal space-y-1 pl-5" aria-live="polite">
        {plan.map(({ code, name, other, isWarning }) => (
          <li key={`${code} ${name}`} className={isWarning ? 'text-warning' : ''}>
            {isWarning && <TriangleAlert aria-hidden="true" className="mr-1 inline size-4 align-text-bottom" />}
            {t(`plans.${code}`, { member, name, other })}
          </li>
        ))}
      </ol>
    </section>
  );
}
