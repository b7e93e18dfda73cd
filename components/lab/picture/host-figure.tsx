'use client';
import { useTranslations } from 'use-intl';
import type { LabHost } from '@/lib/contract/views.ts';
import { memberTones } from '../../chrome/member-status.tsx';
import { Border } from '../../drawing/borders.tsx';
import { CrossMark } from '../../drawing/marks.tsx';
import { PictureText } from '../../drawing/picture-text.tsx';
import type { Rect } from '../../drawing/shapes.ts';
import { toneFills } from '../../drawing/tones.ts';
import { useMarks } from '../../messages/use-marks.ts';
import type { Tone } from '../../ui/status-word.tsx';
import { usePurpose } from '../use-purpose.ts';
import { ADDRESS_HEIGHT, type CardPlace, type HostPlace } from './places.ts';

export function HostFigure({ place }: { place: HostPlace }) {
  const t = useTranslations('lab');
  const marks = useMarks();
  const purposeOf = usePurpose();
  const { host, x, y, width, height, purpose } = place;
  const isOff = host.power === 'off';
  return (
    <g>
      <g transform={`translate(${x} ${y})`}>
        <rect width={width} height={height} rx="8" className={isOff ? 'fill-sunken' : 'fill-surface'} />
        <Border width={width} height={height} look={isOff ? 'dashed' : 'plain'} className="stroke-line-strong" />
      </g>
      <PictureText x={x + 12} y={y + 20} width={width - 20} size={14} bold>
        {host.name}
      </PictureText>
      <PictureText {...purpose} size={11.5} className={isOff ? 'fill-danger' : 'fill-ink-soft'}>
        {`${purposeOf(host.purpose)}${isOff ? ` · ${t('power')}${marks.colon}${t('off')}` : ''}`}
      </PictureText>
      {place.instances.map(({ instance, ...rect }) => (
        <InstanceLine key={instance.name} instance={instance} rect={rect} />
      ))}
      <AgentLine host={host} rect={place.agent} />
      {place.cards.map((card) => (
        <CardFigure key={card.card.name} place={card} />
      ))}
    </g>
  );
}

function Chip({ rect: { x, y, width, height }, tone, text }: { rect: Rect; tone: Tone; text: string }) {
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} rx="5" className={toneFills[tone].box} />
      <PictureText x={x + 8} y={y + 15} width={width - 12} size={11.5} bold className={toneFills[tone].text}>
        {text}
      </PictureText>
    </g>
  );
}

function InstanceLine({ instance, rect }: { instance: LabHost['instances'][number]; rect: Rect }) {
  const t = useTranslations();
  const status = instance.state === 'running' ? (instance.mirror?.status ?? null) : null;
  const tone: Tone = status
    ? memberTones[status]
    : instance.state === 'running'
      ? 'quiet'
      : instance.state === 'starting' || instance.state === 'stopping'
        ? 'warning'
        : 'danger';
  const words = status
    ? `${t(`memberStatus.${status}`)} · ${instance.mirror?.name}`
    : instance.state === 'running'
      ? t('lab.notAMember')
      : t(`instanceState.${instance.state}`);
  return <Chip rect={rect} tone={tone} text={`${instance.name} · ${words}`} />;
}

function AgentLine({ host, rect }: { host: LabHost; rect: Rect }) {
  const t = useTranslations('lab');
  const { agent } = host;
  const words = !agent.installed ? t('agentNotInstalled') : agent.running ? t('agentRunning') : t('agentStopped');
  return <Chip rect={rect} tone={agent.running ? 'good' : 'quiet'} text={`${t('agent')} · ${words}`} />;
}

/** How far the wire of a card that is pulled out hangs. */
const STUB = 12;

/** A card with its addresses, wired to its network; an address beyond the card's own is the virtual one. */
function CardFigure({ place }: { place: CardPlace }) {
  const t = useTranslations('lab');
  const { card, x, y, width, height, address, note, wire } = place;
  const [begin, network] = wire;
  const stub = { x: begin.x + Math.sign(network.x - begin.x) * STUB, y: begin.y + Math.sign(network.y - begin.y) * STUB };
  const end = card.plugged ? network : stub;
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx="5"
        className={`fill-raised ${card.plugged ? 'stroke-line-strong' : 'stroke-danger'}`}
      />
      <text x={x + 6} y={y + 15} fontSize="11" fontWeight="700" className="fill-ink">
        {card.name}
        {card.addresses.length > 1 && <tspan className="fill-teal"> · VIP</tspan>}
      </text>
      {card.addresses.map((one, line) => (
        <PictureText
          key={one.address}
          {...address}
          y={address.y + line * ADDRESS_HEIGHT}
          size={10.5}
          bold={line > 0}
          className={line > 0 ? 'fill-teal' : 'fill-ink-soft'}
        >
          {one.address}
        </PictureText>
      ))}
      <line
        x1={begin.x}
        y1={begin.y}
        x2={end.x}
        y2={end.y}
        strokeWidth="2"
        className={card.plugged ? 'stroke-line-strong' : 'stroke-danger'}
      />
      {card.plugged ? (
        <circle cx={end.x} cy={end.y} r="4" className="fill-line-strong" />
      ) : (
        <>
          <CrossMark {...stub} />
          <PictureText {...note} size={11} bold className="fill-danger">
            {t('unplugged')}
          </PictureText>
        </>
      )}
    </g>
  );
}
