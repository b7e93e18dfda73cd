'use client';
import { useTranslations } from 'use-intl';
import type { LabView } from '@/lib/contract/views.ts';
import { PictureText } from '../../drawing/picture-text.tsx';
import { useWidth } from '../../drawing/use-width.ts';
import { flowKey } from '../flow-key.ts';
import { useNetworkName } from '../use-network-name.ts';
import { FlowLabel, FlowLine } from './flow-figure.tsx';
import { HostFigure } from './host-figure.tsx';
import { layOut } from './layout.ts';
import type { BusPlace } from './places.ts';
import { layOutTall, TALL_BELOW } from './tall-layout.ts';

/** Hosts, their cards plugged into the networks, the connections between them. The panels and the table say the same in words. */
export function LabPicture({ lab }: { lab: LabView }) {
  const t = useTranslations('lab');
  const { ref, width } = useWidth<HTMLDivElement>();
  const layout = width > 0 && width < TALL_BELOW ? layOutTall(lab, width) : layOut(lab);
  return (
    <div ref={ref} className="drawing">
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="img"
        aria-label={t('pictureText')}
        className="mx-auto block h-auto w-full select-none bg-raised font-sans"
        style={{ maxWidth: layout.width }}
      >
        {layout.buses.map((place) => (
          <BusLine key={place.network.name} place={place} />
        ))}
        {layout.hosts.map((place) => (
          <HostFigure key={place.host.name} place={place} />
        ))}
        {layout.buses.map((place) => (
          <BusLabel key={place.network.name} place={place} />
        ))}
        {/* What is blocked lies below what is not: where both share a lane, the lane works. */}
        {[...layout.flows]
          .sort((one, other) => Number(other.flow.blocked) - Number(one.flow.blocked))
          .map((place) => (
            <FlowLine key={flowKey(place.flow)} place={place} />
          ))}
        {layout.flows.map((place) => (
          <FlowLabel key={flowKey(place.flow)} place={place} />
        ))}
      </svg>
    </div>
  );
}

const BusLine = ({ place: { ends } }: { place: BusPlace }) => (
  <line x1={ends[0].x} y1={ends[0].y} x2={ends[1].x} y2={ends[1].y} strokeWidth="4" strokeLinecap="round" className="stroke-line-strong" />
);

/** Wires that pass give way to it. */
function BusLabel({ place: { network, label } }: { place: BusPlace }) {
  const t = useTranslations('lab');
  const networkName = useNetworkName();
  return (
    <PictureText {...label} size={12} halo className="fill-ink-soft">
      {`${t('network', { name: networkName(network.name) })} · ${network.subnet}`}
    </PictureText>
  );
}
