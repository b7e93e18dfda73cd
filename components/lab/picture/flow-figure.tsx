'use client';
import { useTranslations } from 'use-intl';
import { Line } from '../../drawing/line.tsx';
import { PictureText } from '../../drawing/picture-text.tsx';
import { useServiceName } from '../use-service-name.ts';
import type { FlowPlace } from './places.ts';

export const FlowLine = ({ place: { flow, points } }: { place: FlowPlace }) => (
  <Line points={points} look={{ kind: flow.blocked ? 'blocked' : flow.bytesPerSecond > 0 ? 'connected' : 'idle' }} arrow />
);

/** Where it crosses a line, the line gives way. */
export function FlowLabel({ place: { flow, label } }: { place: FlowPlace }) {
  const t = useTranslations('lab');
  const serviceName = useServiceName();
  const service = `${serviceName(flow.port)} ×${flow.count}`;
  return (
    <PictureText
      x={label.x}
      y={label.y}
      width={label.width}
      size={11.5}
      anchor={label.anchor}
      halo={!label.namesSender}
      className={flow.blocked ? 'fill-danger' : 'fill-ink'}
    >
      {[label.namesSender ? `${flow.from} → ${service}` : service, flow.blocked && t('flowBlocked')].filter(Boolean).join(' · ')}
    </PictureText>
  );
}
