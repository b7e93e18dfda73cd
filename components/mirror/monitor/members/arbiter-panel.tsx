'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView, LabView } from '@/lib/contract/views.ts';
import { useLab } from '@/lib/query/use-live.ts';
import { TextLink } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { StatusWord, type Tone } from '../../../ui/status-word.tsx';

type Arbiter = InstanceView<'mirror-monitor'>['arbiter'];
const tones: Record<Arbiter['connection'], Tone> = { both: 'good', 'only-this': 'warning', 'not-connected': 'danger', refused: 'danger' };

export function ArbiterPanel({ arbiter }: { arbiter: Arbiter }) {
  const t = useTranslations('monitor');
  const tArbiter = useTranslations('arbiterPage');
  const { value: lab } = useLab();
  const host = hostOf(arbiter.address, lab);
  return (
    <Panel title={t('arbiterConnection')}>
      <dl className="space-y-2 text-sm">
        <div>
          <dt className="font-bold">{t('arbiterAddress')}</dt>
          <dd>{arbiter.address ?? t('arbiterNotConfigured')}</dd>
          {host && (
            <dd>
              <TextLink href={`/lab/${host}/arbiter`}>{tArbiter('open', { host })}</TextLink>
            </dd>
          )}
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

/** Which host of the lab has the address `address|port` on one of its cards; null: none, or it is not known yet. */
const hostOf = (address: string | null, lab: LabView | null) =>
  lab?.hosts.find(({ cards }) => cards.some((card) => card.addresses.some((one) => address?.split('|')[0] === one.address)))?.name ?? null;
