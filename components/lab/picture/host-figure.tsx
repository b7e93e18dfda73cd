'use client';
import { useTranslations } from 'use-intl';
import type { LabHost } from '@/lib/contract/views.ts';
import { memberTones } from '../../chrome/member-status.tsx';
import { toneFills } from '../../drawing/tones.ts';
import type { Tone } from '../../ui/status-word.tsx';
import { usePurpose } from '../use-purpose.ts';
import { HOST_WIDTH, type HostPlace } from './layout.ts';
import { useMarks } from '../../messages/use-marks.ts';

export function HostFigure({ place }: { place: HostPlace }) {
  const t = useTranslations('lab');
  const marks = useMarks();
  const purposeOf = usePurpose();
  const { host, x, y, height } = place;
  const isOff = host.power === 'off';
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={HOST_WIDTH}
        height={height}
        rx="10"
        className={`${isOff ? 'fill-sunken' : 'fill-surface'} stroke-line-strong`}
        strokeWidth="1.5"
        strokeDasharray={isOff ? '5 4' : undefined}
      />
      <text x={x + 12} y={y + 20} fontSize="14" fontWeight="700" className="fill-ink">
        {host.name}
      </text>
      <text x={x + 12} y={y + 36} fontSize="11.5" className={isOff ? 'fill-danger' : 'fill-ink-soft'}>
        {purposeOf(host.purpose)}
        {isOff && ` · ${t('power')}${marks.colon}${t('off')}`}
      </text>
      {place.instances.map(({ instance, y: lineY }) => (
        <InstanceLine key={instance.name} instance={instance} x={x + 8} y={lineY} />
      ))}
      <AgentLine host={host} x={x + 8} y={place.agentY} />
      {place.cards.map((card) => (
        <CardFigure key={card.card.name} place={card} />
      ))}
    </g>
  );
}

function Chip({ x, y, tone, text }: { x: number; y: number; tone: Tone; text: string }) {
  return (
    <g>
      <rect x={x} y={y} width={HOST_WIDTH - 16} height="21" rx="5" className={toneFills[tone].box} />
      <text x={x + 8} y={y + 15} fontSize="11.5" fontWeight="700" className={toneFills[tone].text}>
        {text}
      </text>
    </g>
  );
}

function InstanceLine({ instance, x, y }: { instance: LabHost['instances'][number]; x: number; y: number }) {
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
  return <Chip x={x} y={y} tone={tone} text={`${instance.name} · ${words}`} />;
}

function AgentLine({ host, x, y }: { host: LabHost; x: number; y: number }) {
  const t = useTranslations('lab');
  const { agent } = host;
  const words = !agent.installed ? t('agentNotInstalled') : agent.running ? t('agentRunning') : t('agentStopped');
  return <Chip x={x} y={y} tone={agent.running ? 'good' : 'quiet'} text={`${t('agent')} · ${words}`} />;
}

/** A card with its addresses, wired to its network; an address beyond the card's own is the virtual one. */
function CardFigure({ place }: { place: HostPlace['cards'][number] }) {
  const t = useTranslations('lab');
  const { card, x, y, width, height, busY } = place;
  const middle = x + width / 2;
  const bottom = y + height;
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
      {card.addresses.map(({ address }, line) => (
        <text
          key={address}
          x={x + 6}
          y={y + 30 + line * 15}
          fontSize="10.5"
          fontWeight={line > 0 ? 700 : 400}
          className={line > 0 ? 'fill-teal' : 'fill-ink-soft'}
        >
          {address}
        </text>
      ))}
      {card.plugged ? (
        <>
          <line x1={middle} x2={middle} y1={bottom} y2={busY} className="stroke-line-strong" strokeWidth="2" />
          <circle cx={middle} cy={busY} r="4" className="fill-line-strong" />
        </>
      ) : (
        <>
          <line x1={middle} x2={middle} y1={bottom} y2={bottom + 10} className="stroke-danger" strokeWidth="2" />
          <text x={middle} y={bottom + 20} textAnchor="middle" fontSize="11" fontWeight="700" className="fill-danger">
            ✕ {t('unplugged')}
          </text>
        </>
      )}
    </g>
  );
}
