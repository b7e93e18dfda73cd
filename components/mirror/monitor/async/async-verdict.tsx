'use client';
import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { cn } from '../../../ui/cn.ts';
import { type FollowVerdict, followVerdictOf } from './follow-verdict.ts';

const looks: Record<FollowVerdict['follows'], { icon: typeof Info; style: string; mark: string }> = {
  yes: { icon: CircleCheck, style: 'border-good bg-good-fill', mark: 'text-good' },
  but: { icon: TriangleAlert, style: 'border-warning bg-warning-fill', mark: 'text-warning' },
  no: { icon: TriangleAlert, style: 'border-warning bg-warning-fill', mark: 'text-warning' },
  unknown: { icon: Info, style: 'border-notice bg-notice-fill', mark: 'text-notice' },
};

/** "Does it follow the primary?", as the engine says it of this member. Only yes and no are announced: seconds change all the time. */
export function AsyncVerdict({ mirrors, shown }: { mirrors: InstanceView<'async-mirrors'>; shown: string }) {
  const t = useTranslations('async.verdict');
  const format = useFormat();
  const mirror = mirrors.mirrors.find(({ mirrorName }) => mirrorName === shown);
  if (!mirror) return null;
  const verdict = followVerdictOf(mirror);
  const { icon: Icon, style, mark } = looks[verdict.follows];
  return (
    <div className={cn('flex gap-2.5 rounded-md border p-3 text-sm', style)}>
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4.5 shrink-0', mark)} />
      <p className="min-w-0">
        <b role="status">
          {t('question')} {t(`answer.${verdict.follows}`)}
        </b>{' '}
        {sentence()}
      </p>
    </div>
  );

  function sentence(): string {
    switch (verdict.reason) {
      case 'disconnected-since':
        return t('reason.disconnected-since', { time: format.dateTime(verdict.since) });
      case 'behind':
        return verdict.behindBytes === null
          ? t('reason.behind', { time: format.duration(verdict.behindMs) })
          : t('reason.behind-bytes', { time: format.duration(verdict.behindMs), bytes: format.bytes(verdict.behindBytes) });
      case 'applying':
        return t('reason.applying', { time: format.duration(verdict.behindMs) });
      default:
        return t(`reason.${verdict.reason}`, { mirror: shown });
    }
  }
}
