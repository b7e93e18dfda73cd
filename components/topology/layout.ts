/**
 * Where everything lies in the picture of a mirror, in pixels of a box of the given width. Pure: the same mirror always gives the same
 * picture, and a place belongs to a member, whatever its role: a takeover moves no box.
 *
 * Three lanes: the arbiter, the failover members, the asyncs by name. Connections of the failover members lie between their boxes, each
 * with its card in a slot of its own; those of the asyncs leave the primary as one trunk, with a drop to each.
 */
import type { Topology, TopologyConnection } from '@/lib/contract/topology.ts';
import { ARBITER_END, NOBODY_HOLDS } from '@/lib/contract/topology-ends.ts';
import type { Point, Rect } from '../drawing/shapes.ts';
import { asyncGrid, DROP, rootOf, trunkOf } from './async-lane.ts';
import { byName, type ConnectionPlace, type MemberPlace } from './places.ts';

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly members: readonly MemberPlace[];
  /** Where the other failover member would be. */
  readonly vacancy: Rect | null;
  readonly arbiter: Rect;
  readonly connections: readonly ConnectionPlace[];
  /** Polylines: from the primary to the drops of the asyncs; and whether any of these works. */
  readonly trunk: { readonly lines: readonly (readonly Point[])[]; readonly isWorking: boolean };
  /** The flag of the virtual IP: over its holder, or on the ground between the members. */
  readonly pennant: (Rect & { readonly isHeld: boolean; readonly isKnown: boolean }) | null;
}

const FAILOVER = { width: 232, height: 96 } as const;
const ARBITER = { width: 184, height: 48 } as const;
const PENNANT = { width: 108, height: 20 } as const;
/** Beside or below a connection of the failover members. */
export const CARD = { widthMin: 132, widthMax: 200, height: 34, lineHeight: 17 } as const;
const MARGIN = 12;
/** Narrower than this there is no picture but a list. */
export const WIDTH_MIN = 620;
const PAIR_GAP_MAX = 360;
/** Between the arbiter and the failover members: the flag of the virtual IP lies here. */
const UPPER_GAP = 34;
/** Of the lines between the failover members, from the top of their boxes; what is known of each stands over or below it. */
const JOURNAL_Y = 46;
const AGENT_Y = 74;
/** Two questions to agents, one each way. */
const AGENT_SPREAD = 6;
/** Between a line and its card. */
const CARD_GAP = 6;

export function layOut(topology: Topology, width: number): Layout {
  const middle = Math.round(width / 2);
  const arbiter: Rect = { x: middle - ARBITER.width / 2, y: MARGIN, ...ARBITER };
  const pairY = MARGIN + ARBITER.height + UPPER_GAP;
  const failover = topology.members.filter(({ kind }) => kind === 'failover').sort(byName);
  const gap = Math.max(CARD.widthMin + 12, Math.min(PAIR_GAP_MAX, width - 2 * MARGIN - 2 * FAILOVER.width));
  const pairX = [middle - gap / 2 - FAILOVER.width, middle + gap / 2];
  const pair = failover.slice(0, 2).map((member, index): MemberPlace => {
    return { member, size: 'failover', x: pairX[index] ?? 0, y: pairY, ...FAILOVER };
  });
  const pairBottom = pairY + FAILOVER.height;
  const grid = asyncGrid(topology.members.filter(({ kind }) => kind !== 'failover').sort(byName), { width, top: pairBottom });
  const places = new Map([...pair, ...grid.places].map((place) => [place.member.guid, place]));
  const cardWidth = Math.min(CARD.widthMax, gap - 12);
  const connections = topology.connections.flatMap(
    (connection) => placeOf(connection, { places, arbiter, middle, pairY, cardWidth }) ?? [],
  );
  const root = rootOf(connections, places);
  return {
    width,
    height: (grid.places.length > 0 ? grid.bottom : pairBottom + 8) + MARGIN,
    members: [...pair, ...grid.places],
    vacancy: pair.length < 2 ? { x: pairX[pair.length] ?? 0, y: pairY, ...FAILOVER } : null,
    arbiter,
    connections,
    trunk: {
      lines: root ? trunkOf(root, grid, connections) : [],
      isWorking: connections.some(({ connection, card }) => card === null && connection.state === 'connected'),
    },
    pennant: pennantOf(topology, { places, middle, pairY }),
  };
}

interface Surroundings {
  readonly places: ReadonlyMap<string, MemberPlace>;
  readonly arbiter: Rect;
  readonly middle: number;
  readonly pairY: number;
  readonly cardWidth: number;
}

/** null: one of its ends is not in the picture. */
function placeOf(connection: TopologyConnection, around: Surroundings): ConnectionPlace | null {
  const key = `${connection.kind} ${connection.from} ${connection.to}`;
  const from = around.places.get(connection.from);
  if (connection.to === ARBITER_END) return from ? { key, connection, ...toArbiter(from, around) } : null;
  const to = around.places.get(connection.to);
  if (!from || !to) return null;
  if (from.size === 'failover' && to.size === 'failover') return { key, connection, ...between(connection, from, to, around) };
  const taker = to.size === 'async' ? to : from;
  const x = taker.x + taker.width / 2;
  // What goes to the agent of an async comes beside its journal.
  const beside = connection.kind === 'agent' ? 24 : 0;
  const points = [
    { x: x + beside, y: taker.y - DROP },
    { x: x + beside, y: taker.y },
  ];
  return {
    key,
    connection,
    points: taker === to ? points : points.reverse(),
    card: null,
    middle: { x: x + beside, y: taker.y - DROP / 2 },
  };
}

/** Up from the member, then sideways into the arbiter. */
function toArbiter(from: MemberPlace, { arbiter }: Surroundings): Omit<ConnectionPlace, 'key' | 'connection'> {
  const x = from.x + from.width / 2;
  const y = arbiter.y + arbiter.height / 2;
  const isLeft = x < arbiter.x;
  const end = isLeft ? arbiter.x : arbiter.x + arbiter.width;
  const card = { x: (isLeft ? x : end) + 10, y: y - CARD.lineHeight - CARD_GAP, width: Math.abs(end - x) - 20, height: CARD.lineHeight };
  return {
    points: [
      { x, y: from.y },
      { x, y },
      { x: end, y },
    ],
    card,
    middle: { x: (x + end) / 2, y },
  };
}

function between(
  connection: TopologyConnection,
  from: MemberPlace,
  to: MemberPlace,
  { middle, pairY, cardWidth }: Surroundings,
): Omit<ConnectionPlace, 'key' | 'connection'> {
  const isRightward = from.x < to.x;
  const isJournal = connection.kind === 'journal';
  const y = pairY + (isJournal ? JOURNAL_Y : isRightward ? AGENT_Y : AGENT_Y + AGENT_SPREAD);
  const height = isJournal ? CARD.height : CARD.lineHeight;
  const isBelow = !isJournal && !isRightward;
  return {
    points: [
      { x: isRightward ? from.x + from.width : from.x, y },
      { x: isRightward ? to.x : to.x + to.width, y },
    ],
    card: { x: middle - cardWidth / 2, y: isBelow ? y + CARD_GAP : y - CARD_GAP - height, width: cardWidth, height },
    middle: { x: middle, y },
  };
}

/** On the outer half of its holder, so that the line to the arbiter passes beside it. */
function pennantOf(
  { virtualIp }: Topology,
  { places, middle, pairY }: Pick<Surroundings, 'places' | 'middle' | 'pairY'>,
): Layout['pennant'] {
  if (!virtualIp) return null;
  const holder = virtualIp.holder === null ? undefined : places.get(virtualIp.holder);
  const y = pairY - PENNANT.height - 2;
  const isKnown = virtualIp.holder !== null;
  if (!holder || virtualIp.holder === NOBODY_HOLDS) return { x: middle - PENNANT.width / 2, y: y - 1, ...PENNANT, isHeld: false, isKnown };
  const isLeft = holder.x < middle - FAILOVER.width;
  return { x: isLeft ? holder.x + 4 : holder.x + holder.width - PENNANT.width - 4, y, ...PENNANT, isHeld: true, isKnown };
}
