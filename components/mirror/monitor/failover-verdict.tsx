'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { Note } from '../../ui/note.tsx';

type Reason = 'failoverReason.unknown';
type Detail = 'failoverDetail.starting';

/** "Would it fail over now?": the verdict of the engine's own rule, in words. */
export function FailoverVerdict({ monitor }: { monitor: InstanceView<'mirror-monitor'> }) {
  const t = useTranslations('monitor');
  const { ready, reason, args } = monitor.failover;
  // The codes are the engine's; one that has no words yet is shown as it is.
  const reasonKey = `failoverReason.${reason}` as Reason;
  const detailKey = `failoverDetail.${args[0]}` as Detail;
  const detail = args[0] !== undefined && t.has(detailKey) ? t(detailKey) : (args[0] ?? '');
  const sentence = t.has(reasonKey) ? t(reasonKey, { name: args[0] ?? '', detail, code: reason, args: args.join(', ') }) : t('failoverReason.unknown', { code: reason, args: args.join(', ') });
  return (
    <div aria-live="polite" className="space-y-2">
      <Note look={ready ? (reason === 'ready-arbiter' ? 'good' : 'notice') : 'warning'}>
        <b>
          {t('wouldFailOver')} {ready ? t('yesFailOver') : t('noFailOver')}
        </b>{' '}
        {sentence}
      </Note>
      {monitor.noFailover && reason !== 'no-failover-set' && <Note look="warning">{t('noFailoverSet')}</Note>}
    </div>
  );
}
