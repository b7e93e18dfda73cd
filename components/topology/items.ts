/** What can be reached in the picture, and where the arrow keys lead. */
import type { Layout } from './layout.ts';
import type { Point } from '../drawing/shapes.ts';

export type Item =
  | { readonly kind: 'arbiter'; readonly key: 'arbiter'; readonly at: Point }
  | { readonly kind: 'virtual-ip'; readonly key: 'virtual-ip'; readonly at: Point }
  | { readonly kind: 'member'; readonly key: string; readonly at: Point; readonly place: Layout['members'][number] }
  | { readonly kind: 'connection'; readonly key: string; readonly at: Point; readonly place: Layout['connections'][number] };

const centre = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): Point => ({
  x: x + width / 2,
  y: y + height / 2,
});

/** In the order in which they are read: members first, then what connects them. */
export function itemsOf({ arbiter, members, connections, pennant }: Layout): Item[] {
  return [
    ...members.map((place): Item => ({ kind: 'member', key: place.member.guid, at: centre(place), place })),
    { kind: 'arbiter', key: 'arbiter', at: centre(arbiter) },
    ...(pennant ? [{ kind: 'virtual-ip', key: 'virtual-ip', at: centre(pennant) } as const] : []),
    ...connections.map((place): Item => ({ kind: 'connection', key: place.key, at: place.middle, place })),
  ];
}

const directions: Readonly<Record<string, Point>> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};
/** How much more a step aside costs than one ahead. */
const ASIDE = 2;

/** Where a key leads from `from`: with an arrow the nearest that lies that way, else null. */
export function nextItem(items: readonly Item[], from: Item, key: string): Item | null {
  if (key === 'Home') return items[0] ?? null;
  if (key === 'End') return items.at(-1) ?? null;
  const direction = directions[key];
  if (!direction) return null;
  const costOf = ({ at }: Item) => {
    const [dx, dy] = [at.x - from.at.x, at.y - from.at.y];
    const ahead = dx * direction.x + dy * direction.y;
    const aside = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    return ahead <= 0.5 || aside > 3 * ahead ? Number.POSITIVE_INFINITY : ahead + ASIDE * aside;
  };
  const reached = items.filter((item) => item !== from && Number.isFinite(costOf(item)));
  return reached.sort((one, other) => costOf(one) - costOf(other))[0] ?? null;
}
