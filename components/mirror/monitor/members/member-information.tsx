'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { cn } from '../../../ui/cn.ts';
import { Panel } from '../../../ui/panel.tsx';
import { ScrollBox } from '../../../ui/scroll-box.tsx';

/** On a narrow screen a row is its head, and below it the two members side by side: nothing is cut off. */
const STACKED = 'max-sm:grid max-sm:grid-cols-2';

export function MemberInformation({ monitor }: { monitor: InstanceView<'mirror-monitor'> }) {
  const t = useTranslations('monitor');
  const { thisMember, otherMember } = monitor;
  const rows = [
    { label: t('memberName'), value: (member: typeof thisMember) => member.name },
    { label: t('superserverAddress'), value: (member: typeof thisMember) => member.superserverAddress },
    { label: t('mirrorPrivateAddress'), value: (member: typeof thisMember) => member.mirrorPrivateAddress },
  ];
  return (
    <Panel title={t('memberInformation')}>
      <ScrollBox name={t('memberInformation')}>
        <table className="w-full text-sm">
          <caption className="sr-only">{t('memberInformation')}</caption>
          <thead className="bg-sunken text-left">
            <tr className={STACKED}>
              <td className="px-3 py-2 max-sm:hidden" />
              <th scope="col" className="px-3 py-2">
                {t('thisMember')}
              </th>
              <th scope="col" className="px-3 py-2">
                {t('otherMember')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.label} className={cn('border-t border-line', STACKED)}>
                <th scope="row" className="px-3 py-1.5 text-left font-bold max-sm:col-span-2 max-sm:pb-0 max-sm:text-ink-soft">
                  {row.label}
                </th>
                <td className="min-w-0 break-words px-3 py-1.5 sm:whitespace-nowrap">{row.value(thisMember)}</td>
                <td className="min-w-0 break-words px-3 py-1.5 sm:whitespace-nowrap">
                  {otherMember ? row.value(otherMember) : t('notApplicable')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}
