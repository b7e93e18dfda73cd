'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';

/** What a demotion means for whom: of this member, or from the primary of the other one. */
export function DemotionSteps({ monitor }: { monitor: InstanceView<'mirror-monitor'> }) {
  const t = useTranslations('promotion.demotion');
  const demotesOther = monitor.role === 'primary';
  const primary = monitor.members.find(({ status }) => status === 'primary')?.name ?? monitor.otherMember?.name ?? '';
  const member = (demotesOther ? monitor.otherMember?.name : monitor.thisMember.name) ?? '';
  const isDown = monitor.members.find(({ name }) => name === member)?.status === 'down';
  return (
    <ol className="list-decimal space-y-1 pl-5">
      <li>{t(isDown ? 'atStart' : 'now', { member })}</li>
      <li>{t('alone', { primary })}</li>
      <li>{t('back', { member })}</li>
    </ol>
  );
}
