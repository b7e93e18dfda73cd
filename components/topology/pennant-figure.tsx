import { fitText } from '../drawing/fit-text.ts';
import type { Layout } from './layout.ts';

type Pennant = NonNullable<Layout['pennant']>;
const SIZE = 10.5;
/** Its cloth ends in two points. */
const NOTCH = 7;

/** The flag of the virtual IP: it stands on its holder, and travels to the next one; on nobody it lies on the ground, dashed. */
export function PennantFigure({ pennant, address }: { pennant: Pennant; address: string }) {
  const { x, y, width, height, isHeld, isKnown } = pennant;
  const color = isHeld ? 'stroke-teal' : 'stroke-line-strong';
  return (
    <g className="travels" style={{ transform: `translate(${x}px, ${y}px)` }}>
      <path
        d={`M1 0H${width}L${width - NOTCH} ${height / 2 - 1}L${width} ${height - 2}H1z`}
        strokeWidth="1.25"
        strokeDasharray={isHeld ? undefined : '4 3'}
        className={`fill-raised ${color}`}
      />
      <path d={`M1 -1V${isHeld ? height + 2 : height - 1}`} strokeWidth="2" strokeLinecap="round" className={color} />
      <text
        x={(width - NOTCH) / 2 + 2}
        y={height / 2 + 2.75}
        fontSize={SIZE}
        fontWeight="700"
        textAnchor="middle"
        className={`tabular-nums ${isHeld ? 'fill-teal' : 'fill-ink-soft'}`}
      >
        {fitText(isKnown ? address : `${address} ?`, width - NOTCH - 6, { size: SIZE, bold: true })}
      </text>
    </g>
  );
}
