import { ArrowHead, ClockMark, CrossMark, NoEntryMark } from './marks.tsx';
import type { Point } from './shapes.ts';

/**
 * How a connection looks, by its state. `refused`, `one-way`: at which end of the line. `silent`: how faded, 0 to 3. `blocked`: nothing
 * gets through, and nobody says why.
 */
export type LineLook =
  | { readonly kind: 'connected' | 'idle' | 'blocked' }
  | { readonly kind: 'refused'; readonly at: 'start' | 'end' }
  | { readonly kind: 'one-way'; readonly unheard: 'start' | 'end' }
  | { readonly kind: 'silent'; readonly faded: 0 | 1 | 2 | 3 };

const FADED = [1, 0.8, 0.6, 0.45] as const;
const CORNER = 10;
/** From the end of a line to the middle of the mark that belongs to it. */
const MARK_AT = 15;
/** Between the two halves of a line that works one way. */
const HALVES = 4.5;

/**
 * A connection between two boxes. `weight` 'thick': what it carries is what matters. The arrow tells in which direction that goes; a mark
 * tells what is wrong, so that no state is told by its colour alone.
 */
export function Line({
  points,
  look,
  weight = 'thin',
  arrow,
}: {
  readonly points: readonly Point[];
  readonly look: LineLook;
  readonly weight?: 'thin' | 'thick';
  readonly arrow: boolean;
}) {
  if (look.kind === 'one-way') return <OneWay points={look.unheard === 'start' ? points : [...points].reverse()} />;
  const isWorking = look.kind === 'connected';
  const isDanger = look.kind === 'refused' || look.kind === 'blocked';
  const color = isDanger ? 'danger' : isWorking ? 'navy' : 'ink-soft';
  const width = isWorking ? (weight === 'thick' ? 3.5 : 1.75) : look.kind === 'idle' ? (weight === 'thick' ? 1.75 : 1) : 1.75;
  const end = points.at(-1) as Point;
  return (
    <g opacity={look.kind === 'silent' ? FADED[look.faded] : undefined}>
      <path
        d={pathThrough(arrow ? shortened(points, 6) : points)}
        fill="none"
        strokeWidth={width}
        strokeDasharray={isDanger ? '6 5' : look.kind === 'silent' ? '1.5 5' : undefined}
        strokeLinecap={look.kind === 'silent' ? 'round' : undefined}
        className={strokes[color]}
      />
      {arrow && <ArrowHead {...end} angle={angleAt(points)} className={fills[color]} />}
      {look.kind === 'refused' && <NoEntryMark {...along(look.at === 'end' ? [...points].reverse() : points, MARK_AT)} />}
      {look.kind === 'blocked' && <CrossMark {...along([...points].reverse(), MARK_AT)} />}
      {look.kind === 'silent' && <ClockMark {...halfway(points)} />}
    </g>
  );
}

/** From the first point nothing arrives at the last; the way back works. */
function OneWay({ points }: { readonly points: readonly Point[] }) {
  const [there, back] = apart(points);
  const stub = along(there, MARK_AT);
  return (
    <g>
      <path d={pathThrough(there)} fill="none" strokeWidth="1.75" strokeDasharray="1.5 5" strokeLinecap="round" className="stroke-danger" />
      <path d={pathThrough([there[0] as Point, stub])} fill="none" strokeWidth="2.25" className="stroke-danger" />
      <CrossMark {...stub} />
      <path d={pathThrough(shortened(back, 6))} fill="none" strokeWidth="1.75" className="stroke-navy" />
      <ArrowHead {...(back.at(-1) as Point)} angle={angleAt(back)} />
    </g>
  );
}

const strokes = { danger: 'stroke-danger', navy: 'stroke-navy', 'ink-soft': 'stroke-ink-soft' } as const;
const fills = { danger: 'fill-danger', navy: 'fill-navy', 'ink-soft': 'fill-ink-soft' } as const;

/** Straight from point to point, with round corners. */
export function pathThrough(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (!before) return `M${point.x} ${point.y}`;
      if (!after) return `L${point.x} ${point.y}`;
      const into = towards(point, before, CORNER);
      const out = towards(point, after, CORNER);
      return `L${into.x} ${into.y}Q${point.x} ${point.y} ${out.x} ${out.y}`;
    })
    .join('');
}

const distance = (one: Point, other: Point) => Math.hypot(other.x - one.x, other.y - one.y);
/** At most half of the way, so that two corners of one piece do not meet. */
function towards(from: Point, to: Point, wanted: number, share = 0.5): Point {
  const whole = distance(from, to);
  const part = whole === 0 ? 0 : Math.min(wanted, whole * share) / whole;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
const along = ([first, second]: readonly Point[], wanted: number): Point => towards(first as Point, second as Point, wanted);

/** An arrow's point would be blunt on a thick line. */
function shortened(points: readonly Point[], by: number): Point[] {
  const [last, before] = [points.at(-1) as Point, points.at(-2) as Point];
  return [...points.slice(0, -1), towards(last, before, by, 1)];
}

function angleAt(points: readonly Point[]): number {
  const [last, before] = [points.at(-1) as Point, points.at(-2) as Point];
  return (Math.atan2(last.y - before.y, last.x - before.x) * 180) / Math.PI;
}

/** In the middle of its longest piece. */
function halfway(points: readonly Point[]): Point {
  const pieces = points.slice(1).map((point, index) => [points[index] as Point, point] as const);
  const [from, to] = pieces.sort((one, other) => distance(...other) - distance(...one))[0] as readonly [Point, Point];
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

/** Two lines beside this one; the second runs back. A corner moves across both of its pieces, an end across its own. */
function apart(points: readonly Point[]): readonly [Point[], Point[]] {
  const across = points.slice(1).map((point, index): Point => {
    const before = points[index] as Point;
    return { x: -Math.sign(point.y - before.y), y: Math.sign(point.x - before.x) };
  });
  const moved = (by: number) =>
    points.map(({ x, y }, index) => {
      const beside = [across[index - 1], across[index]].filter((one) => one !== undefined);
      const sum = (of: (one: Point) => number) => [...new Set(beside.map(of))].reduce((total, part) => total + part, 0);
      return { x: x + by * sum((one) => one.x), y: y + by * sum((one) => one.y) };
    });
  return [moved(HALVES), moved(-HALVES).reverse()];
}
