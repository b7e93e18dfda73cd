/**
 * Where everything lies in the small picture of a mirror: boxes with a name and a role, and the lines between them. Pure. As in the large
 * one a place belongs to a member, whatever its role.
 */
import type { Topology, TopologyConnection, TopologyMember } from '@/lib/contract/topology.ts';
import { ARBITER_END } from '@/lib/contract/topology-ends.ts';
import type { Point, Rect } from '../drawing/shapes.ts';
import { byName } from './places.ts';

export const SMALL_WIDTH = 440;
const ARBITER = { width: 104, height: 26 } as const;
const FAILOVER = { width: 152, height: 46 } as const;
/** Wide enough for the name of a host and its instance, and for what the member is doing: shortened names of several would look alike. */
const ASYNC = { width: 136, height: 40, inRow: 3, gap: 10 } as const;
/** Lines and flags lie here. */
const GAP = 26;
const MARGIN = 4;
/** Of the line between the failover members, from the top of their boxes; a question to an agent lies below it. */
const JOURNAL_Y = 18;
const AGENT_Y = 34;

export interface SmallLayout {
  readonly height: number;
  readonly arbiter: Rect;
  readonly members: readonly (Rect & { readonly member: TopologyMember })[];
  readonly vacancy: Rect | null;
  readonly lines: readonly { readonly key: string; readonly connection: TopologyConnection; readonly points: readonly Point[] }[];
}

export function smallLayout({ members, connections }: Topology): SmallLayout {
  const middle = SMALL_WIDTH / 2;
  const arbiter = { x: middle - ARBITER.width / 2, y: MARGIN, ...ARBITER };
  const pairY = MARGIN + ARBITER.height + GAP;
  const pairX = [MARGIN, SMALL_WIDTH - MARGIN - FAILOVER.width];
  const failover = members.filter(({ kind }) => kind === 'failover').sort(byName);
  const asyncs = members.filter(({ kind }) => kind !== 'failover').sort(byName);
  const asyncTop = pairY + FAILOVER.height + GAP;
  const rowOf = (index: number) => Math.floor(index / ASYNC.inRow);
  const left = (index: number) => {
    const inThisRow = Math.min(ASYNC.inRow, asyncs.length - rowOf(index) * ASYNC.inRow);
    const begin = middle - (inThisRow * ASYNC.width + (inThisRow - 1) * ASYNC.gap) / 2;
    return begin + (index % ASYNC.inRow) * (ASYNC.width + ASYNC.gap);
  };
  const places = [
    ...failover.slice(0, 2).map((member, index) => ({ member, x: pairX[index] ?? 0, y: pairY, ...FAILOVER })),
    ...asyncs.map((member, index) => ({
      member,
      x: left(index),
      y: asyncTop + rowOf(index) * (ASYNC.height + GAP / 2),
      width: ASYNC.width,
      height: ASYNC.height,
    })),
  ];
  const placeOf = new Map(places.map((place) => [place.member.guid, place]));

  function pointsOf({ kind, from, to }: TopologyConnection): Point[] | null {
    const begin = placeOf.get(from);
    if (!begin) return null;
    if (to === ARBITER_END) {
      const x = begin.x + begin.width / 2;
      const y = arbiter.y + arbiter.height / 2;
      const isLeft = x < middle;
      return [
        { x, y: begin.y },
        { x, y },
        { x: isLeft ? arbiter.x : arbiter.x + arbiter.width, y },
      ];
    }
    const end = placeOf.get(to);
    if (!end) return null;
    if (begin.y === end.y && begin.member.kind === 'failover' && end.member.kind === 'failover') {
      const y = pairY + (kind === 'journal' ? JOURNAL_Y : AGENT_Y);
      const isRightward = begin.x < end.x;
      return [
        { x: isRightward ? begin.x + begin.width : begin.x, y },
        { x: isRightward ? end.x : end.x + end.width, y },
      ];
    }
    // Questions to the agents of asyncs would cross their journal: only the large picture has room for them.
    if (kind !== 'journal') return null;
    const x = end.x + end.width / 2;
    return [
      { x, y: end.y - GAP / 2 + 2 },
      { x, y: end.y },
    ];
  }

  return {
    height: (asyncs.length === 0 ? pairY + FAILOVER.height : asyncTop + (rowOf(asyncs.length - 1) + 1) * (ASYNC.height + GAP / 2)) + MARGIN,
    arbiter,
    members: places,
    vacancy: failover.length < 2 ? { x: pairX[failover.length] ?? 0, y: pairY, ...FAILOVER } : null,
    lines: connections.flatMap((connection) => {
      const points = pointsOf(connection);
      return points ? [{ key: `${connection.kind} ${connection.from} ${connection.to}`, connection, points }] : [];
    }),
  };
}
