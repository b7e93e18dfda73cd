'use client';
import { useTranslations } from 'use-intl';
import { ArrowHead, CrossMark } from '../../drawing/marks.tsx';
import { useServiceName } from '../use-service-name.ts';
import type { FlowPlace } from './layout.ts';

/** Each arc comes down to its host. */
const DOWN = 90;

export function FlowFigure({ place }: { place: FlowPlace }) {
  const t = useTranslations('lab');
  const serviceName = useServiceName();
  const { flow } = place;
  const label = `${serviceName(flow.port)} ×${flow.count}${flow.blocked ? ` · ${t('flowBlocked')}` : ''}`;
  return (
    <g>
      <path
        d={place.path}
        fill="none"
        className={flow.blocked ? 'stroke-danger' : 'stroke-navy'}
        strokeWidth={flow.bytesPerSecond > 0 ? 2.5 : 1.5}
        strokeDasharray={flow.blocked ? '6 5' : undefined}
      />
      <ArrowHead x={place.end.x} y={place.end.y} angle={DOWN} className={flow.blocked ? 'fill-danger' : 'fill-navy'} />
      {flow.blocked && <CrossMark x={place.end.x} y={place.end.y - 16} />}
      <text
        x={place.labelX}
        y={place.labelY}
        textAnchor="middle"
        fontSize="11.5"
        className={`${flow.blocked ? 'fill-danger' : 'fill-ink'} stroke-raised`}
        strokeWidth="5"
        paintOrder="stroke"
        strokeLinejoin="round"
      >
        {label}
      </text>
    </g>
  );
}
