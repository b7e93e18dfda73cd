/** Edges of a box that tell, without a colour, how whatever is in it fares. */
export type BorderLook = 'plain' | 'thin' | 'dotted' | 'wavy' | 'double' | 'dashed';

const RADIUS = 8;
const WAVE = { length: 10, height: 2 } as const;

export function Border({
  width,
  height,
  look,
  className,
  strokeWidth = 1.5,
}: {
  readonly width: number;
  readonly height: number;
  readonly look: BorderLook;
  readonly className: string;
  readonly strokeWidth?: number;
}) {
  const box = { width, height, rx: RADIUS, fill: 'none', className };
  switch (look) {
    case 'plain':
      return <rect {...box} strokeWidth={strokeWidth} />;
    case 'thin':
      return <rect {...box} strokeWidth="0.75" />;
    case 'dotted':
      return <rect {...box} strokeWidth="2" strokeDasharray="0.1 5" strokeLinecap="round" />;
    case 'dashed':
      return <rect {...box} strokeWidth="1.25" strokeDasharray="6 5" />;
    case 'double':
      return (
        <>
          <rect {...box} strokeWidth="1.25" />
          <rect {...box} x="3.5" y="3.5" width={width - 7} height={height - 7} rx={RADIUS - 3} strokeWidth="1.25" />
        </>
      );
    case 'wavy':
      return <path d={wavy(width, height)} fill="none" strokeWidth="1.5" className={className} />;
  }
}

/** Whole waves along each side, so that they meet at the corners. */
function wavy(width: number, height: number): string {
  const side = (length: number, dx: number, dy: number) => {
    const count = Math.max(1, Math.round(length / WAVE.length));
    const step = length / count;
    return Array.from({ length: count }, (_, index) => {
      const bend = (index % 2 === 0 ? -1 : 1) * WAVE.height * 2;
      return `q${(dx * step) / 2 - dy * bend} ${(dy * step) / 2 + dx * bend} ${dx * step} ${dy * step}`;
    }).join('');
  };
  return `M0 0${side(width, 1, 0)}${side(height, 0, 1)}${side(width, -1, 0)}${side(height, 0, -1)}z`;
}
