import { fitText } from './fit-text.ts';

/** One line of text in a picture, at most `width` wide: what does not fit is left out in the middle. */
export function PictureText({
  x,
  y,
  width,
  size,
  bold = false,
  anchor = 'start',
  className = 'fill-ink',
  children,
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly className?: string;
  readonly children: string;
}) {
  return (
    <text x={x} y={y} fontSize={size} fontWeight={bold ? 700 : 400} textAnchor={anchor} className={`tabular-nums ${className}`}>
      {fitText(children, width, { size, bold })}
    </text>
  );
}
