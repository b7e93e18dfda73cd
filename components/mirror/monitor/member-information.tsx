'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { Panel } from '../../ui/panel.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';

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
            <tr>
              <td className="px-3 py-2" />
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
              <tr key={row.label} className="border-t border-line">
                <th scope="row" className="px-3 py-1.5 text-left font-bold">
                  {row.label}
                </th>
                <td className="break-words px-3 sm:whitespace-nowrap py-1.5">{row.value(thisMember)}</td>
                <td className="break-words px-3 sm:whitespace-nowrap py-1.5">{otherMember ? row.value(otherMember) : t('notApplicable')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}
