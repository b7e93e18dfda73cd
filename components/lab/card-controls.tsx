'use client';
import { useTranslations } from 'use-intl';
import { StatusWord } from '../ui/status-word.tsx';
import { CommandButton, type HostControls } from './command-button.tsx';
import { ControlSection } from './control-section.tsx';
import { useNetworkName } from './use-network-name.ts';

export function CardControls({ host, sender }: HostControls) {
  const t = useTranslations('lab');
  const networkName = useNetworkName();
  return (
    <ControlSection name={t('cards')}>
      <ul className="space-y-2">
        {host.cards.map((card) => (
          <li key={card.name} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <b>{card.name}</b>
            <span className="text-ink-soft">{t('network', { name: networkName(card.network) })}</span>
            {card.addresses.map(({ address, prefixLength }, position) => (
              <span key={address} className={position > 0 ? 'rounded border border-teal px-1.5 font-bold text-teal' : 'tabular-nums'}>
                {address}/{prefixLength}
                {position > 0 && ` ${t('virtualIp')}`}
              </span>
            ))}
            <StatusWord tone={card.plugged ? 'good' : 'danger'}>{card.plugged ? t('plugged') : t('unplugged')}</StatusWord>
            <CommandButton
              sender={sender}
              command={{ kind: 'plug-card', host: host.name, card: card.name, plugged: !card.plugged }}
              action={card.plugged ? t('unplug') : t('plug')}
              object={t('cardOf', { card: card.name, host: host.name })}
              danger={card.plugged}
            />
          </li>
        ))}
      </ul>
    </ControlSection>
  );
}
