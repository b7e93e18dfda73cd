import type { Segment } from './band-marks.ts';

/** Each state by a color and by a pattern; good ones are plain. */
const looks: Record<Segment['state'], { readonly color: string; readonly pattern: 'plain' | 'diagonal' | 'dots' | 'empty' | 'cross' }> = {
  primary: { color: 'var(--navy)', pattern: 'plain' },
  'in-step': { color: 'var(--teal)', pattern: 'diagonal' },
  'catching-up': { color: 'var(--notice)', pattern: 'dots' },
  unreachable: { color: 'var(--line-strong)', pattern: 'empty' },
  down: { color: 'var(--danger)', pattern: 'cross' },
  writable: { color: 'var(--good)', pattern: 'plain' },
  'not-writable': { color: 'var(--danger)', pattern: 'cross' },
};
const TILE = 8;

export const fillOf = (state: Segment['state'], id: string) =>
  looks[state].pattern === 'plain' ? looks[state].color : `url(#${id}-${state})`;

function PatternLines({ pattern, color }: { pattern: string; color: string }) {
  switch (pattern) {
    case 'diagonal':
      return (
        <>
          <rect width={TILE} height={TILE} fill={color} />
          <path d={`M0 ${TILE} L${TILE} 0`} stroke="var(--raised)" strokeWidth="1.2" />
        </>
      );
    case 'dots':
      return (
        <>
          <rect width={TILE} height={TILE} fill={color} opacity="0.35" />
          <circle cx={TILE / 2} cy={TILE / 2} r="1.8" fill={color} />
        </>
      );
    case 'cross':
      return (
        <>
          <rect width={TILE} height={TILE} fill={color} />
          <path d={`M0 0 L${TILE} ${TILE} M0 ${TILE} L${TILE} 0`} stroke="var(--raised)" strokeWidth="1" />
        </>
      );
    default:
      return <path d={`M0 ${TILE / 2} H${TILE}`} stroke={color} strokeWidth="1" />;
  }
}

/** The patterns of one band, and the hatching of what is not known. */
export function BandPatterns({ id }: { id: string }) {
  return (
    <defs>
      {Object.entries(looks).map(([state, { color, pattern }]) => (
        <pattern key={state} id={`${id}-${state}`} width={TILE} height={TILE} patternUnits="userSpaceOnUse">
          <PatternLines pattern={pattern} color={color} />
        </pattern>
      ))}
      <pattern id={`${id}-unknown`} width={TILE} height={TILE} patternUnits="userSpaceOnUse">
        <path d={`M0 0 L${TILE} ${TILE}`} stroke="var(--line)" strokeWidth="1" />
      </pattern>
    </defs>
  );
}
