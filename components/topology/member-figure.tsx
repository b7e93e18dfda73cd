'use client';
import { Border } from '../drawing/borders.tsx';
import { widthOf } from '../drawing/fit-text.ts';
import { ConditionMark, RoleMark, UnequalMark } from '../drawing/marks.tsx';
import { PictureText } from '../drawing/picture-text.tsx';
import { toneFills } from '../drawing/tones.ts';
import type { MemberPlace } from './places.ts';
import { lookOf } from './member-look.ts';
import { useMemberTexts } from './use-member-texts.ts';

/** Lines of text and their sizes in a box. */
const kinds = {
  failover: { pad: 14, name: { y: 23, size: 13.5 }, role: { y: 44, size: 12.5 }, factsY: 62, lastY: 80, size: 11 },
  async: { pad: 12, name: { y: 18, size: 11.5 }, role: { y: 35, size: 11 }, factsY: null, lastY: 51, size: 10.5 },
} as const;
/** With the space beside them. */
const CORNER_MARK_WIDTH = 18;
const MARK_WIDTH = 15;

/** A member: its role by word, mark and tone; its edge by how its process fares. Drawn at 0, 0. */
export function MemberFigure({ place }: { place: MemberPlace }) {
  const { member, width, height } = place;
  const look = lookOf(member);
  const texts = useMemberTexts(member);
  const { pad, name, role, factsY, lastY, size } = kinds[place.size];
  const inner = width - 2 * pad;
  const tone = toneFills[look.tone];
  const rightWidth = texts.right === '' ? 0 : widthOf(texts.right, { size }) + 8;
  const isUnequal = texts.last.look === 'unequal';
  return (
    <g>
      <rect width={width} height={height} rx="8" className={look.isGrey ? 'fill-sunken' : 'fill-raised'} />
      <Border width={width} height={height} look={look.border} strokeWidth={look.role === 'leads' ? 2.5 : 1.5} className={tone.stroke} />
      <PictureText
        x={pad}
        y={name.y}
        width={inner - (look.mark ? CORNER_MARK_WIDTH : 0)}
        size={name.size}
        bold
        className={look.isGrey ? 'fill-ink-soft' : 'fill-ink'}
      >
        {member.name}
      </PictureText>
      {look.mark && <ConditionMark x={width - pad - 5} y={name.y - 5} kind={look.mark} className={tone.stroke} />}
      <RoleMark x={pad + 5} y={role.y - 4} kind={look.role} className={tone.ink} />
      <PictureText x={pad + MARK_WIDTH} y={role.y} width={inner - MARK_WIDTH - rightWidth} size={role.size} bold className={tone.text}>
        {texts.role}
      </PictureText>
      {texts.right !== '' && (
        <PictureText x={width - pad} y={role.y} width={inner} size={size} anchor="end" className="fill-ink-soft">
          {texts.right}
        </PictureText>
      )}
      {factsY !== null && (
        <PictureText x={pad} y={factsY} width={inner} size={size} className="fill-ink-soft">
          {texts.facts}
        </PictureText>
      )}
      {isUnequal && <UnequalMark x={pad + 5} y={lastY - 4} />}
      <PictureText
        x={pad + (isUnequal ? MARK_WIDTH : 0)}
        y={lastY}
        width={inner - (isUnequal ? MARK_WIDTH : 0)}
        size={size}
        className={isUnequal ? 'fill-warning' : texts.last.look === 'gone' ? tone.text : 'fill-ink-soft'}
      >
        {texts.last.text}
      </PictureText>
      {look.lag !== null && !look.isGrey && <LagBar x={pad} y={height - 8} width={inner} lag={look.lag} />}
    </g>
  );
}

function LagBar({ x, y, width, lag }: { x: number; y: number; width: number; lag: number }) {
  return (
    <g>
      <rect x={x} y={y} width={width} height="3" rx="1.5" className="fill-line" />
      {lag > 0 && (
        <rect x={x} y={y} width={Math.max(3, width * lag)} height="3" rx="1.5" className={lag >= 1 ? 'fill-warning' : 'fill-notice'} />
      )}
    </g>
  );
}
