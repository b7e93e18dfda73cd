import { cn } from '../ui/cn.ts';
import { fitText } from './fit-text.ts';

/** One line of text in a picture, at most `width` wide: what does not fit is left out in the middle. */
export function PictureText({
  x,
  y,
  width,
  size,
  bold = false,
  anchor = 'start',
  halo = false,
  className = 'fill-ink',
  children,
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Lines that pass under it give way. */
  readonly halo?: boolean;
  readonly className?: string;
  readonly children: string;
}) {
  return (
    <text
      x={x}
      y={y}
      fontSize={size}
      fontWeight={bold ? 700 : 400}
      textAnchor={anchor}
      className={cn('tabular-nums', className, halo && 'stroke-raised [paint-order:stroke] [stroke-linejoin:round] [stroke-width:5]')}
    >
      {fitText(children, width, { size, bold })}
    </text>
  );
}
