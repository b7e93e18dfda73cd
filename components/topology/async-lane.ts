/** The lane of the asyncs in the picture of a mirror: boxes in rows by name, and the trunk that leads to them from the primary. */
import type { TopologyMember } from '@/lib/contract/topology.ts';
import type { Point } from '../drawing/shapes.ts';
import type { ConnectionPlace, MemberPlace } from './places.ts';

const ASYNC = { width: 152, height: 64 } as const;
const MARGIN = 12;
/** From a bus down to the boxes below it: an arrow, or a mark, has room. */
export const DROP = 28;
const BUS_GAP = 16;
const ROW_GAP = 8;

/** Asyncs in a row. */
const columnsOf = (width: number) =>
  width >= 1130
    ? { count: 7, gap: Math.min(14, Math.floor((width - 2 * MARGIN - 7 * ASYNC.width) / 6)) }
    : width >= 860
      ? { count: 5, gap: 14 }
      : { count: 3, gap: 20 };

export interface Grid {
  readonly places: readonly MemberPlace[];
  readonly left: number;
  readonly bottom: number;
}

/** `top`: where the lane above ends. */
export function asyncGrid(members: readonly TopologyMember[], { width, top }: { width: number; top: number }): Grid {
  const { count, gap } = columnsOf(width);
  const inRow = Math.min(count, members.length);
  const left = Math.round((width - inRow * ASYNC.width - Math.max(0, inRow - 1) * gap) / 2);
  const places = members.map((member, index): MemberPlace => {
    const [row, column] = [Math.floor(index / count), index % count];
    const y = top + BUS_GAP + DROP + row * (ASYNC.height + ROW_GAP + DROP);
    return { member, size: 'async', x: left + column * (ASYNC.width + gap), y, ...ASYNC };
  });
  return { places, left, bottom: (places.at(-1)?.y ?? top) + ASYNC.height };
}

/** Who sends journal to asyncs. */
export function rootOf(connections: readonly ConnectionPlace[], places: ReadonlyMap<string, MemberPlace>): MemberPlace | null {
  const one = connections.find(({ connection }) => connection.kind === 'journal' && places.get(connection.to)?.size === 'async');
  return one ? (places.get(one.connection.from) ?? null) : null;
}

export function trunkOf(root: MemberPlace, { places, left }: Grid, connections: readonly ConnectionPlace[]): Point[][] {
  const fed = new Set(connections.filter(({ connection }) => connection.kind === 'journal').map(({ connection }) => connection.to));
  const rows = new Map<number, number[]>();
  for (const place of places) {
    if (!fed.has(place.member.guid)) continue;
    const busY = place.y - DROP;
    rows.set(busY, [...(rows.get(busY) ?? []), place.x + place.width / 2]);
  }
  const rootX = root.x + root.width / 2;
  const busYs = [...rows.keys()].sort((one, other) => one - other);
  const riser = left - 8;
  const [first, last] = [busYs[0], busYs.at(-1)];
  if (first === undefined || last === undefined) return [];
  const firstBusY = Math.min(...places.map((place) => place.y)) - DROP;
  const isFurther = last > firstBusY;
  const buses = busYs.map((busY): Point[] => {
    const ends = [...(rows.get(busY) ?? []), ...(busY === firstBusY ? [rootX] : []), ...(isFurther ? [riser] : [])];
    return [
      { x: Math.min(...ends), y: busY },
      { x: Math.max(...ends), y: busY },
    ];
  });
  const stem: Point[] = [
    { x: rootX, y: root.y + root.height },
    { x: rootX, y: firstBusY },
  ];
  if (!isFurther) return [stem, ...buses];
  // A first row without a fed member still leads to the riser.
  const lead: Point[][] =
    first === firstBusY
      ? []
      : [
          [
            { x: riser, y: firstBusY },
            { x: rootX, y: firstBusY },
          ],
        ];
  return [
    stem,
    ...lead,
    ...buses,
    [
      { x: riser, y: firstBusY },
      { x: riser, y: last },
    ],
  ];
}
