'use client';
import { useTranslations } from 'use-intl';
import type { LabView } from '@/lib/contract/views.ts';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { FlowFigure } from './flow-figure.tsx';
import { HostFigure } from './host-figure.tsx';
import { useNetworkName } from '../use-network-name.ts';
import { layOut } from './layout.ts';

/**
 * Hosts in a row, their cards plugged into the networks below, the connections between them above. The panels and the table say the same in
 * words.
 */
export function LabPicture({ lab }: { lab: LabView }) {
  const t = useTranslations('lab');
  const networkName = useNetworkName();
  const layout = layOut(lab);
  return (
    <ScrollBox name={t('picture')}>
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        width={layout.width}
        role="img"
        aria-label={t('pictureText')}
        className="drawing mx-auto block h-auto min-w-[60rem] max-w-full bg-raised font-sans"
      >
        {layout.hosts.map((place) => (
          <HostFigure key={place.host.name} place={place} />
        ))}
        {layout.buses.map(({ network, y }) => (
          <g key={network.name}>
            <line x1="12" x2={layout.width - 12} y1={y} y2={y} className="stroke-line-strong" strokeWidth="4" strokeLinecap="round" />
            <text x="14" y={y + 17} className="fill-ink-soft stroke-raised" strokeWidth="5" paintOrder="stroke" fontSize="12">
              {t('network', { name: networkName(network.name) })} · {network.subnet}
            </text>
          </g>
        ))}
        {layout.flows.map((place) => (
          <FlowFigure key={`${place.flow.from} ${place.flow.to} ${place.flow.address} ${place.flow.port}`} place={place} />
        ))}
      </svg>
    </ScrollBox>
  );
}
