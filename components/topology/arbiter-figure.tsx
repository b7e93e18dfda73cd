'use client';
import { useTranslations } from 'use-intl';
import type { Topology } from '@/lib/contract/topology.ts';
import { Border } from '../drawing/borders.tsx';
import { VoteMark } from '../drawing/marks.tsx';
import { PictureText } from '../drawing/picture-text.tsx';
import type { Rect } from '../drawing/shapes.ts';

const PAD = 18;

/** The arbiter, with a square at each side for whether it sees that member. Drawn at 0, 0. */
export function ArbiterFigure({
  arbiter,
  rect: { width, height },
  sides,
}: {
  arbiter: Topology['arbiter'];
  rect: Rect;
  /** The members at its left and right. */
  sides: readonly [left: string | null, right: string | null];
}) {
  const t = useTranslations('topology.inPicture');
  const decides = arbiter?.mode === 'arbiter-controlled';
  const sees = (guid: string | null) => arbiter?.sees.find((one) => one.guid === guid);
  return (
    <g>
      <rect width={width} height={height} rx="8" className="fill-raised" />
      <Border
        width={width}
        height={height}
        look={arbiter ? 'plain' : 'dashed'}
        strokeWidth={decides ? 2 : 1.25}
        className={decides ? 'stroke-teal' : 'stroke-line-strong'}
      />
      {decides && (
        <rect x="-3.5" y="-3.5" width={width + 7} height={height + 7} rx="11" fill="none" strokeWidth="1" className="stroke-teal" />
      )}
      <PictureText
        x={width / 2}
        y={arbiter ? 20 : 29}
        width={width - 2 * PAD}
        size={12.5}
        bold={arbiter !== null}
        anchor="middle"
        className={arbiter ? 'fill-ink' : 'fill-ink-soft'}
      >
        {!arbiter ? t('noArbiter') : decides ? `${t('arbiter')} · ${t('decides')}` : t('arbiter')}
      </PictureText>
      {arbiter && (
        <PictureText x={width / 2} y={37} width={width - 2 * PAD} size={11} anchor="middle" className="fill-ink-soft">
          {arbiter.address}
        </PictureText>
      )}
      {sides.map((guid, side) => {
        const one = sees(guid);
        return one && <VoteMark key={one.guid} x={side === 0 ? 0 : width} y={height / 2} vote={voteOf(one.isSeen)} />;
      })}
    </g>
  );
}

const voteOf = (isSeen: boolean | null) => (isSeen === null ? 'unknown' : isSeen ? 'seen' : 'unseen');
