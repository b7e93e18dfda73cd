'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { Note } from '../../../ui/note.tsx';

type Detail = 'failoverDetail.starting';

/** "Would it fail over now?": the verdict of the engine's own rule, in words; and which databases nobody would serve afterwards. */
export function FailoverVerdict({ monitor }: { monitor: Pick<InstanceView<'mirror-monitor'>, 'failover' | 'noFailover'> }) {
  const t = useTranslations('monitor');
  const tFailover = useTranslations('failover');
  const { ready, reason, args, lacking } = monitor.failover;
  const detailKey = `failoverDetail.${args[0]}` as Detail;
  const detail = args[0] !== undefined && t.has(detailKey) ? t(detailKey) : (args[0] ?? '');
  const sentence = t(`failoverReason.${reason}`, { name: args[0] ?? '', other: args[1] ?? '', detail });
  const isWhole = ready && reason === 'ready-arbiter' && lacking.length === 0;
  return (
    <div className="space-y-2">
      <Note look={isWhole ? 'good' : lacking.length > 0 || !ready ? 'warning' : 'notice'}>
        <b>
          {t('wouldFailOver')} {isWhole ? t('yesFailOver') : ready ? tFailover('yesBut') : t('noFailOver')}
        </b>{' '}
        {sentence}
        {lacking.length > 0 && (
          <>
            <p className="mt-2">{tFailover('wouldNotBeServed')}</p>
            <ul className="list-disc pl-5">
              {lacking.map(({ lack, names }) => (
                <li key={lack} className="break-words">
                  {tFailover('sentence', { names: names.join(', '), lack: tFailover(`lack.${lack}`), cure: tFailover(`cure.${lack}`) })}
                </li>
              ))}
            </ul>
          </>
        )}
      </Note>
      {monitor.noFailover && reason !== 'no-failover-set' && <Note look="warning">{t('noFailoverSet')}</Note>}
    </div>
  );
}
