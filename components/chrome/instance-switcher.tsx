'use client';
import { usePathname, useRouter } from 'next/navigation';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useLab } from '@/lib/query/use-live.ts';
import { mayLeaveFor } from '../portal/leave-request.ts';
import { ChoiceBox } from './choice-box.tsx';
import { instanceHref } from './menu.ts';

/** Goes to the same page of another instance. */
export function InstanceSwitcher({ target }: { target: Target | null }) {
  const t = useTranslations();
  const id = useId();
  const router = useRouter();
  const pathname = usePathname();
  const { value: lab } = useLab();
  const known =
    lab?.hosts.flatMap((host) =>
      host.instances.map((instance) => ({
        name: `${host.name}/${instance.name}`,
        status: instance.mirror?.status ?? null,
        state: instance.state,
      })),
    ) ?? [];
  const shown = target && !known.some((one) => one.name === target) ? [{ name: target, status: null, state: null }, ...known] : known;
  if (!target || shown.length === 0) return null;
  const goTo = (href: string) => {
    if (mayLeaveFor(href)) router.push(href);
  };
  const rest = pathname.split('/').slice(3).join('/');
  return (
    <div className="flex min-w-0 items-center gap-2 text-sm">
      <label htmlFor={id} className="sr-only sm:not-sr-only">
        {t('chrome.switchInstance')}
      </label>
      <ChoiceBox
        id={id}
        className="min-h-8 min-w-0 rounded-md max-sm:w-full border border-line-strong bg-raised px-1.5 text-ink"
        value={target}
        onChoose={(chosen) => goTo(instanceHref(chosen, rest ? `/${rest}` : ''))}
      >
        {shown.map((one) => (
          <option key={one.name} value={one.name}>
            {one.name}
            {one.status
              ? ` · ${t(`memberStatus.${one.status}`)}`
              : one.state && one.state !== 'running'
                ? ` · ${t(`instanceState.${one.state}`)}`
                : ''}
          </option>
        ))}
      </ChoiceBox>
    </div>
  );
}
