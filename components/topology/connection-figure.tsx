'use client';
import { useTranslations } from 'use-intl';
import type { TopologyConnection } from '@/lib/contract/topology.ts';
import { Line, pathThrough } from '../drawing/line.tsx';
import { PictureText } from '../drawing/picture-text.tsx';
import { useFormat } from '../messages/use-format.ts';
import { lineLookOf } from './connection-look.ts';
import { CARD } from './layout.ts';
import type { ConnectionPlace } from './places.ts';
import { short, shortBytes, shortMs, tlsVersion } from './measures.ts';
import { isBroken } from './trouble.ts';

const SIZE = 11;
/** Wide enough for a finger and an unsteady hand. */
const TARGET_WIDTH = 16;

export function ConnectionFigure({ place, waitMs }: { place: ConnectionPlace; waitMs: number }) {
  const { connection, points, card } = place;
  const lines = useCardLines(connection);
  return (
    <g>
      <path d={pathThrough(points)} fill="none" strokeWidth={TARGET_WIDTH} stroke="transparent" />
      <Line
        points={points}
        look={lineLookOf(connection, waitMs)}
        weight={connection.kind === 'journal' && card ? 'thick' : 'thin'}
        arrow={connection.kind === 'journal'}
      />
      {card &&
        lines.map((line, index) => (
          <PictureText
            // The lines of one card have their places, whatever they say.
            key={index === 0 ? 'upper' : 'lower'}
            x={card.x + card.width / 2}
            y={card.y + card.height - (lines.length - 1 - index) * CARD.lineHeight - 4}
            width={card.width}
            size={SIZE}
            anchor="middle"
            className={isBroken(connection) && connection.state !== 'silent' ? 'fill-danger' : 'fill-ink-soft'}
          >
            {line}
          </PictureText>
        ))}
    </g>
  );
}

/** What stands at a connection: what is wrong with it, or else how it works. What is not known is left out. */
function useCardLines(connection: TopologyConnection): string[] {
  const t = useTranslations('topology');
  const format = useFormat();
  const { kind, state, lastWordAgoMs, roundTripMs, tls, ratio, bytesPerSecond } = connection;
  const agent = kind === 'agent' ? `${t('inPicture.agent')} · ` : '';
  if (state === 'silent')
    return [
      agent +
        (lastWordAgoMs === null ? t('inPicture.state.silent') : t('inPicture.state.silentFor', { age: format.duration(lastWordAgoMs) })),
    ];
  if (state === 'refused' || state === 'one-way') return [agent + t(`inPicture.state.${state}`)];
  const upper = [
    kind === 'agent' && t('inPicture.agent'),
    roundTripMs !== null && shortMs(roundTripMs),
    kind === 'journal' && tls !== null && (tls === 'none' ? null : `TLS ${tlsVersion(tls)}`),
  ];
  // While nothing passes there is nothing to tell of it.
  const isIdle = state === 'idle';
  const lower = [
    !isIdle && ratio !== null && `×${short(ratio)}`,
    !isIdle && bytesPerSecond !== null && t('detail.perSecond', { bytes: shortBytes(bytesPerSecond) }),
  ];
  return [upper, kind === 'journal' ? lower : []].map((parts) => parts.filter(Boolean).join(' · ')).filter((line) => line !== '');
}
