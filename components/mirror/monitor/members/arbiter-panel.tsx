'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { Panel } from '../../../ui/panel.tsx';
import { StatusWord, type Tone } from '../../../ui/status-word.tsx';

type Arbiter = InstanceView<'mirror-monitor'>['arbiter'];
const tones: Record<Arbiter['connection'], Tone> = { both: 'good', 'only-this': 'warning', 'not-connected': 'danger', refused: 'danger' };

export function ArbiterPanel({ arbiter }: { arbiter: Arbiter }) {
  const t = useTranslations('monitor');
  return (
    <Panel title={t('arbiterConnection')}>
      <dl aria-live="polite" className="space-y-2 text-sm">
        <div>
          <dt className="font-bold">{t('arbiterAddress')}</dt>
          <dd>{arbiter.address ?? t('arbiterNotConfigured')}</dd>
        </div>
        <div>
          <dt className="font-bold">{t('failoverMode')}</dt>
          <dd>{t(arbiter.mode)}</dd>
        </div>
        {arbiter.address && (
          <div>
            <dt className="font-bold">{t('connectionStatus')}</dt>
            <dd>
              <StatusWord tone={tones[arbiter.connection]} className="whitespace-normal">
                {t(`connection.${arbiter.connection}`)}
              </StatusWord>
            </dd>
          </div>
        )}
      </dl>
    </Panel>
  );
}
