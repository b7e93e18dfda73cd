/** Small signs of a picture, drawn and not written: they look the same with every font, in grey, and to the colour-blind. */

interface MarkProps {
  readonly x: number;
  readonly y: number;
  readonly className?: string;
}

/** What ends here does not arrive. */
export function CrossMark({ x, y, className = 'stroke-danger' }: MarkProps) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle r="7" className="fill-raised" />
      <path d="M-4 -4 4 4M4 -4 -4 4" fill="none" strokeWidth="2.25" strokeLinecap="round" className={className} />
    </g>
  );
}

/** Somebody is there, and lets nobody in. */
export function NoEntryMark({ x, y, className = 'stroke-danger' }: MarkProps) {
  return (
    <g transform={`translate(${x} ${y})`} fill="none" strokeWidth="1.75" className={className}>
      <circle r="6.25" className="fill-raised" />
      <path d="M-4.2 4.2 4.2 -4.2" />
    </g>
  );
}

/** Nothing is heard, for some time. */
export function ClockMark({ x, y, className = 'stroke-ink-soft' }: MarkProps) {
  return (
    <g transform={`translate(${x} ${y})`} fill="none" strokeWidth="1.5" strokeLinecap="round" className={className}>
      <circle r="6.25" className="fill-raised" />
      <path d="M0 -3.5V0.3L2.6 1.9" />
    </g>
  );
}

/** At the end of a line, pointing along `angle` (degrees; 0: to the right). */
export function ArrowHead({ x, y, angle, className = 'fill-navy' }: MarkProps & { readonly angle: number }) {
  return <path d="M0 0-9 -4.75-6.75 0-9 4.75z" transform={`translate(${x} ${y}) rotate(${angle})`} className={className} />;
}

/** Told and is are not the same. */
export function UnequalMark({ x, y, className = 'stroke-warning' }: MarkProps) {
  return (
    <path
      transform={`translate(${x} ${y})`}
      d="M-4.5 -2H4.5M-4.5 2H4.5M-2.75 5 2.75 -5"
      fill="none"
      strokeWidth="1.6"
      strokeLinecap="round"
      className={className}
    />
  );
}

export type VoteKind = 'seen' | 'unseen' | 'unknown';
/** Whether somebody sees: filled, empty, or a question. */
export function VoteMark({ x, y, vote }: MarkProps & { readonly vote: VoteKind }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect
        x="-5.5"
        y="-5.5"
        width="11"
        height="11"
        rx="1.5"
        strokeWidth="1.5"
        strokeDasharray={vote === 'unknown' ? '2 2' : undefined}
        className={vote === 'seen' ? 'fill-ink stroke-ink' : 'fill-raised stroke-ink'}
      />
      {vote === 'unknown' && (
        <path
          d="M-1.9 -1.4A1.9 1.9 0 1 1 0.6 0.2Q0 0.5 0 1.3M0 3.2V3.3"
          fill="none"
          strokeWidth="1.3"
          strokeLinecap="round"
          className="stroke-ink"
        />
      )}
    </g>
  );
}

export type ConditionMarkKind = 'ended' | 'hung' | 'off' | 'stopped';
const conditionPaths: Record<ConditionMarkKind, string> = {
  ended: 'M0 -6V6M-3.75 -2.25H3.75',
  hung: 'M-2.5 -5V5M2.5 -5V5',
  off: 'M0 -6V-0.5M-3.4 -3.6A5 5 0 1 0 3.4 -3.6',
  stopped: 'M-4 -4H4V4H-4z',
};
/** What has become of a process. */
export function ConditionMark({ x, y, kind, className = 'stroke-danger' }: MarkProps & { readonly kind: ConditionMarkKind }) {
  return (
    <path
      transform={`translate(${x} ${y})`}
      d={conditionPaths[kind]}
      fill="none"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
    />
  );
}

export type RoleMarkKind = 'leads' | 'ready' | 'follows' | 'none';
/** A role by its fullness: a whole disk leads, a half one would, a ring follows, a broken ring has none. */
export function RoleMark({ x, y, kind, className }: MarkProps & { readonly kind: RoleMarkKind }) {
  return (
    <g transform={`translate(${x} ${y})`} className={className}>
      <circle r="4.75" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray={kind === 'none' ? '2 2.2' : undefined} />
      {kind === 'leads' && <circle r="4.75" fill="currentColor" />}
      {kind === 'ready' && <path d="M0 -4.75A4.75 4.75 0 0 1 0 4.75z" fill="currentColor" />}
    </g>
  );
}
